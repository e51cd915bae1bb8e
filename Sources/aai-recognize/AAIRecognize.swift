import AAIProtocol
import ArgumentParser
import AudioInput
import ToolSupport

@main
struct AAIRecognize: Tool {
  static let configuration = CommandConfiguration(
    commandName: "aai-recognize",
    abstract: "Turn speech into NDJSON events on this machine alone.",
    discussion: """
      Reads audio as aai-stream does and writes the same events, from PocketSphinx instead of the \
      service.
      """,
    version: "aai-recognize \(Version.current)")

  @OptionGroup(title: "Audio") var audio: AudioOptions
  @OptionGroup(title: "Audio") var declared: EncodingOptions
  @OptionGroup(title: "Turns") var turns: TurnDetectionOptions
  @OptionGroup(title: "Model") var model: AcousticModelOptions
  @OptionGroup(title: "Output") var tee: TeeOptions
  @OptionGroup(title: "Messages") var talk: VerbosityOptions

  static func main() { launch() }

  func validate() throws {
    if let encoding = declared.encoding, encoding != .pcmS16LE, encoding != .pcmMuLaw {
      throw ValidationError("-e \(encoding.rawValue): only pcm_s16le and pcm_mulaw can be heard")
    }
    if let rate = audio.sampleRate?.hertz, !Samples.rates.contains(rate) {
      throw ValidationError("-r \(rate): only 8000 and 16000 Hz can be heard")
    }
  }

  func execute(_ diagnostics: Diagnostics) throws(Failure) -> ExitStatus {
    if let absence = Decoder.absence { throw absence }
    let tee = try tee.open()
    let stop = try StopSignal()
    stop.takeOver()
    let cutoff = Cutoff(stop)
    var reader = try AudioReader(
      audio.file, declared: audio.declared(declared.encoding), cutoff: cutoff, diagnostics)
    let model = try model.model
    let decoder = try Decoder(model, diagnostics)

    let format = try reader.open()
    guard Samples.rates.contains(format.sampleRate) else {
      throw reader.refusal("a rate of \(format.sampleRate) Hz", needed: "8000 or 16000 Hz")
    }
    diagnostics.note("\(reader.container?.name ?? "raw"), \(format)")
    let events = EventWriter(
      tee: tee, diagnostics, isStopping: cutoff.isStruck, stop: stop.ask, tell: { _ in })
    var session = Session(
      format, model: model, listener: TurnRecognizer(decoder, endpoints: turns.endpoints), events)
    try session.run(&reader, diagnostics)
    return .ok
  }
}
