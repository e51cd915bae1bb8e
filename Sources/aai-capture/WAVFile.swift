import Glibc
import Synchronization
import ToolSupport

/// A WAV file that is valid at every moment: what is appended is followed by a header that knows it.
final class WAVFile: Sendable {
  private let descriptor: CInt
  private let format: CaptureFormat
  private let headerSize: Int
  private let dataSize = Mutex<UInt64>(0)

  /// Makes the file, readable by its owner alone, or empties it.
  init(_ path: String, _ format: CaptureFormat) throws(Failure) {
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Failure(.io, "\(path): \(SystemError())") }
    self.format = format
    headerSize = WAVHeader.length(of: format)
    do throws(StandardStream.WriteFailure) {
      try append(UnsafeRawBufferPointer(start: nil, count: 0))
    } catch {
      throw Failure(.io, "\(path): \(Self.reason(error))")
    }
  }

  deinit { close(descriptor) }

  func append(_ bytes: UnsafeRawBufferPointer) throws(StandardStream.WriteFailure) {
    let before = dataSize.withLock { $0 }
    let after = before + UInt64(bytes.count)
    try write(bytes, at: UInt64(headerSize) + before)
    // A chunk of odd length is padded; what comes next takes the padding's place.
    if after % 2 == 1 { try write([0], at: UInt64(headerSize) + after) }
    try write(WAVHeader(format: format, dataSize: after).bytes, at: 0)
    dataSize.withLock { $0 = after }
  }

  static func reason(_ failure: StandardStream.WriteFailure) -> SystemError {
    switch failure {
    case .readerLeft: SystemError(code: EPIPE)
    case .failed(let error): error
    }
  }

  private func write(_ bytes: [UInt8], at offset: UInt64) throws(StandardStream.WriteFailure) {
    let failure = bytes.withUnsafeBytes { bytes -> StandardStream.WriteFailure? in
      do throws(StandardStream.WriteFailure) {
        try write(bytes, at: offset)
        return nil
      } catch {
        return error
      }
    }
    if let failure { throw failure }
  }

  private func write(
    _ bytes: UnsafeRawBufferPointer, at offset: UInt64
  ) throws(StandardStream.WriteFailure) {
    var done = 0
    while done < bytes.count {
      let count = pwrite(
        descriptor, bytes.baseAddress! + done, bytes.count - done, off_t(offset) + done)
      if count > 0 {
        done += count
      } else if errno != EINTR {
        throw .failed(SystemError())
      }
    }
  }
}
