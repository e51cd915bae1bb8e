import AAIProtocol

/// Shows turns while they are spoken: drawn in place on a terminal, else as a line for each change.
struct PartialsView: View {
  private let heading: TurnHeading
  private let isColoured: Bool
  /// `nil` off a terminal.
  private var open: OpenTurn?
  private var last: PartialText?

  init(heading: TurnHeading, window: TerminalWindow?, isColoured: Bool) {
    self.heading = heading
    self.isColoured = isColoured
    open = window.map { OpenTurn(window: $0, isColoured: isColoured) }
  }

  var needs: TurnAssembler.Needs { [.partials, .words] }

  mutating func show(_ event: TranscriptEvent, on page: inout OutputBuffer) {
    switch event {
    case .partial(let spoken): show(partial: spoken.turn, on: &page)
    case .final(let spoken): show(final: spoken.turn, on: &page)
    case .revised, .other: break
    }
  }

  private mutating func show(partial turn: Turn, on page: inout OutputBuffer) {
    let text = PartialText(turn)
    guard !text.isEmpty, text != last else { return }
    last = text
    if open != nil {
      open?.draw(text, on: &page)
    } else {
      let whole = text.text.startIndex..<text.text.endIndex
      page.append(
        line: "partial\t" + heading.time(turn) + (isColoured ? text.dimmed(whole) : text.text))
    }
  }

  private mutating func show(final turn: Turn, on page: inout OutputBuffer) {
    last = nil
    if open != nil {
      open?.erase(on: &page)
      page.append(line: heading.line(turn))
    } else {
      page.append(line: "final\t" + heading.line(turn))
    }
  }

  mutating func redraw(on page: inout OutputBuffer) { open?.redraw(on: &page) }

  mutating func finish(on page: inout OutputBuffer) { open?.erase(on: &page) }
}
