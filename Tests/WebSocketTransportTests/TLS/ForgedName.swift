import COpenSSL

/// A distinguished name in any spelling.
final class ForgedName {
  private let pointer: OpaquePointer

  /// - Parameter type: Of the string, `V_ASN1_…`; UTF-8 if nil.
  convenience init(_ commonName: String, type: Int32? = nil) {
    let bytes =
      switch type {
      case V_ASN1_BMPSTRING: commonName.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
      default: Array(commonName.utf8)
      }
    self.init([(bytes, type ?? V_ASN1_UTF8STRING)])
  }

  /// - Parameter isOnePart: All values are in one part of the name.
  init(_ values: [(bytes: [UInt8], type: Int32)], isOnePart: Bool = false) {
    pointer = X509_NAME_new()
    for (index, (bytes, type)) in values.enumerated() {
      X509_NAME_add_entry_by_txt(
        pointer, index == 0 ? "CN" : "OU", type, bytes, Int32(bytes.count), -1,
        isOnePart && index > 0 ? -1 : 0)
    }
  }

  func becomeSubject(of certificate: OpaquePointer) { X509_set_subject_name(certificate, pointer) }

  func becomeIssuer(of certificate: OpaquePointer) { X509_set_issuer_name(certificate, pointer) }

  deinit { X509_NAME_free(pointer) }
}
