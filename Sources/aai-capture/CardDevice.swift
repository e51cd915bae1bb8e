import AAIProtocol
import CALSA
import ToolSupport

/// A sound card's device that can capture.
struct CardDevice: Sendable, Equatable {
  let card: Int
  let device: Int
  /// Stays the same when cards are plugged in another order: `Yeti`.
  let cardID: String
  let cardName: String
  let deviceName: String
  /// What it takes; `nil` when it cannot be opened now.
  let capabilities: Capabilities?
  /// Who has it open, if that is why.
  let holder: DeviceHolder?

  var name: String { "hw:CARD=\(cardID),DEV=\(device)" }

  /// All of them, in the order of the cards.
  static func all() -> [CardDevice] {
    var found: [CardDevice] = []
    var card: CInt = -1
    while snd_card_next(&card) >= 0, card >= 0 { found += devices(of: card) }
    return found
  }

  /// What a card is called whatever its number.
  static func id(ofCard card: CInt) -> String? {
    var control: OpaquePointer?
    guard snd_ctl_open(&control, "hw:\(card)", 0) >= 0 else { return nil }
    defer { snd_ctl_close(control) }
    var info: OpaquePointer?
    snd_ctl_card_info_malloc(&info)
    defer { snd_ctl_card_info_free(info) }
    guard snd_ctl_card_info(control, info) >= 0 else { return nil }
    return String(cString: snd_ctl_card_info_get_id(info))
  }

  private static func devices(of card: CInt) -> [CardDevice] {
    var control: OpaquePointer?
    guard snd_ctl_open(&control, "hw:\(card)", 0) >= 0 else { return [] }
    defer { snd_ctl_close(control) }
    var cardInfo: OpaquePointer?
    snd_ctl_card_info_malloc(&cardInfo)
    defer { snd_ctl_card_info_free(cardInfo) }
    guard snd_ctl_card_info(control, cardInfo) >= 0 else { return [] }
    var info: OpaquePointer?
    snd_pcm_info_malloc(&info)
    defer { snd_pcm_info_free(info) }
    var found: [CardDevice] = []
    var device: CInt = -1
    while snd_ctl_pcm_next_device(control, &device) >= 0, device >= 0 {
      snd_pcm_info_set_device(info, UInt32(device))
      snd_pcm_info_set_subdevice(info, 0)
      snd_pcm_info_set_stream(info, SND_PCM_STREAM_CAPTURE)
      guard snd_ctl_pcm_info(control, info) >= 0 else { continue }
      let id = String(cString: snd_ctl_card_info_get_id(cardInfo))
      let answer = CapturePCM.capabilities(of: "hw:CARD=\(id),DEV=\(device)")
      let capabilities = try? answer.get()
      found.append(
        CardDevice(
          card: Int(card), device: Int(device), cardID: id,
          cardName: String(cString: snd_ctl_card_info_get_name(cardInfo)),
          deviceName: String(cString: snd_pcm_info_get_name(info)), capabilities: capabilities,
          holder: capabilities == nil ? .of(card: Int(card), device: Int(device)) : nil))
    }
    return found
  }
}

extension CardDevice {
  /// Name, channels, rates, description: the columns of `-l`.
  var columns: [String] {
    let held = holder.map { "in use by \($0.description)" } ?? "cannot be opened"
    return [
      name, capabilities?.channelText ?? "?", capabilities.map { "\($0.rateText) Hz" } ?? "?",
      "\(cardName), \(deviceName)" + (capabilities == nil ? " (\(held))" : ""),
    ]
  }

  var json: JSONValue {
    func range(_ range: ClosedRange<Int>?) -> JSONValue {
      guard let range else { return .null }
      return .object([
        ("min", .number("\(range.lowerBound)")), ("max", .number("\(range.upperBound)")),
      ])
    }
    return .object([
      ("name", .string(name)), ("card", .number("\(card)")), ("device", .number("\(device)")),
      ("card_id", .string(cardID)), ("card_name", .string(cardName)),
      ("device_name", .string(deviceName)), ("channels", range(capabilities?.channels)),
      ("rates", range(capabilities?.rates)),
      ("held_by", holder.map { .string($0.description) } ?? .null),
    ])
  }
}
