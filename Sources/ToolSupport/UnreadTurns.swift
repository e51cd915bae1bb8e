import AAIProtocol

extension Diagnostics {
  /// Says, at the end of a run that Ctrl-C has ended together with its reader, what that missed.
  public func warn(unreadTurns count: Int) {
    let turns = count == 1 ? "1 final turn" : "\(count) final turns"
    warning("the reader of stdout had gone: \(turns) reached nobody")
  }
}

/// The final turns in lines that nobody has read.
struct UnreadTurns: Sendable {
  private var assembler = TurnAssembler(needs: [])
  private var finished = 0

  mutating func add(_ line: [UInt8]) {
    guard let event = try? EventLine(parsing: line) else { return }
    finished += Self.finals(in: assembler.receive(event))
  }

  /// How many there are, with one that still waits for its formatted twin.
  var count: Int {
    var assembler = assembler
    return finished + Self.finals(in: assembler.endStream())
  }

  private static func finals(in events: [TranscriptEvent]) -> Int {
    events.count { if case .final = $0 { true } else { false } }
  }
}
