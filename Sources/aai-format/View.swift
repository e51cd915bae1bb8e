import AAIProtocol

/// One way to look at a transcript.
protocol View {
  /// What the view cannot do without; the less, the faster.
  var needs: TurnAssembler.Needs { get }

  /// Before any input.
  mutating func begin(on page: inout Page)

  mutating func show(_ event: TranscriptEvent, on page: inout Page)

  /// Draws again what is open, since the window has changed.
  mutating func redraw(on page: inout Page)

  /// The end of all input.
  mutating func finish(on page: inout Page)
}

extension View {
  mutating func begin(on page: inout Page) {}
  mutating func redraw(on page: inout Page) {}
  mutating func finish(on page: inout Page) {}
}
