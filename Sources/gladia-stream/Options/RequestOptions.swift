import AAIProtocol
import ArgumentParser
import StreamingClient
import ToolSupport

/// Everything a session can be asked for, in the order of the service's own description.
struct RequestOptions: ParsableArguments {
  @OptionGroup var hearing: TranscriptionOptions
  @OptionGroup var vocabulary: CustomVocabularyOptions
  @OptionGroup var translation: TranslationOptions
  @OptionGroup var analysis: AnalysisOptions
  @OptionGroup var messages: MessageOptions
  @OptionGroup var callback: CallbackOptions

  @Option(
    help: ArgumentHelp("Keep this with the session; repeatable.", valueName: "key=value"))
  var customMetadata: [NamedValue] = []

  @Option(
    help: ArgumentHelp("Lay this JSON object over the request.", valueName: "file.json"),
    completion: .file(extensions: ["json"]))
  var config: String?

  /// The request, but for what the audio is.
  func request() throws(Failure) -> LiveRequest {
    var request = LiveRequest()
    hearing.add(to: &request)
    try vocabulary.add(to: &request)
    translation.add(to: &request)
    analysis.add(to: &request)
    messages.add(to: &request)
    callback.add(to: &request)
    for entry in customMetadata {
      request.set("custom_metadata", entry.name, to: .string(entry.value))
    }
    if let config { try merge(config, into: &request) }
    return request
  }

  private func merge(_ path: String, into request: inout LiveRequest) throws(Failure) {
    let text = try TextFile.read(path)
    let json: JSONValue
    do throws(JSONSyntaxError) {
      json = try JSONValue(parsing: text)
    } catch {
      throw Failure(.data, "\(path) is not JSON: \(error.reason)")
    }
    guard case .object = json else { throw Failure(.data, "\(path) is not a JSON object") }
    if let field = request.merge(json) {
      throw Failure(
        .usage, "\(path): \(field) is told by the audio itself",
        hint: "-e, -r and --channels describe raw audio")
    }
  }
}
