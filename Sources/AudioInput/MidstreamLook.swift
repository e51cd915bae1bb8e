import AAIProtocol

/// Looks through the first kilobytes of raw audio for a compressed stream that begins in the middle.
///
/// Four frames in a row, each where the one before it ends, are no chance; nor is the head of an Ogg
/// page. Frames that are all alike are those of a tone.
struct MidstreamLook: Sendable {
  /// Room for four of the longest frames and the part of one before them.
  static let length = 16_384
  private static let frames = 4

  private var bytes: [UInt8] = []

  /// `nil` for compressed audio, which is what it says.
  init?(in format: AudioFormat) {
    guard format.bytesPerSample != nil else { return nil }
  }

  /// Takes what follows; whether enough has been seen.
  mutating func add(_ more: [UInt8]) -> Bool {
    bytes += more.prefix(Self.length - bytes.count)
    return bytes.count == Self.length
  }

  /// What the bytes so far are a part of, if they are.
  var container: Container? {
    for start in bytes.indices {
      switch bytes[start] {
      case UInt8(ascii: "O"): if isPage(at: start) { return .ogg }
      case 0xFF, 0x0B, 0x56: if let found = frames(from: start) { return found }
      default: break
      }
    }
    return nil
  }

  /// The fixed part of a page's header (RFC 3533 §6).
  private func isPage(at start: Int) -> Bool {
    let head = bytes[start...].prefix(6)
    return head.count == 6 && head.starts(with: "OggS\0".utf8) && head[start + 5] < 8
  }

  private func frames(from start: Int) -> Container? {
    var place = start
    var found: Container?
    var bodies: Set<ArraySlice<UInt8>> = []
    for _ in 1..<Self.frames {
      let head = Array(bytes[place...].prefix(6))
      guard head.count == 6, let (container, needed) = FrameSync.container(of: head),
        container == found ?? container, bytes.count >= place + needed
      else { return nil }
      let frame = Array(bytes[place..<place + needed])
      guard FrameSync.repeats(frame, container, needed: needed) else { return nil }
      found = container
      bodies.insert(frame[4..<needed - 4])
      place += needed - 4
    }
    return bodies.count > 1 ? found : nil
  }
}
