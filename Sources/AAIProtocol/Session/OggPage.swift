/// One page of an Ogg stream (RFC 3533 §6).
struct OggPage: Sendable {
  /// Bytes of the page, its head among them.
  let length: Int
  /// Whether it begins with the rest of the packet that the page before ended with.
  let isContinuation: Bool
  /// Which of several streams it belongs to.
  let stream: UInt32
  /// Samples up to the end of the last packet that ends on it; `nil` if none does.
  let position: UInt64?
  /// The parts of packets on it, in order.
  let parts: [ArraySlice<UInt8>]
  /// Whether the last of them is the end of its packet.
  let endsWhole: Bool

  private static let magic = Array("OggS".utf8)
  private static let headLength = 27

  /// What the bytes at the front of a stream are.
  enum Reading {
    case page(OggPage)
    /// More must come before it can be told.
    case incomplete
    case noPage
  }

  static func read(_ bytes: ArraySlice<UInt8>) -> Reading {
    guard bytes.prefix(magic.count).elementsEqual(magic.prefix(bytes.count)) else { return .noPage }
    guard bytes.count >= headLength else { return .incomplete }
    let start = bytes.startIndex
    let table = bytes[(start + headLength)...].prefix(Int(bytes[start + 26]))
    let length = headLength + Int(bytes[start + 26]) + table.reduce(0) { $0 + Int($1) }
    guard table.count == bytes[start + 26], bytes.count >= length else { return .incomplete }
    return .page(OggPage(bytes.prefix(length), table: table))
  }

  private init(_ bytes: ArraySlice<UInt8>, table: ArraySlice<UInt8>) {
    func number(at offset: Int, bytes count: Int) -> UInt64 {
      bytes[(bytes.startIndex + offset)...].prefix(count).reversed()
        .reduce(0) { $0 << 8 | UInt64($1) }
    }
    length = bytes.count
    isContinuation = bytes[bytes.startIndex + 5] & 1 != 0
    stream = UInt32(number(at: 14, bytes: 4))
    // All ones say that no packet ends on the page.
    position = Int64(bitPattern: number(at: 6, bytes: 8)) < 0 ? nil : number(at: 6, bytes: 8)
    var parts: [ArraySlice<UInt8>] = []
    var rest = bytes.dropFirst(Self.headLength + table.count)
    var size = 0
    for segment in table {
      size += Int(segment)
      // A segment that is full is followed by more of its packet.
      guard segment < 255 else { continue }
      parts.append(rest.prefix(size))
      rest = rest.dropFirst(size)
      size = 0
    }
    endsWhole = size == 0
    if size > 0 { parts.append(rest.prefix(size)) }
    self.parts = parts
  }
}
