/// The form of a certificate (RFC 5280 §4.1), walked through without decoding a value.
///
/// Stricter than OpenSSL, so that what passes here is decoded there when it is needed.
enum CertificateForm {
  private typealias Tag = DERReader.Tag

  /// The subject of a certificate, if all of it has the common form.
  static func subject(of certificate: [UInt8]) throws(UnfamiliarForm) -> NameKey {
    var file = DERReader(certificate[...])
    var fields = try file.open(Tag.sequence)
    try file.end()
    let subject = try signedPart(&fields)
    try algorithm(&fields)
    try fields.bitString()
    try fields.end()
    return subject
  }

  private static func signedPart(_ outer: inout DERReader) throws(UnfamiliarForm) -> NameKey {
    var fields = try outer.open(Tag.sequence)
    if fields.tag == Tag.context(0) {
      var version = try fields.open(Tag.context(0))
      try version.integer()
      try version.end()
    }
    try fields.integer()
    try algorithm(&fields)
    _ = try NameKey(try fields.take(Tag.sequence))
    try validity(&fields)
    let subject = try NameKey(try fields.take(Tag.sequence))
    var key = try fields.open(Tag.sequence)
    try algorithm(&key)
    try key.bitString()
    try key.end()
    if fields.tag == Tag.context(3) { try extensions(&fields) }
    try fields.end()
    return subject
  }

  private static func algorithm(_ outer: inout DERReader) throws(UnfamiliarForm) {
    var fields = try outer.open(Tag.sequence)
    try fields.objectIdentifier()
    switch fields.tag {
    case Tag.null?:
      guard try fields.take(Tag.null).isEmpty else { throw UnfamiliarForm() }
    case Tag.objectIdentifier?: try fields.objectIdentifier()
    case Tag.sequence?: _ = try fields.take(Tag.sequence)
    default: break
    }
    try fields.end()
  }

  private static func validity(_ outer: inout DERReader) throws(UnfamiliarForm) {
    var fields = try outer.open(Tag.sequence)
    for _ in 0..<2 {
      // YYMMDDHHMMSSZ as a UTCTime, with two more digits as a GeneralizedTime.
      let (tag, length) =
        fields.tag == Tag.utcTime ? (Tag.utcTime, 13) : (Tag.generalizedTime, 15)
      guard try fields.take(tag).count == length else { throw UnfamiliarForm() }
    }
    try fields.end()
  }

  private static func extensions(_ outer: inout DERReader) throws(UnfamiliarForm) {
    var field = try outer.open(Tag.context(3))
    var list = try field.open(Tag.sequence)
    try field.end()
    while list.tag != nil {
      var entry = try list.open(Tag.sequence)
      try entry.objectIdentifier()
      if entry.tag == Tag.boolean {
        guard try entry.take(Tag.boolean).count == 1 else { throw UnfamiliarForm() }
      }
      _ = try entry.take(Tag.octetString)
      try entry.end()
    }
  }
}
