import COpenSSL
import Glibc
import Synchronization

/// A trust store in one PEM file, of which the subjects are kept and each certificate is decoded when it is asked for.
///
/// To decode a whole bundle takes longer than a handshake, which needs one or two certificates.
final class TrustFile: Sendable {
  private struct Entry {
    let key: NameKey
    let place: Range<Int>
  }

  /// As large as no bundle is: what is larger is for OpenSSL to read, a line at a time.
  private static let limit = 4 << 20

  private let path: String
  /// Open to the end, so that the file can be renamed or removed.
  private let descriptor: CInt
  private let stamp: FileStamp
  private let entries: [Entry]
  /// Whether OpenSSL has read all of the file.
  private let isWhole = Atomic(false)

  /// - Throws: `UnfamiliarForm` also for a file that cannot be read.
  init(_ path: String) throws(UnfamiliarForm) {
    // Before it is opened: a FIFO can be opened but once, and that is for OpenSSL to do.
    let stamp = try FileStamp(path: path)
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
    guard descriptor >= 0 else { throw UnfamiliarForm() }
    do throws(UnfamiliarForm) {
      entries = try Self.entries(of: Self.read(descriptor, 0..<min(stamp.size, Self.limit + 1)))
    } catch {
      close(descriptor)
      throw error
    }
    self.descriptor = descriptor
    self.path = path
    self.stamp = stamp
  }

  deinit { close(descriptor) }

  /// Puts into `store` all certificates whose subject is `name`, and maybe others.
  func add(_ name: OpaquePointer, to store: OpaquePointer) {
    guard !isWhole.load(ordering: .acquiring) else { return }
    do throws(UnfamiliarForm) {
      let key = try NameKey(name: name)
      for entry in entries where entry.key == key { try add(entry, to: store) }
    } catch {
      // A name in an unusual spelling may be any of them; and after a change of the file the places
      // are those of something else.
      if X509_STORE_load_file(store, path) == 1 { isWhole.store(true, ordering: .releasing) }
    }
  }

  private func add(_ entry: Entry, to store: OpaquePointer) throws(UnfamiliarForm) {
    guard try FileStamp(descriptor: descriptor) == stamp else { throw UnfamiliarForm() }
    let block = try Self.read(descriptor, entry.place)
    let memory = BIO_new_mem_buf(block, Int32(block.count))
    defer { BIO_free(memory) }
    guard let certificate = PEM_read_bio_X509(memory, nil, nil, nil) else { throw UnfamiliarForm() }
    defer { X509_free(certificate) }
    guard X509_STORE_add_cert(store, certificate) == 1 else { throw UnfamiliarForm() }
  }

  private static func entries(of bytes: [UInt8]) throws(UnfamiliarForm) -> [Entry] {
    guard bytes.count <= limit else { throw UnfamiliarForm() }
    var certificates = PEMCertificates(bytes)
    var entries: [Entry] = []
    while let next = try certificates.next() {
      entries.append(Entry(key: try CertificateForm.subject(of: next.der), place: next.place))
    }
    guard !entries.isEmpty else { throw UnfamiliarForm() }
    return entries
  }

  private static func read(
    _ descriptor: CInt, _ place: Range<Int>
  ) throws(UnfamiliarForm) -> [UInt8] {
    let bytes = [UInt8](unsafeUninitializedCapacity: place.count) { buffer, count in
      count = max(0, pread(descriptor, buffer.baseAddress, place.count, off_t(place.lowerBound)))
    }
    guard bytes.count == place.count else { throw UnfamiliarForm() }
    return bytes
  }
}
