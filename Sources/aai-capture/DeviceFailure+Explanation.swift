import Glibc
import ToolSupport

extension DeviceFailure {
  /// The one line, and the next step, for a person who asked for `request`.
  func explained(for request: CaptureRequest) -> Failure {
    let device = request.device
    let reason = SystemError(code: -code)
    switch step {
    case .open: return Failure(.noInput, "\(device): \(openingReason)")
    case .configure(let what):
      return Failure(
        .noInput, "\(device): cannot capture \(what): \(reason)", hint: plugHint(device))
    case .run:
      let message = isGone ? "the device is gone" : "\(reason)"
      return Failure(.io, "\(device): \(message)")
    }
  }

  private var openingReason: String {
    switch -code {
    case ENOENT, ENODEV, ENXIO: "no such capture device"
    case EBUSY, EAGAIN: "the device is in use"
    default: "\(SystemError(code: -code))"
    }
  }

  /// A device that was unplugged answers in more than one way.
  private var isGone: Bool { [ENODEV, ENOTTY, EBADFD].contains(-code) }

  private func plugHint(_ device: String) -> String? {
    guard device.hasPrefix("hw:") else { return nil }
    return "plug\(device) converts what the device itself cannot do"
  }
}
