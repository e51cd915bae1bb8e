extension SessionParameters {
  /// The query, without its question mark: everything but RFC 3986's unreserved characters is
  /// percent-encoded, so that a `+` stays a plus and a space stays a space whoever decodes it.
  public var queryString: String {
    entries.map { $0.name.percentEncoded + "=" + $0.text.percentEncoded }.joined(separator: "&")
  }

  /// Reads a query as web frameworks do: `+` is a space, a broken escape stays as it stands, an
  /// empty piece is dropped.
  public init(query: some StringProtocol) {
    self.init()
    for piece in query.utf8.split(separator: UInt8(ascii: "&")) {
      let parts = piece.split(
        separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      set(
        String(percentDecoding: parts[0]),
        to: parts.count > 1 ? String(percentDecoding: parts[1]) : "")
    }
  }
}

extension String {
  /// With everything outside A–Z a–z 0–9 - . _ ~ as `%XX` (RFC 3986 §2.3).
  public var percentEncoded: String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in utf8 {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"):
        bytes.append(byte)
      default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// With every `%XX` as the byte it stands for; a `+` stays a plus.
  public var percentDecoded: String {
    String(percentDecoding: utf8.flatMap { $0 == UInt8(ascii: "+") ? Array("%2B".utf8) : [$0] })
  }

  fileprivate init(percentDecoding text: some Collection<UInt8>) {
    var bytes: [UInt8] = []
    var rest = Array(text)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), rest.count >= 2,
        let high = Character(Unicode.Scalar(rest[rest.startIndex])).hexDigitValue,
        let low = Character(Unicode.Scalar(rest[rest.startIndex + 1])).hexDigitValue
      {
        bytes.append(UInt8(high << 4 | low))
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
      }
    }
    self = String(decoding: bytes, as: UTF8.self)
  }
}
