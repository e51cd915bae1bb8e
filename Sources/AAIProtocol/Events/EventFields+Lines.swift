extension EventFields {
  /// Calls `body` with the event on a line, or with each event of an array of them.
  ///
  /// - Throws: For a line that is no JSON; what stands before the fault has been handed over by then.
  package static func forEach(
    in line: UnsafeBufferPointer<UInt8>, _ body: (EventFields) -> Void
  ) throws(JSONSyntaxError) {
    var scanner = JSONScanner(line)
    guard try scanner.peek() == UInt8(ascii: "[") else { return body(try EventFields(line)) }
    try scanner.enter()
    var first = true
    while try scanner.nextElement(&first) {
      body(try EventFields(try scanner.skipValue().spelling))
    }
    try scanner.finish()
  }

  /// Whether any part of the toolkit knows what it is.
  package var isKnown: Bool {
    if case .server(.unknown) = EventLine(self) { false } else { true }
  }
}

extension EventFields {
  /// The name of Gladia's session, empty if it has none, if somebody speaks on a second channel of its.
  package var sessionOnSecondChannel: String? {
    guard case .live(.transcript(let transcript)) = EventLine(self), transcript.channel > 0 else {
      return nil
    }
    return self[.sessionID].string ?? ""
  }
}
