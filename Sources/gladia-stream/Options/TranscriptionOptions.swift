import AAIProtocol
import ArgumentParser
import ToolSupport

/// How the audio is heard and where an utterance ends.
struct TranscriptionOptions: ParsableArguments {
  @Option(name: .shortAndLong, help: "The model. (default: the service's, solaria-1)")
  var model: String?

  @Option(
    help: ArgumentHelp("Expect a language, such as en; repeatable.", valueName: "code"))
  var language: [String] = []

  @Flag(help: "Detect the language of each utterance anew.")
  var codeSwitching = false

  @Option(
    help: ArgumentHelp("End an utterance after this silence, 10 ms to 10 s.", valueName: "time"))
  var endpointing: Seconds?

  @Option(
    help: ArgumentHelp("End it after this long without a silence, 5 s to 60 s.", valueName: "time"))
  var maximumDurationWithoutEndpointing: Seconds?

  @Flag(help: "Clean the audio before it is heard.")
  var audioEnhancer = false

  @Option(
    help: ArgumentHelp(
      "Audio less likely than this to be speech is none, 0 to 1.", valueName: "number"))
  var speechThreshold: Double?

  func validate() throws {
    if let endpointing,
      !(Duration.milliseconds(10)...(.seconds(10))).contains(endpointing.duration)
    {
      throw ValidationError("--endpointing must be from 10ms to 10s")
    }
    if let maximum = maximumDurationWithoutEndpointing,
      !(Duration.seconds(5)...(.seconds(60))).contains(maximum.duration)
    {
      throw ValidationError("--maximum-duration-without-endpointing must be from 5s to 60s")
    }
    if let speechThreshold, !(0...1).contains(speechThreshold) {
      throw ValidationError("--speech-threshold must be from 0 to 1")
    }
  }

  func add(to request: inout LiveRequest) {
    request.set("model", to: model.map { .string($0) })
    request.set("endpointing", to: endpointing?.json)
    request.set(
      "maximum_duration_without_endpointing", to: maximumDurationWithoutEndpointing?.json)
    request.set("language_config", "languages", to: .list(language))
    request.set("language_config", "code_switching", to: .ifSet(codeSwitching))
    request.set("pre_processing", "audio_enhancer", to: .ifSet(audioEnhancer))
    request.set("pre_processing", "speech_threshold", to: speechThreshold.map { .init($0) })
  }
}

extension Seconds {
  fileprivate var json: JSONValue { .init(duration / .seconds(1)) }
}

extension JSONValue {
  /// `nil` for an empty list, so that the service's default stays.
  static func list(_ texts: [String]) -> JSONValue? {
    texts.isEmpty ? nil : .array(texts.map { .string($0) })
  }

  /// `nil` for a flag that was not given, so that the service's default stays.
  static func ifSet(_ flag: Bool) -> JSONValue? { flag ? true : nil }
}
