/// Whom a client believes.
public struct TLSTrust: Sendable, Equatable {
  /// PEM files with the only certification authorities to trust; with `folder`, instead of the system's.
  public var file: String?
  /// A folder of hashed certificates (`openssl rehash`).
  public var folder: String?
  /// Certificates are not checked at all.
  public var isInsecure: Bool

  /// Without arguments, the system's store, or what `SSL_CERT_FILE` and `SSL_CERT_DIR` name.
  public init(file: String? = nil, folder: String? = nil, isInsecure: Bool = false) {
    self.file = file
    self.folder = folder
    self.isInsecure = isInsecure
  }
}
