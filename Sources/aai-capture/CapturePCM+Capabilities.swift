import CALSA

extension CapturePCM {
  /// What the PCM called `name` takes, or why it cannot be opened now.
  static func capabilities(of name: String) -> Result<Capabilities, DeviceFailure> {
    var opened: OpaquePointer?
    let code = snd_pcm_open(&opened, name, SND_PCM_STREAM_CAPTURE, SND_PCM_NONBLOCK)
    guard code >= 0, let opened else { return .failure(DeviceFailure(step: .open, code: code)) }
    defer { snd_pcm_close(opened) }
    var parameters: OpaquePointer?
    snd_pcm_hw_params_malloc(&parameters)
    defer { snd_pcm_hw_params_free(parameters) }
    let error = snd_pcm_hw_params_any(opened, parameters)
    guard error >= 0 else { return .failure(DeviceFailure(step: .open, code: error)) }
    return .success(capabilities(in: parameters))
  }

  /// The bounds of a configuration space that is still whole.
  static func capabilities(in parameters: OpaquePointer?) -> Capabilities {
    var bounds: (UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0)
    snd_pcm_hw_params_get_channels_min(parameters, &bounds.0)
    snd_pcm_hw_params_get_channels_max(parameters, &bounds.1)
    snd_pcm_hw_params_get_rate_min(parameters, &bounds.2, nil)
    snd_pcm_hw_params_get_rate_max(parameters, &bounds.3, nil)
    return Capabilities(
      channels: Int(bounds.0)...Int(max(bounds.0, bounds.1)),
      rates: Int(bounds.2)...Int(max(bounds.2, bounds.3)))
  }

  /// Which device this is in the end, behind names like `default`: `hw:CARD=Yeti,DEV=0 (USB Audio)`.
  var description: String {
    var info: OpaquePointer?
    snd_pcm_info_malloc(&info)
    defer { snd_pcm_info_free(info) }
    guard snd_pcm_info(handle, info) >= 0 else { return String(cString: snd_pcm_name(handle)) }
    let name = String(cString: snd_pcm_info_get_name(info))
    let card = snd_pcm_info_get_card(info)
    // A slave that is defined in place has no name.
    guard card >= 0 else { return name.isEmpty ? String(cString: snd_pcm_name(handle)) : name }
    let id = CardDevice.id(ofCard: card) ?? "\(card)"
    return "hw:CARD=\(id),DEV=\(snd_pcm_info_get_device(info)) (\(name))"
  }

  /// The chain of plug-ins and their parameters, a line each, in libasound's own words.
  var anatomy: [String] {
    var output: OpaquePointer?
    guard snd_output_buffer_open(&output) >= 0 else { return [] }
    defer { snd_output_close(output) }
    snd_pcm_dump(handle, output)
    var text: UnsafeMutablePointer<CChar>?
    let count = snd_output_buffer_string(output, &text)
    guard let text else { return [] }
    let bytes = UnsafeRawBufferPointer(start: text, count: count)
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}
