import COpenSSL

/// How OpenSSL asks a `TrustFile` for certificates, X509_LOOKUP_meth_new(3).
enum TrustFileLookup {
  /// Unchecked: not changed once it is made.
  private nonisolated(unsafe) static let method: OpaquePointer? = {
    let method = X509_LOOKUP_meth_new("certificates of one file, as they are asked for")
    X509_LOOKUP_meth_set_get_by_subject(method, find)
    X509_LOOKUP_meth_set_free(method) { lookup in
      if let data = X509_LOOKUP_get_method_data(lookup) {
        Unmanaged<TrustFile>.fromOpaque(data).release()
      }
    }
    return method
  }()

  /// Lets `store` look into `file` for what it does not hold yet.
  static func add(_ file: TrustFile, to store: OpaquePointer?) -> Bool {
    guard let lookup = X509_STORE_add_lookup(store, method) else { return false }
    X509_LOOKUP_set_method_data(lookup, Unmanaged.passRetained(file).toOpaque())
    return true
  }

  private static let find: X509_LOOKUP_get_by_subject_fn = { lookup, type, name, result in
    guard type == X509_LU_X509, let name, let store = X509_LOOKUP_get_store(lookup),
      let data = X509_LOOKUP_get_method_data(lookup)
    else { return 0 }
    ERR_set_mark()
    Unmanaged<TrustFile>.fromOpaque(data).takeUnretainedValue().add(name, to: store)
    ERR_pop_to_mark()
    X509_STORE_lock(store)
    defer { X509_STORE_unlock(store) }
    let object = X509_OBJECT_retrieve_by_subject(X509_STORE_get0_objects(store), type, name)
    guard let certificate = X509_OBJECT_get0_X509(object),
      X509_OBJECT_set1_X509(result, certificate) == 1
    else { return 0 }
    // Whoever asks counts a reference of its own to what it is shown.
    X509_free(certificate)
    return 1
  }
}
