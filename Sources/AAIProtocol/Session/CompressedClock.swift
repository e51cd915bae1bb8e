/// Tells time from compressed audio that is cut anywhere, without decoding it.
package struct CompressedClock: Sendable {
  /// Bytes kept of a page or a frame that is not whole; the longest of either is shorter.
  private static let limit = 65_536

  private let encoding: AudioEncoding
  private var pending: [UInt8] = []
  private var ogg = OggOpusClock()
  /// All the audio so far.
  package private(set) var milliseconds = 0.0

  package init(_ encoding: AudioEncoding) { self.encoding = encoding }

  package mutating func add(_ bytes: [UInt8]) {
    if encoding == .opus {
      milliseconds += Self.opusMilliseconds(bytes)
      return
    }
    pending += bytes
    var position = 0
    while position < pending.count {
      let rest = pending[position...]
      guard let length = encoding == .aac ? takeADTS(rest) : takeOgg(rest) else { break }
      position += length
    }
    pending.removeFirst(position)
    if pending.count > Self.limit { pending = [] }
  }

  /// The length of one Opus packet by its first bytes (RFC 6716 §3.1, §3.2).
  package static func opusMilliseconds(_ packet: [UInt8]) -> Double {
    guard let first = packet.first else { return 0 }
    let configuration = Int(first >> 3)
    let frame =
      switch configuration {
      case 0..<12: [10.0, 20, 40, 60][configuration % 4]
      case 12..<16: [10.0, 20][configuration % 2]
      default: [2.5, 5, 10, 20][configuration % 4]
      }
    switch first & 3 {
    case 0: return frame
    case 1, 2: return frame * 2
    default: return frame * Double(packet.count > 1 ? packet[1] & 63 : 0)
    }
  }

  /// - Returns: The bytes used up; `nil` while the page is not whole.
  private mutating func takeOgg(_ rest: ArraySlice<UInt8>) -> Int? {
    switch OggPage.read(rest) {
    case .incomplete: return nil
    case .noPage: return 1
    case .page(let page):
      ogg.add(page)
      milliseconds = ogg.milliseconds
      return page.length
    }
  }

  /// One ADTS frame: 1024 samples a block (ISO/IEC 14496-3, 1.A.2.2).
  private mutating func takeADTS(_ rest: ArraySlice<UInt8>) -> Int? {
    guard rest.count >= 7 else { return nil }
    let head = Array(rest.prefix(7))
    let length = Int(head[3] & 3) << 11 | Int(head[4]) << 3 | Int(head[5] >> 5)
    let rate = Int(head[2] >> 2 & 15)
    guard head[0] == 0xFF, head[1] & 0xF6 == 0xF0, length >= 7, rate < Self.rates.count else {
      return 1
    }
    guard rest.count >= length else { return nil }
    milliseconds += Double(1024 * (Int(head[6] & 3) + 1)) * 1000 / Double(Self.rates[rate])
    return length
  }

  private static let rates = [
    96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000,
    7350,
  ]
}
