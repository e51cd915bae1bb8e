import ArgumentParser
import ToolSupport

/// The options that belong to one mode or another.
struct ViewOptions: ParsableArguments {
  @Option(
    name: .customLong("speaker"),
    help: ArgumentHelp("Call a speaker by name; repeatable.", valueName: "label=name"))
  var speakers: [SpeakerName] = []

  @Option(
    help: ArgumentHelp(
      "text, partials: begin each line with its time in the audio, or not.", valueName: "which"))
  var timestamps: Timestamps?

  @Option(help: ArgumentHelp("text, partials: how times are written.", valueName: "format"))
  var timeFormat: TimeFormat?

  @Option(
    help: ArgumentHelp(
      "text: put words less certain than this in brackets.", valueName: "confidence"))
  var markBelow: Confidence?

  @Option(help: ArgumentHelp("text: wrap lines at this width.", valueName: "columns"))
  var wrap: Columns?

  @Option(
    help: ArgumentHelp(
      "partials: dim what may still change.", valueName: "when"))
  var color: ColorChoice?

  @Flag(help: "summary: print one JSON object.")
  var json = false

  @Option(help: ArgumentHelp("srt, vtt: columns of a caption's line (42).", valueName: "columns"))
  var maxLineWidth: Columns?

  @Option(help: ArgumentHelp("srt, vtt: lines of a caption (2).", valueName: "lines"))
  var maxLineCount: LineLimit?

  /// Refuses the options of other modes.
  func check(for mode: Mode) throws(Failure) {
    let given: [(name: String, isGiven: Bool, modes: [Mode])] = [
      ("--timestamps", timestamps != nil, [.text, .partials]),
      ("--time-format", timeFormat != nil, [.text, .partials]),
      ("--mark-below", markBelow != nil, [.text]),
      ("--wrap", wrap != nil, [.text]),
      ("--color", color != nil, [.partials]),
      ("--json", json, [.summary]),
      ("--max-line-width", maxLineWidth != nil, [.srt, .vtt]),
      ("--max-line-count", maxLineCount != nil, [.srt, .vtt]),
    ]
    for option in given where option.isGiven && !option.modes.contains(mode) {
      let modes = option.modes.map(\.rawValue).joined(separator: " and ")
      throw Failure(.usage, "\(option.name) is an option of \(modes), not of \(mode.rawValue)")
    }
  }
}

enum Timestamps: String, ExpressibleByArgument, CaseIterable {
  case audio, none
}

/// 0 to 1.
struct Confidence: ExpressibleByArgument {
  var value: Double

  init?(argument: String) {
    guard let value = Double(argument), 0...1 ~= value else { return nil }
    self.value = value
  }
}

/// A width that at least a word of some length fits in.
struct Columns: ExpressibleByArgument {
  var count: Int

  init?(argument: String) {
    guard let count = Int(argument), 10...10_000 ~= count else { return nil }
    self.count = count
  }
}

struct LineLimit: ExpressibleByArgument {
  var count: Int

  init?(argument: String) {
    guard let count = Int(argument), 1...10 ~= count else { return nil }
    self.count = count
  }
}
