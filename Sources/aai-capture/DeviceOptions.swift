import ArgumentParser
import ToolSupport

struct DeviceOptions: ParsableArguments {
  @Option(
    name: [.customShort("D"), .long], help: "ALSA PCM name to capture from.",
    completion: .shellCommand("aai-capture -L 2>/dev/null | sed '1d; s/ .*//'"))
  var device = "default"

  @Option(name: .shortAndLong, help: "Sampling rate in Hz, 8000 to 96000.")
  var rate = SampleRate(argument: "16000")!

  @Option(name: .shortAndLong, help: "Channels, interleaved on stdout.")
  var channels = 1

  @Option(name: .shortAndLong, help: "Sample format: s16le or mulaw.")
  var format = SampleFormat.s16le

  @Option(
    name: [.customShort("F"), .long],
    help: "Time between two deliveries of the device; bare numbers are microseconds.")
  var periodTime = Microseconds(.milliseconds(20))

  @Option(
    name: [.customShort("B"), .long],
    help: ArgumentHelp(
      "How much the device keeps; bare numbers are microseconds. "
        + "(default: 500ms, at least 4 periods)"))
  var bufferTime: Microseconds?

  func validate() throws {
    guard !device.isEmpty else { throw ValidationError("the device's name is empty") }
    guard (1...64).contains(channels) else {
      throw ValidationError("the number of channels must be 1 to 64")
    }
    guard (.milliseconds(1) ... .seconds(10)).contains(periodTime.duration) else {
      throw ValidationError("the period must be 1ms to 10s")
    }
    guard (periodTime.duration * 2 ... .seconds(60)).contains(buffer) else {
      throw ValidationError("the buffer must be 2 periods to 60s")
    }
  }

  private var buffer: Duration {
    bufferTime?.duration ?? max(.milliseconds(500), periodTime.duration * 4)
  }

  var request: CaptureRequest {
    CaptureRequest(
      device: device,
      format: CaptureFormat(rate: rate.hertz, channels: channels, sample: format),
      period: periodTime.duration, buffer: buffer)
  }
}
