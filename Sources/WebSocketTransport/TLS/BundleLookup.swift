import COpenSSL
import Glibc

/// Finds issuers in a PEM file for OpenSSL, which decodes no more of it than a chain needs.
final class BundleLookup {
  private let path: String
  private let descriptor: CInt
  private var bundle: CertificateBundle?
  /// Found once, and given to OpenSSL ever since.
  private var certificates: [OpaquePointer] = []

  /// `nil` where the file holds something else than certificates, or cannot be read.
  ///
  /// - Parameter isLazy: Whether the file is looked into only when a chain needs it.
  init?(_ path: String, isLazy: Bool) {
    self.path = path
    // Kept open: a bundle that is replaced later is a snapshot here, as OpenSSL's own would be.
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    if !isLazy {
      bundle = index()
      if bundle == nil { return nil }
    }
  }

  deinit {
    for certificate in certificates { X509_free(certificate) }
    if descriptor >= 0 { close(descriptor) }
  }

  /// Makes `store` ask here for what it does not have; the store owns the lookup from then on.
  func add(to store: OpaquePointer?) -> Bool {
    guard let lookup = X509_STORE_add_lookup(store, Self.method) else { return false }
    return X509_LOOKUP_set_method_data(lookup, Unmanaged.passRetained(self).toOpaque()) == 1
  }

  // Unsafe: made once, and never changed.
  private nonisolated(unsafe) static let method: OpaquePointer? = {
    let method = X509_LOOKUP_meth_new("certificate bundle")
    X509_LOOKUP_meth_set_get_by_subject(method) { lookup, kind, name, result in
      guard kind == X509_LU_X509, let data = X509_LOOKUP_get_method_data(lookup) else { return 0 }
      let bundle = Unmanaged<BundleLookup>.fromOpaque(data).takeUnretainedValue()
      return bundle.find(name, for: X509_LOOKUP_get_store(lookup), result) ? 1 : 0
    }
    X509_LOOKUP_meth_set_free(method) { lookup in
      guard let data = X509_LOOKUP_get_method_data(lookup) else { return }
      Unmanaged<BundleLookup>.fromOpaque(data).release()
    }
    return method
  }()

  /// Adds every certificate of this subject to `store`: of several it takes the one that fits.
  private func find(
    _ name: OpaquePointer?, for store: OpaquePointer?, _ result: OpaquePointer?
  ) -> Bool {
    if bundle == nil { bundle = index() ?? CertificateBundle() }
    guard let bundle, let wanted = fingerprint(of: name) else { return false }
    var first: OpaquePointer?
    for entry in bundle.entries where entry.subject == wanted {
      guard let certificate = read(entry) else { continue }
      guard X509_NAME_cmp(X509_get_subject_name(certificate), name) == 0 else {
        X509_free(certificate)
        continue
      }
      certificates.append(certificate)
      X509_STORE_add_cert(store, certificate)
      first = first ?? certificate
    }
    guard let first else { return false }
    // OpenSSL takes a reference of its own to what it is shown, which is not the one that this adds.
    X509_OBJECT_set1_X509(result, first)
    X509_free(first)
    return true
  }

  private func fingerprint(of name: OpaquePointer?) -> NameFingerprint? {
    var bytes: UnsafeMutablePointer<UInt8>?
    let count = i2d_X509_NAME(name, &bytes)
    defer { aai_free(bytes) }
    guard count > 0 else { return nil }
    var reader = DERReader(UnsafeRawBufferPointer(start: bytes, count: Int(count)))
    return NameFingerprint(&reader)
  }

  private func read(_ entry: CertificateBundle.Entry) -> OpaquePointer? {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: entry.count, alignment: 1)
    defer { buffer.deallocate() }
    guard pread(descriptor, buffer.baseAddress, entry.count, entry.offset) == entry.count else {
      return nil
    }
    let memory = BIO_new_mem_buf(buffer.baseAddress, CInt(clamping: entry.count))
    defer {
      BIO_free(memory)
      ERR_clear_error()
    }
    // With OpenSSL's own trust settings, if it has any.
    return PEM_read_bio_X509_AUX(memory, nil, nil, nil)
  }

  private func index() -> CertificateBundle? {
    var status = stat()
    // A pipe can be read once, and a file that large is no bundle.
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      status.st_size > 0, status.st_size <= 64 << 20
    else { return nil }
    let size = Int(status.st_size)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 1)
    defer { buffer.deallocate() }
    guard pread(descriptor, buffer.baseAddress, size, 0) == size else { return nil }
    return CertificateBundle(UnsafeRawBufferPointer(buffer))
  }
}
