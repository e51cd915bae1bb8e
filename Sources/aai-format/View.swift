import AAIProtocol

/// One way to look at a transcript.
protocol View {
  /// What the view cannot do without; the less, the faster.
  var needs: TurnAssembler.Needs { get }

  /// Before any input.
  mutating func begin(on page: inout OutputBuffer)

  mutating func show(_ event: TranscriptEvent, on page: inout OutputBuffer)

  /// Draws again what is open, since the window has changed.
  mutating func redraw(on page: inout OutputBuffer)

  /// The end of all input.
  mutating func finish(on page: inout OutputBuffer)
}

extension View {
  mutating func begin(on page: inout OutputBuffer) {}
  mutating func redraw(on page: inout OutputBuffer) {}
  mutating func finish(on page: inout OutputBuffer) {}
}
