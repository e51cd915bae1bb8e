/// Steps over DER fields (X.690), each of which must be of an expected kind.
struct DERReader {
  enum Tag {
    static let boolean: UInt8 = 0x01
    static let integer: UInt8 = 0x02
    static let bitString: UInt8 = 0x03
    static let octetString: UInt8 = 0x04
    static let null: UInt8 = 0x05
    static let objectIdentifier: UInt8 = 0x06
    static let utf8String: UInt8 = 0x0C
    static let printableString: UInt8 = 0x13
    static let teletexString: UInt8 = 0x14
    static let ia5String: UInt8 = 0x16
    static let utcTime: UInt8 = 0x17
    static let generalizedTime: UInt8 = 0x18
    static let sequence: UInt8 = 0x30
    static let set: UInt8 = 0x31

    /// `[number]`, explicitly tagged.
    static func context(_ number: UInt8) -> UInt8 { 0xA0 | number }
  }

  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  /// The kind of the next field, nil at the end.
  var tag: UInt8? { rest.first }

  /// The content of the next field.
  mutating func take(_ tag: UInt8) throws(UnfamiliarForm) -> ArraySlice<UInt8> {
    guard rest.popFirst() == tag, var length = rest.popFirst().map(Int.init) else {
      throw UnfamiliarForm()
    }
    if length >= 0x80 {
      // A count of bytes that hold the length: a certificate needs no more than three.
      let count = length & 0x7F
      guard 1...3 ~= count, rest.count >= count else { throw UnfamiliarForm() }
      length = rest.prefix(count).reduce(0) { $0 << 8 | Int($1) }
      rest = rest.dropFirst(count)
    }
    guard length <= rest.count else { throw UnfamiliarForm() }
    defer { rest = rest.dropFirst(length) }
    return rest.prefix(length)
  }

  /// A reader of the fields within the next one.
  mutating func open(_ tag: UInt8) throws(UnfamiliarForm) -> DERReader {
    DERReader(try take(tag))
  }

  /// Nothing may follow.
  func end() throws(UnfamiliarForm) {
    guard rest.isEmpty else { throw UnfamiliarForm() }
  }

  // MARK: What a decoder minds in single values

  mutating func integer() throws(UnfamiliarForm) {
    let bytes = Array(try take(Tag.integer).prefix(2))
    // The first nine bits are not all the same: no byte is spent on the sign alone.
    guard let first = bytes.first,
      bytes.count == 1 || first != (bytes[1] < 0x80 ? 0x00 : 0xFF)
    else { throw UnfamiliarForm() }
  }

  mutating func objectIdentifier() throws(UnfamiliarForm) {
    let bytes = try take(Tag.objectIdentifier)
    guard let last = bytes.last, last < 0x80 else { throw UnfamiliarForm() }
    var isStart = true
    for byte in bytes {
      // A component starts with no empty digit.
      guard !isStart || byte != 0x80 else { throw UnfamiliarForm() }
      isStart = byte < 0x80
    }
  }

  mutating func bitString() throws(UnfamiliarForm) {
    guard let unused = try take(Tag.bitString).first, unused < 8 else { throw UnfamiliarForm() }
  }
}
