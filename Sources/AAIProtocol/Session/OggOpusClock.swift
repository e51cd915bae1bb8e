/// Tells the time in the pages of an Ogg stream of Opus (RFC 7845 §4).
///
/// Streams may follow one another in one file: each is a link of its own, whose time is the
/// difference of its positions, and links add up. Pages of other streams do not count.
struct OggOpusClock: Sendable {
  private static let samplesPerMillisecond = 48.0

  /// Of the links that are over.
  private var before = 0.0
  private var stream: UInt32?
  private var preSkip: UInt64 = 0
  /// The link's position before its first packet; not 0 where it was joined in the middle.
  private var first: UInt64?
  private var last: UInt64?

  /// All the audio so far.
  var milliseconds: Double { before + linkMilliseconds }

  private var linkMilliseconds: Double {
    guard let first, let last, last > first else { return 0 }
    // What a decoder drops at the beginning is no audio.
    let samples = last - first
    let skipped = first == 0 ? min(preSkip, samples) : 0
    return Double(samples - skipped) / Self.samplesPerMillisecond
  }

  mutating func add(_ page: OggPage) {
    if let head = page.parts.first, head.starts(with: "OpusHead".utf8), head.count >= 12 {
      before = milliseconds
      (stream, first, last) = (page.stream, nil, nil)
      let start = head.startIndex
      preSkip = UInt64(head[start + 10]) | UInt64(head[start + 11]) << 8
      return
    }
    // A stream that is joined behind its head is still one.
    if stream == nil { stream = page.stream }
    guard page.stream == stream, let position = page.position,
      page.parts.first?.starts(with: "OpusTags".utf8) != true
    else { return }
    if first == nil {
      let samples = page.parts.reduce(0.0) { $0 + CompressedClock.opusMilliseconds(Array($1)) }
      let length = UInt64(samples * Self.samplesPerMillisecond)
      // The only page of a short stream may end before its last packet does (RFC 7845 §4.5).
      first = position > length ? position - length : 0
    }
    last = max(last ?? 0, position)
  }
}
