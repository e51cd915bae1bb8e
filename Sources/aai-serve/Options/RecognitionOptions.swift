import ArgumentParser
import ToolSupport

struct RecognitionOptions: ParsableArguments {
  @Option(
    help: .init(
      "Hear with this command: 16 kHz PCM on its stdin, turns on its stdout.",
      valueName: "command"))
  var recognizer: String?

  @Option(
    help: .init("Hear the words of this text at a steady pace.", valueName: "file"),
    completion: .file())
  var script: String?

  @Option(help: .init("The pace of --script.", valueName: "n"))
  var wordsPerMinute = 150

  @Option(
    help: .init("Send the frames of this recording.", valueName: "file.ndjson"),
    completion: .file(extensions: ["ndjson"]))
  var replay: String?

  @Option(
    help: .init(
      "Time the frames of --replay, at this multiple of their own pace.", valueName: "factor"))
  var speed: Double?

  func validate() throws {
    guard [recognizer, script, replay].compactMap(\.self).count <= 1 else {
      throw ValidationError("--recognizer, --script and --replay exclude each other")
    }
    guard (10...1000).contains(wordsPerMinute) else {
      throw ValidationError("--words-per-minute is 10 to 1000")
    }
    if let speed, !(0.01...1000).contains(speed) {
      throw ValidationError("--speed is 0.01 to 1000")
    }
    guard speed == nil || replay != nil else { throw ValidationError("--speed goes with --replay") }
  }

  func hearing() throws(Failure) -> Recognition {
    if let script {
      return .script(Script(try TextFile.read(script), wordsPerMinute: wordsPerMinute))
    }
    if let replay {
      let text = try TextFile.read(replay, limit: 1024)
      do throws(Recording.Malformed) {
        return .recording(try Recording(text), speed: speed)
      } catch {
        let place =
          error.line.map { ":\($0): not a JSON object" } ?? ": no event of either service in it"
        throw Failure(.data, replay + place)
      }
    }
    if let recognizer { return .recognizer(.shell(recognizer)) }
    guard let command = RecognizerCommand.beside() else {
      throw Failure(
        .unavailable, "aai-recognize is neither beside this program nor on PATH",
        hint: "hear with --recognizer, or without audio by --script or --replay")
    }
    return .recognizer(command)
  }
}
