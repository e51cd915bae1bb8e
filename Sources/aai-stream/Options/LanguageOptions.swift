import AAIProtocol
import ArgumentParser

/// Which languages are spoken.
struct LanguageOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Expect a language (en, de, …, multi); repeatable.", valueName: "code"))
  var languageCode: [String] = []

  @Flag(help: "Say the language of each turn.")
  var languageDetection = false

  func add(to parameters: inout SessionParameters) {
    parameters.set("language_codes", to: languageCode)
    if languageDetection { parameters.set("language_detection", to: true as Bool?) }
  }
}
