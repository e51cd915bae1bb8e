/// What a session machine has to say, gathered until it is asked.
struct SessionOutput: Sendable {
  private var actions: [SessionAction] = []
  /// Nobody reads the events any more: none are printed.
  var isGone = false
  private var saidNotJSON = false
  private var saidBinary = false

  mutating func add(_ action: SessionAction) { actions.append(action) }

  mutating func take() -> [SessionAction] {
    defer { actions = [] }
    return actions
  }

  /// A frame is one line, byte for byte; line ends between its tokens, legal in JSON, are left out.
  mutating func print(frame bytes: [UInt8]) {
    guard !isGone else { return }
    let hasLineEnd = bytes.contains { $0 == 0x0A || $0 == 0x0D }
    actions.append(.print(hasLineEnd ? bytes.filter { $0 != 0x0A && $0 != 0x0D } : bytes))
  }

  mutating func print(_ event: ToolEvent) {
    guard !isGone else { return }
    actions.append(.print(Array(event.json.text.utf8)))
  }

  /// Says so the first time only.
  mutating func remarkNotJSON() {
    if !saidNotJSON { actions.append(.remark(.notJSON)) }
    saidNotJSON = true
  }

  /// Says so the first time only.
  mutating func remarkBinary() {
    if !saidBinary { actions.append(.remark(.binaryMessage)) }
    saidBinary = true
  }
}
