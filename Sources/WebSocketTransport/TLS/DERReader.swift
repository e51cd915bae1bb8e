/// Steps over the elements of DER (X.690).
struct DERReader {
  enum Tag: UInt8 {
    case integer = 0x02
    case sequence = 0x30
    case set = 0x31
    /// `[0]`, explicit: a certificate's version.
    case version = 0xA0
  }

  private var rest: Slice<UnsafeRawBufferPointer>

  init(_ bytes: UnsafeRawBufferPointer) { rest = bytes[...] }

  private init(_ rest: Slice<UnsafeRawBufferPointer>) { self.rest = rest }

  var isAtEnd: Bool { rest.isEmpty }

  /// Steps over the next element if it has this tag.
  mutating func skip(_ tag: Tag) -> Bool { enter(tag) != nil }

  /// Steps over the next element if it has this tag, and reads what is in it.
  mutating func enter(_ tag: Tag) -> DERReader? {
    guard rest.first == tag.rawValue, let content = next() else { return nil }
    return DERReader(content)
  }

  /// Steps over the next element, whatever it is, and answers its content.
  mutating func next() -> Slice<UnsafeRawBufferPointer>? {
    guard rest.count >= 2 else { return nil }
    var body = rest.dropFirst(2)
    var length = Int(rest[rest.startIndex + 1])
    if length >= 0x80 {
      let size = length & 0x7F
      guard (1...4).contains(size), body.count >= size else { return nil }
      length = body.prefix(size).reduce(0) { $0 << 8 | Int($1) }
      body = body.dropFirst(size)
    }
    guard body.count >= length else { return nil }
    rest = body.dropFirst(length)
    return body.prefix(length)
  }
}
