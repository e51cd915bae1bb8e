import AAIProtocol
import ArgumentParser
import AudioInput
import StreamingClient
import ToolSupport

/// What Gladia takes beyond and short of what can be read.
struct AudioFormatOptions: ParsableArguments {
  /// Bytes of audio in a message, so that it stays below the service's 1 MiB in base64, too.
  private static let messageLimit = 512 << 10

  @Option(name: .shortAndLong, help: "Encoding of raw input. (default: pcm_s16le)")
  var encoding: LiveEncoding?

  @Option(
    help: ArgumentHelp(
      "Interleaved channels of raw input, 1 to 8. (default: 1)", valueName: "n"))
  var channels: Int?

  @Flag(help: "Send audio as base64 in JSON, which costs a third more.")
  var base64 = false

  func validate() throws {
    guard AudioRequirements.gladia.channels.contains(channels ?? 1) else {
      throw ValidationError("--channels must be from 1 to 8")
    }
  }

  /// What is sent, for audio that was found to be in `format`.
  ///
  /// - Parameter container: What it was found in; `nil` for raw audio.
  func format(
    _ format: AudioFormat, in container: Container?, _ pacing: PacingOptions
  ) throws(Failure) -> AudioFormat {
    let status: ExitStatus = container == nil ? .usage : .data
    guard LiveRequest.sampleRates.contains(format.sampleRate) else {
      let rates = LiveRequest.sampleRates.map(String.init).joined(separator: ", ")
      throw Failure(
        status, "Gladia takes \(rates) Hz, not \(format.sampleRate)",
        hint: "sox FILE -r 16000 -t wav - | gladia-stream")
    }
    var format = format
    if let channels {
      guard container == nil || channels == format.channels else {
        throw Failure(
          .data, "--channels \(channels) contradicts a file that says it has \(format.channels)")
      }
      format.channels = channels
    }
    guard format.byteCount(of: pacing.chunk.duration) ?? 0 <= Self.messageLimit else {
      throw Failure(.usage, "--chunk holds more than the service's 512 KiB at once")
    }
    return format
  }
}
