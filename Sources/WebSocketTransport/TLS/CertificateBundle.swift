import Glibc

/// Where the certificates of a PEM file are, and whose each may be, without decoding one of them.
///
/// OpenSSL decodes every certificate of a bundle, which takes longer than a handshake; a chain needs
/// one or two of them.
struct CertificateBundle {
  struct Entry {
    /// Of its PEM block, in bytes of the file.
    var offset: Int
    var count: Int
    var subject: NameFingerprint
  }

  /// In the order of the file.
  let entries: [Entry]

  private static let labels = ["CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"]

  /// One that has no certificates.
  init() { entries = [] }

  /// `nil` for anything but certificates beyond doubt: what is to be made of the rest is OpenSSL's to
  /// say.
  init?(_ pem: UnsafeRawBufferPointer) {
    var entries: [Entry] = []
    var block: (start: Int, label: String)?
    var decoder = PEMDecoder()
    var position = 0
    while position < pem.count {
      let start = position
      let rest = UnsafeRawBufferPointer(rebasing: pem[start...])
      let length =
        memchr(rest.baseAddress!, 0x0A, rest.count)
        .map { UnsafeRawPointer($0) - rest.baseAddress! } ?? rest.count
      position = start + length + 1
      var line = rest[..<length]
      while let last = line.last, last <= 0x20 { line = line.dropLast() }
      guard line.starts(with: "-----".utf8) else {
        guard block == nil || !line.isEmpty && decoder.add(line) else { return nil }
        continue
      }
      let text = String(decoding: line, as: UTF8.self)
      guard let (first, label) = block else {
        guard let label = Self.labels.first(where: { text == "-----BEGIN \($0)-----" }) else {
          return nil
        }
        block = (start, label)
        continue
      }
      guard text == "-----END \(label)-----", let der = decoder.finish(),
        let subject = Self.subject(of: der, hasMore: label == "TRUSTED CERTIFICATE")
      else { return nil }
      entries.append(
        Entry(offset: first, count: min(position, pem.count) - first, subject: subject))
      block = nil
    }
    guard block == nil, !entries.isEmpty else { return nil }
    self.entries = entries
  }

  /// RFC 5280 §4.1: version, serial number, algorithm, issuer and validity stand before the subject.
  ///
  /// - Parameter hasMore: OpenSSL's own trust settings follow the certificate.
  private static func subject(of der: [UInt8], hasMore: Bool) -> NameFingerprint? {
    der.withUnsafeBytes { bytes in
      var outer = DERReader(bytes)
      guard var certificate = outer.enter(.sequence), hasMore || outer.isAtEnd,
        var fields = certificate.enter(.sequence)
      else { return nil }
      _ = fields.skip(.version)
      guard fields.skip(.integer), fields.skip(.sequence), fields.skip(.sequence),
        fields.skip(.sequence)
      else { return nil }
      return NameFingerprint(&fields)
    }
  }
}
