import CALSA
import Glibc

extension CapturePCM {
  /// Sets format, channels and rate exactly, period and buffer as near as the device can.
  static func configureHardware(
    _ handle: OpaquePointer, _ request: CaptureRequest
  ) throws(DeviceFailure) -> (period: Int, buffer: Int) {
    var parameters: OpaquePointer?
    snd_pcm_hw_params_malloc(&parameters)
    defer { snd_pcm_hw_params_free(parameters) }
    let code = snd_pcm_hw_params_any(handle, parameters)
    guard code >= 0 else { throw DeviceFailure(step: .open, code: code) }
    let capabilities = capabilities(in: parameters)
    func set(_ what: @autoclosure () -> String, _ code: CInt) throws(DeviceFailure) {
      guard code < 0 else { return }
      // A device that could do it may still fail to, as a sound server without such a source does.
      throw DeviceFailure(
        step: code == -EINVAL ? .configure(what(), capabilities) : .open, code: code)
    }
    let format = request.format
    try set(
      "interleaved samples",
      snd_pcm_hw_params_set_access(handle, parameters, SND_PCM_ACCESS_RW_INTERLEAVED))
    try set(
      "16-bit samples",
      snd_pcm_hw_params_set_format(handle, parameters, SND_PCM_FORMAT_S16))
    try set(
      format.channels == 1 ? "1 channel" : "\(format.channels) channels",
      snd_pcm_hw_params_set_channels(handle, parameters, UInt32(format.channels)))
    try set(
      "\(format.rate) Hz",
      snd_pcm_hw_params_set_rate(handle, parameters, UInt32(format.rate), 0))
    var period = UInt32(request.period / .microseconds(1))
    var buffer = UInt32(request.buffer / .microseconds(1))
    try set(
      "a period of \(period) µs",
      snd_pcm_hw_params_set_period_time_near(handle, parameters, &period, nil))
    try set(
      "a buffer of \(buffer) µs",
      snd_pcm_hw_params_set_buffer_time_near(handle, parameters, &buffer, nil))
    try set("with these parameters", snd_pcm_hw_params(handle, parameters))
    var periodFrames: snd_pcm_uframes_t = 0
    var bufferFrames: snd_pcm_uframes_t = 0
    snd_pcm_hw_params_get_period_size(parameters, &periodFrames, nil)
    snd_pcm_hw_params_get_buffer_size(parameters, &bufferFrames)
    return (Int(periodFrames), Int(bufferFrames))
  }

  /// Wakes the program once a period, and asks for time stamps.
  ///
  /// - Returns: Whether the stamps will be of CLOCK_MONOTONIC.
  static func configureSoftware(
    _ handle: OpaquePointer, period: Int
  ) throws(DeviceFailure) -> Bool {
    var parameters: OpaquePointer?
    snd_pcm_sw_params_malloc(&parameters)
    defer { snd_pcm_sw_params_free(parameters) }
    snd_pcm_sw_params_current(handle, parameters)
    snd_pcm_sw_params_set_avail_min(handle, parameters, snd_pcm_uframes_t(period))
    snd_pcm_sw_params_set_tstamp_mode(handle, parameters, SND_PCM_TSTAMP_ENABLE)
    let monotonic = snd_pcm_sw_params_set_tstamp_type(
      handle, parameters, SND_PCM_TSTAMP_TYPE_MONOTONIC)
    let code = snd_pcm_sw_params(handle, parameters)
    guard code >= 0 else { throw DeviceFailure(step: .open, code: code) }
    return monotonic >= 0
  }
}
