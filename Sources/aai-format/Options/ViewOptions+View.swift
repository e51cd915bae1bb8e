import ToolSupport

extension ViewOptions {
  /// The view that a mode is, writing to stdout.
  ///
  /// - Parameter waitsForAll: Whether what is shown may wait for the end.
  func view(_ mode: Mode, waitsForAll: Bool) -> any View {
    let names = SpeakerNames(speakers)
    let heading = TurnHeading(
      names: names, timeFormat: timestamps == .audio ? timeFormat ?? .clock : nil)
    var limits = CaptionLimits()
    if let maxLineWidth { limits.lineWidth = maxLineWidth.count }
    if let maxLineCount { limits.lineCount = maxLineCount.count }
    switch mode {
    case .text:
      return TextView(heading: heading, markBelow: markBelow?.value, columns: wrap?.count)
    case .partials:
      let output = StandardStream.output
      return PartialsView(
        heading: heading,
        window: Self.canRedraw ? TerminalWindow(descriptor: output.descriptor) : nil,
        isColoured: (color ?? .auto).isColoured(on: output))
    case .summary: return SummaryView(names: names, asJSON: json)
    case .srt:
      return SubRipView(limits: limits, names: names, waitsForAll: waitsForAll)
    case .vtt:
      return WebVTTView(limits: limits, names: names, waitsForAll: waitsForAll)
    case .tsv: return TableView(.tabs, names: names)
    case .csv: return TableView(.commas, names: names)
    }
  }

  /// A terminal that moves its cursor.
  private static var canRedraw: Bool {
    StandardStream.output.isTerminal && variable("TERM") != "dumb"
  }
}
