import AAIProtocol
import Glibc

/// Looks for a further recording's header in audio whose length nobody knows.
///
/// A header is known by at least 64 bits, which no audio has by chance.
struct HeaderSearch: Sendable {
  /// The length of the longest form that is looked for: the fixed part of an AU header.
  private static let length = 24

  /// The last bytes, which may begin a header.
  private var held: [UInt8] = []

  /// `nil` for compressed audio, whose bytes are not ours to read.
  init?(in format: AudioFormat) {
    guard format.bytesPerSample != nil else { return nil }
  }

  /// Whether there is neither a header nor the beginning of one.
  func isIdle(in bytes: [UInt8]) -> Bool {
    held.isEmpty && bytes.withUnsafeBytes { Self.firstHeader(in: $0) == nil }
  }

  /// Takes all of `rest`, or all up to the end of what is known of a header.
  ///
  /// - Returns: The audio, and the header's first bytes where one was found.
  mutating func search(
    _ rest: inout Slice<UnsafeRawBufferPointer>
  ) -> (audio: [UInt8], header: [UInt8]?) {
    let before = held.count
    let bytes = held + rest
    held = []
    let found = bytes.withUnsafeBytes { Self.firstHeader(in: $0) }
    guard let found else {
      rest = rest[rest.endIndex...]
      return (bytes, nil)
    }
    let audio = Array(bytes[..<found.start])
    guard found.isWhole else {
      held = Array(bytes[found.start...])
      rest = rest[rest.endIndex...]
      return (audio, nil)
    }
    let end = max(before, found.start + Self.length)
    rest = rest.dropFirst(end - before)
    return (audio, Array(bytes[found.start..<end]))
  }

  /// What was held back for nothing.
  mutating func finish() -> [UInt8] {
    defer { held = [] }
    return held
  }

  // MARK: Headers

  private static func firstHeader(
    in bytes: UnsafeRawBufferPointer
  ) -> (start: Int, isWhole: Bool)? {
    var first: (start: Int, isWhole: Bool)?
    for byte in "RB.d".utf8 {
      // memchr(3) is several times as fast as a loop, and all audio comes by here.
      var start = 0
      while let place = bytes.firstIndex(of: byte, from: start), place < first?.start ?? .max {
        switch match(UnsafeRawBufferPointer(rebasing: bytes[place...].prefix(length))) {
        case .yes: first = (place, true)
        case .perhaps: first = (place, false)
        case .no: break
        }
        start = place + 1
      }
    }
    return first
  }

  private static func match(_ bytes: UnsafeRawBufferPointer) -> FileSignature.Match {
    // Nearly every place is told off by its second byte.
    if bytes.count > 1, !"IFWsn".utf8.contains(bytes[1]) { return .no }
    let first = Array(bytes)
    for signature in FileSignature.all where signature.match(first) != .no {
      switch signature.container {
      case .wave, .rf64: return wave(first)
      case .au: return au(first)
      case .reversedAU: return au(reversed(first))
      default: break
      }
    }
    return .no
  }

  /// The first chunk has a name.
  private static func wave(_ bytes: [UInt8]) -> FileSignature.Match {
    guard bytes.dropFirst(12).prefix(4).allSatisfy({ (0x20...0x7E).contains($0) }) else {
      return .no
    }
    return bytes.count < length ? .perhaps : .yes
  }

  /// The words are what they can be.
  private static func au(_ bytes: [UInt8]) -> FileSignature.Match {
    let ranges: [(at: Int, ClosedRange<UInt32>)] = [
      (4, 24...65_535), (12, 1...27), (16, 1000...768_000), (20, 1...255),
    ]
    for (start, range) in ranges where bytes.count >= start + 4 {
      let word = bytes[start..<start + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      guard range.contains(word) else { return .no }
    }
    return bytes.count < length ? .perhaps : .yes
  }

  private static func reversed(_ bytes: [UInt8]) -> [UInt8] {
    stride(from: 0, to: bytes.count / 4 * 4, by: 4).flatMap { bytes[$0..<$0 + 4].reversed() }
  }
}

extension UnsafeRawBufferPointer {
  fileprivate func firstIndex(of byte: UInt8, from start: Int) -> Int? {
    guard let baseAddress, start < count else { return nil }
    return memchr(baseAddress + start, CInt(byte), count - start)
      .map { baseAddress.distance(to: UnsafeRawPointer($0)) }
  }
}
