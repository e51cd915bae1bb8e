/// What libFuzzer calls with bytes of its own making: lines of events, as anybody might write them.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzEvents(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let input = UnsafeBufferPointer(start: start, count: count)
  var assembler = TurnAssembler()
  for line in input.split(separator: 0x0A) {
    let bytes = UnsafeBufferPointer(rebasing: line)
    guard let tree = try? JSONValue(parsing: bytes) else {
      precondition((try? EventFields(bytes)) == nil, "accepted by one reader alone")
      continue
    }
    guard let fields = try? EventFields(bytes) else {
      preconditionFailure("refused by one reader alone")
    }
    let again = try? JSONValue(parsing: tree.text)
    precondition(again == tree, "what is written does not read as it was")
    check(tree, fields)
    for event in assembler.receive(fields) { check(event) }
  }
  for event in assembler.endStream() { check(event) }
  return 0
}

/// The two readers must find the same text.
private func check(_ tree: JSONValue, _ fields: EventFields) {
  guard case .turn(let turn) = ServerEvent(fields) else { return }
  precondition(tree["transcript"]?.string == turn.transcript)
}

private func check(_ event: TranscriptEvent) {
  guard case .final(let spoken) = event else { return }
  precondition(!spoken.turn.transcript.isEmpty)
  for scalar in spoken.turn.transcript.terminalSafe.unicodeScalars {
    precondition(scalar.value >= 0x20 && !(0x7F...0x9F ~= scalar.value))
  }
  for word in spoken.turn.words { precondition(.zero <= word.start && word.start <= word.end) }
}
