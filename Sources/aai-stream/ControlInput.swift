import AAIProtocol
import Glibc
import StreamingClient
import ToolSupport
import WebSocketTransport

/// Control messages from a FIFO or a descriptor, a JSON object a line.
struct ControlInput: Sendable {
  private static let lineLimit = 1 << 20
  private let input: StandardInput
  private let model: SpeechModel?

  /// Opens a FIFO for both directions, so that it does not end when one writer does.
  ///
  /// - Parameter model: What the messages are for; `nil` for one that is not known here.
  init(_ path: String, model: SpeechModel?) throws(Failure) {
    self.model = model
    var status = stat()
    let isFIFO = stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
    let isDescriptor = path.hasPrefix("/dev/fd/") || path.hasPrefix("/proc/")
    let descriptor = open(path, (isFIFO && !isDescriptor ? O_RDWR : O_RDONLY) | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure(.noInput, "\(path): \(SystemError())") }
    input = StandardInput(descriptor: descriptor)
  }

  /// Reads on `loop` until the input ends.
  func start(
    on loop: EventLoop, _ diagnostics: Diagnostics, _ deliver: @escaping (SessionInput) -> Void
  ) {
    var line: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    var watch: Watch?
    watch = loop.watch(input.descriptor, for: .reading) {
      let count = buffer.withUnsafeMutableBytes { (try? input.read(into: $0)) ?? 0 }
      for byte in buffer[..<count] {
        if byte == 0x0A {
          take(line, diagnostics, deliver)
          line = []
        } else if line.count <= Self.lineLimit {
          line.append(byte)
        }
      }
      guard count == 0 else { return }
      watch?.cancel()
      take(line, diagnostics, deliver)
    }
  }

  private func take(
    _ line: [UInt8], _ diagnostics: Diagnostics, _ deliver: (SessionInput) -> Void
  ) {
    let start = line.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let text = String(decoding: line[start...], as: UTF8.self).trimmingSpace
    guard !text.isEmpty else { return }
    switch try? ClientMessage(parsing: text) {
    case .updateConfiguration(var fields):
      do throws(ParameterViolation) {
        try check(&fields, diagnostics)
        deliver(.control(.updateConfiguration(fields)))
      } catch {
        diagnostics.warning("control: \(error.parameter) \(error.explanation), line dropped")
      }
    case .forceEndpoint: deliver(.control(.forceEndpoint))
    case .keepAlive: deliver(.control(.keepAlive))
    case .terminate: deliver(.stop)
    case .unknown(let type):
      diagnostics.warning("control: unknown type '\(type ?? "")', line dropped")
    case nil:
      diagnostics.warning("control: not a JSON object, line dropped")
    }
  }

  /// One bad field would end the session.
  private func check(
    _ fields: inout [ClientMessage.Field], _ diagnostics: Diagnostics
  ) throws(ParameterViolation) {
    for renaming in fields.modernize() {
      diagnostics.warning(
        "control: \(renaming.old) is deprecated, \(renaming.new) is sent instead")
    }
    for field in fields {
      if let rule = ParameterRule.named(field.name) {
        try rule.check(update: field.value, model: model)
      } else {
        // The service, which adds parameters without notice, ignores what it does not know.
        diagnostics.warning("control: '\(field.name)' is not known here, sent as it is")
      }
    }
  }
}
