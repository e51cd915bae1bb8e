import CALSA
import Glibc
import ToolSupport

extension DeviceFailure {
  /// The one line, and the next step, for a person who asked for `request`.
  func explained(for request: CaptureRequest) -> Failure {
    let device = request.device
    switch step {
    case .open: return openingFailure(device)
    case .configure(let what, let capabilities):
      return Failure(
        .noInput, "\(device): the device cannot capture \(what)",
        hint: Self.conversionHint(device, capabilities))
    case .run:
      let message = isGone ? "the device is gone" : "\(SystemError(code: -code))"
      return Failure(.io, "\(device): \(message)")
    }
  }

  private func openingFailure(_ device: String) -> Failure {
    switch -code {
    case ENOENT, ENODEV, ENXIO:
      return Failure(
        .noInput, "\(device): no such capture device",
        hint: Self.existingDevice(besides: device).map { "capture from \($0) instead: -D \($0)" })
    case EBUSY, EAGAIN:
      let holder = DeviceHolder.of(card: Self.cardIndex(of: device), device: nil)
      return Failure(
        .noInput,
        "\(device): the device is in use" + (holder.map { " by \($0.description)" } ?? ""),
        hint: device.hasPrefix("hw:")
          ? "dsnoop\(device.dropFirst(2)) shares it, where nobody holds it alone" : nil)
    case EACCES, EPERM:
      return Failure(
        .noInput, "\(device): permission denied",
        hint: "sound cards belong to the group audio: 'sudo adduser $USER audio', then log in again"
      )
    default:
      return Failure(
        .noInput, "\(device): \(SystemError(code: -code))",
        hint: "'-vv' tells what libasound says of it")
    }
  }

  /// A device that was unplugged answers in more than one way.
  private var isGone: Bool { [ENODEV, ENOTTY, EBADFD].contains(-code) }

  /// `hw:` is the card as it is; `plughw:` is the same card behind ALSA's converters.
  private static func conversionHint(_ device: String, _ capabilities: Capabilities) -> String? {
    guard device.hasPrefix("hw:") else { return nil }
    return "it takes \(capabilities.description); plug\(device) converts"
  }

  private static func cardIndex(of device: String) -> Int? {
    guard let colon = device.firstIndex(of: ":") else { return nil }
    let arguments = device[device.index(after: colon)...]
    let first = arguments.prefix { $0 != "," }
    let card = first.hasPrefix("CARD=") ? first.dropFirst(5) : first
    let index = snd_card_get_index(String(card))
    return index >= 0 ? Int(index) : nil
  }

  /// Names that alsa-lib's packages define on every machine, whether or not there is a device.
  private static let plugIns: Set<String> = [
    "null", "jack", "oss", "lavrate", "samplerate", "speex", "speexrate", "upmix", "vdownmix",
    "usbstream",
  ]

  /// The first device that can be opened: a sound card's, or one of a sound server.
  private static func existingDevice(besides device: String) -> String? {
    if let card = CardDevice.all().first { return "plug\(card.name)" }
    let names = NamedPCM.all().map(\.name).filter {
      $0 != device && !plugIns.contains(String($0.prefix { $0 != ":" }))
    }
    return names.first { (try? CapturePCM.capabilities(of: $0).get()) != nil }
  }
}
