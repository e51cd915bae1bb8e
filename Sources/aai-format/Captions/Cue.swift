import AAIProtocol

/// One caption.
struct Cue: Equatable {
  var start: AudioTime
  var end: AudioTime
  var speaker: String?
  /// Safe for a terminal; none is empty.
  var lines: [String]
}
