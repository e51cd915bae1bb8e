import AAIProtocol
import ArgumentParser
import TestKit
import ToolSupport

/// Stands where aai-recognize stands, for tests: hears the words of `ToneCode` in raw 16 kHz PCM on
/// stdin.
@main
struct ToneRecognizer: Tool {
  static let configuration = CommandConfiguration(commandName: "tone-recognizer")

  @Option var minTurnSilence = Milliseconds(.milliseconds(300))
  @Option(help: "Write the audio of so many turns instead.") var speak: Int?
  @OptionGroup var talk: VerbosityOptions

  static func main() { launch() }

  func execute(_ diagnostics: Diagnostics) throws(Failure) -> ExitStatus {
    if let speak {
      do throws(StandardStream.WriteFailure) {
        try StandardStream.output.write(ToneSpeech(turns: speak).bytes)
      } catch {
        throw Failure(.io, "the audio could not be written")
      }
      return .ok
    }
    // As a recogniser does, it goes on to the end of its input.
    Interruption.watch { _ in }
    var listener = ToneListener(silence: minTurnSilence.duration)
    var byteCount = 0
    do throws(StandardStream.WriteFailure) {
      try write(
        Begin(id: SessionID.random(), expiresAt: nil, configuration: .init(model: "tones")).json)
      var odd: UInt8?
      while let bytes = read() {
        byteCount += bytes.count
        for turn in listener.hear(samples(bytes, &odd)) { try write(turn.json) }
      }
      if let turn = listener.finish() { try write(turn.json) }
      let audio = Duration.milliseconds(byteCount * 1000 / (2 * ToneCode.sampleRate))
      try write(Termination(audioDuration: audio, sessionDuration: audio).json)
      try write(
        ToolEvent.closed(
          .init(code: 1000, reason: "", isClean: true, audio: audio, sessions: 1)
        ).json)
    } catch {
      switch error {
      case .readerLeft: return .ok
      case .failed(let reason): throw .output(reason)
      }
    }
    return .ok
  }

  private func write(_ event: JSONValue) throws(StandardStream.WriteFailure) {
    try StandardStream.output.write(event.text + "\n")
  }

  /// `nil` at the end of input, or where it cannot be read.
  private func read() -> [UInt8]? {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 16_384, alignment: 8)
    defer { buffer.deallocate() }
    guard let count = try? StandardInput().read(into: buffer), count > 0 else { return nil }
    return Array(buffer[..<count])
  }

  private func samples(_ bytes: [UInt8], _ odd: inout UInt8?) -> [Int16] {
    let bytes = (odd.map { [$0] } ?? []) + bytes
    odd = bytes.count % 2 == 1 ? bytes.last : nil
    return stride(from: 0, to: bytes.count - 1, by: 2).map {
      Int16(bitPattern: UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8)
    }
  }
}
