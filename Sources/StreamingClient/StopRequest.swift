public import AAIProtocol
public import AudioInput
import Glibc
import Synchronization
public import ToolSupport

/// The user's wish for an end, and USR1: whatever the program is waiting for, the first INT, TERM or
/// HUP lets the source end and gives it a second for it.
public final class StopRequest: Sendable {
  private struct State {
    var early: [SessionInput] = []
    var deliver: (@Sendable (SessionInput) -> Void)?
  }

  /// Ends the reading of sound.
  public let cutoff: Cutoff
  private let state = Mutex(State())

  /// Takes over the signals; call it before other threads are started.
  public init() throws(Failure) {
    cutoff = try Cutoff()
    Interruption.watch(others: [SIGUSR1: { [self] in pass(.control(.forceEndpoint)) }]) {
      [self] _ in
      cutoff.strike(after: .seconds(1))
      pass(.stop)
    }
  }

  /// Hands every signal from now on, and those that came before, to `deliver`.
  public func deliver(to deliver: @escaping @Sendable (SessionInput) -> Void) {
    let early = state.withLock { state in
      defer { state = State(deliver: deliver) }
      return state.early
    }
    for input in early { deliver(input) }
  }

  private func pass(_ input: SessionInput) {
    let deliver = state.withLock { state in
      if state.deliver == nil { state.early.append(input) }
      return state.deliver
    }
    deliver?(input)
  }
}
