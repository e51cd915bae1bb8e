import AAIProtocol
import ArgumentParser
import StreamingClient
import ToolSupport

/// The words to expect, and how they are written.
struct CustomVocabularyOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Expect a word or phrase, with an intensity and how it sounds; repeatable.",
      valueName: "term[:n][=audio,...]"))
  var customVocabulary: [String] = []

  @Option(
    help: ArgumentHelp("Expect the terms in a file, one a line.", valueName: "file"),
    completion: .file())
  var customVocabularyFile: String?

  @Option(
    help: ArgumentHelp("How strongly to expect them, 0 to 1.", valueName: "number"))
  var vocabularyIntensity: Double?

  @Option(
    help: ArgumentHelp(
      "Write a word so where it sounds like another; repeatable.", valueName: "word=heard"))
  var customSpelling: [NamedValue] = []

  func validate() throws {
    if let vocabularyIntensity, !(0...1).contains(vocabularyIntensity) {
      throw ValidationError("--vocabulary-intensity must be from 0 to 1")
    }
    if vocabularyIntensity != nil, customVocabulary.isEmpty, customVocabularyFile == nil {
      throw ValidationError("--vocabulary-intensity needs --custom-vocabulary")
    }
  }

  func add(to request: inout LiveRequest) throws(Failure) {
    var terms = customVocabulary
    if let customVocabularyFile { terms += try TextFile.terms(customVocabularyFile) }
    if !terms.isEmpty {
      var entries: [JSONValue] = []
      for term in terms {
        do throws(VocabularyTerm.Malformed) {
          entries.append(try VocabularyTerm(term).json)
        } catch {
          throw Failure(.usage, "the vocabulary: \(error.reason)")
        }
      }
      request.set("realtime_processing", "custom_vocabulary", to: true)
      request.set(
        "realtime_processing", "custom_vocabulary_config", "vocabulary", to: .array(entries))
      request.set(
        "realtime_processing", "custom_vocabulary_config", "default_intensity",
        to: vocabularyIntensity.map { .init($0) })
    }
    var spellings: [(key: String, value: JSONValue)] = []
    for entry in customSpelling {
      let heard = JSONValue.string(entry.value)
      if let index = spellings.firstIndex(where: { $0.key == entry.name }) {
        spellings[index].value = .array((spellings[index].value.array ?? []) + [heard])
      } else {
        spellings.append((entry.name, [heard]))
      }
    }
    guard !spellings.isEmpty else { return }
    request.set("realtime_processing", "custom_spelling", to: true)
    request.set(
      "realtime_processing", "custom_spelling_config", "spelling_dictionary",
      to: .object(spellings))
  }
}
