/// Follows frames of voice and silence from the beginning of a turn to its end.
struct Endpointer {
  /// How long a silence may be before the turn is over.
  struct Patience: Equatable {
    /// When what was said sounds complete.
    var complete: Duration
    /// Whatever was said.
    var any: Duration
  }

  enum State: Equatable {
    /// Nobody speaks.
    case idle
    /// The turn goes on.
    case speaking
    /// It is over if what was said is complete.
    case mayEnd
    /// It is over.
    case mustEnd
  }

  static let frame = Duration.milliseconds(10)
  /// A turn that has lasted this long ends at the first short pause, and at the cap in any case,
  /// as the service's do.
  private static let long = Duration.seconds(45)
  private static let cap = Duration.seconds(60)
  private static let shortPause = Duration.milliseconds(100)
  /// Of the last ten frames, so many must be voice for a turn to begin: a click is shorter.
  private static let onset = 4

  let patience: Patience
  /// The last ten frames, one bit each, the newest lowest.
  private var recent: UInt16 = 0
  private var length = Duration.zero
  private var silence = Duration.zero
  private(set) var state = State.idle

  init(_ patience: Patience) {
    self.patience = patience
  }

  /// Takes the next frame.
  mutating func take(isVoice: Bool) {
    recent = (recent << 1 | (isVoice ? 1 : 0)) & 0x3FF
    if state == .idle {
      guard recent.nonzeroBitCount >= Self.onset else { return }
      length = .zero
      silence = .zero
    }
    length += Self.frame
    // A frame or two of crackle do not make a silence shorter.
    silence = isVoice && recent.nonzeroBitCount > 2 ? .zero : silence + Self.frame
    let any = length < Self.long ? patience.any : min(patience.any, Self.shortPause)
    if silence >= any || length >= Self.cap {
      state = .mustEnd
    } else {
      state = silence >= patience.complete ? .mayEnd : .speaking
    }
  }

  /// The turn has been ended.
  mutating func end() {
    state = .idle
    recent = 0
  }
}
