import AAIProtocol
import ArgumentParser
import Glibc
import ToolSupport

@main
struct AAIFormat: Tool {
  static let configuration = CommandConfiguration(
    commandName: "aai-format",
    abstract: "Show what aai-stream, aai-recognize or gladia-stream wrote.",
    usage: "aai-format [text|partials|summary|srt|vtt|tsv|csv] [<options>] [<file> ...]",
    discussion: """
      Without a mode: partials when stdout is a terminal, else text. Without a file, or with -, \
      stdin is read.
      """,
    version: "aai-format \(Version.current)")

  @Argument(
    help: ArgumentHelp("A mode first, then what to read.", valueName: "mode or file"),
    completion: .list(Mode.allCases.map(\.rawValue)))
  var operands: [String] = []

  @OptionGroup var options: ViewOptions
  @OptionGroup var talk: VerbosityOptions

  static func main() { launch() }

  func execute(_ diagnostics: Diagnostics) throws(Failure) -> ExitStatus {
    let mode = named ?? (StandardStream.output.isTerminal ? .partials : .text)
    try options.check(for: mode)
    let files = named == nil ? operands : Array(operands.dropFirst())
    let requests = ReaderSignals()
    watchSignals(requests, readsStandardInput: files.isEmpty || files.contains("-"))

    let isDocument = [.srt, .vtt, .tsv, .csv].contains(mode)
    var transcription = Transcription(
      view: options.view(mode, waitsForAll: LookAhead.isPossible(in: files)),
      lookAhead: try LookAhead(in: files, findsRevisions: isDocument), diagnostics: diagnostics,
      requests: requests)
    inputs: for file in files.isEmpty ? ["-"] : files {
      let input = try StandardInput.open(file)
      switch try transcription.read(input, name: file == "-" ? nil : file) {
      case .inputEnded: break
      case .stopped: break inputs
      case .readerLeft: return .ok
      }
      if file != "-" { close(input.descriptor) }
    }
    try transcription.finish()
    diagnostics.note("\(transcription.lineCount) lines read")
    return transcription.sawOnlyGoodLines ? .ok : .data
  }

  /// The mode, if the first operand is one; a file of such a name is written `./text`.
  private var named: Mode? { operands.first.flatMap { Mode(rawValue: $0) } }

  /// In a pipeline Ctrl-C reaches every stage: the one that ends it has to live until the others
  /// have said their last, and only remembers it.
  private func watchSignals(_ requests: ReaderSignals, readsStandardInput: Bool) {
    var status = stat()
    let isPipe =
      fstat(STDIN_FILENO, &status) == 0 && [S_IFIFO, S_IFSOCK].contains(status.st_mode & S_IFMT)
    var others: [CInt: @Sendable () -> Void] = [SIGWINCH: { requests.redraw() }]
    if isPipe && readsStandardInput { others[SIGINT] = { requests.noteInterruption() } }
    Interruption.watch(others: others) { _ in requests.stop() }
  }
}
