import Synchronization

/// Levels on their way from the device's thread to the meter.
final class LevelGauge: Sendable {
  private struct State {
    var recent = Level()
    var peak: UInt16 = 0
  }

  private let state = Mutex(State())

  func add(_ level: Level) {
    state.withLock {
      $0.recent.add(level)
      $0.peak = max($0.peak, level.peak)
    }
  }

  /// The level since the last call.
  func takeRecent() -> Level {
    state.withLock { state in
      defer { state.recent = Level() }
      return state.recent
    }
  }

  /// The largest magnitude of all.
  var highest: Level {
    var level = Level()
    level.peak = state.withLock { $0.peak }
    return level
  }
}
