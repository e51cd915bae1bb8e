import Synchronization

/// Whether silence is sent in place of what the device hears.
final class MuteSwitch: Sendable {
  private let state: Atomic<Bool>

  init(isMuted: Bool) {
    state = Atomic(isMuted)
  }

  var isMuted: Bool { state.load(ordering: .relaxed) }

  /// Called by one thread only, that of the signals.
  ///
  /// - Returns: Whether it is muted now.
  func toggle() -> Bool {
    let isMuted = !state.load(ordering: .relaxed)
    state.store(isMuted, ordering: .relaxed)
    return isMuted
  }
}
