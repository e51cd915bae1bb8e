import AAIProtocol
import Testing

@Suite("the transcript of several events")
struct TurnAssemblerTests {
  private func begin(_ id: String, model: String? = nil) -> EventLine {
    .server(
      .begin(Begin(id: id, expiresAt: nil, configuration: model.map { .init(model: $0) })))
  }

  private func turn(
    _ order: Int, _ text: String, final: Bool = true, formatted: Bool = true, at time: Int = 0
  ) -> EventLine {
    let words = text.split(separator: " ").enumerated().map { index, word in
      let start = AudioTime(milliseconds: time + 100 * index)
      return Word(start: start, end: start + .milliseconds(80), text: String(word))
    }
    return .server(
      .turn(
        Turn(order: order, isFormatted: formatted, isFinal: final, transcript: text, words: words)))
  }

  /// The texts of the final turns, and where the first word of each lies.
  private func finals(_ lines: [EventLine], needs: TurnAssembler.Needs = [.words]) -> [String] {
    var assembler = TurnAssembler(needs: needs)
    let events = lines.flatMap { assembler.receive($0) } + assembler.endStream()
    return events.compactMap { event in
      guard case .final(let spoken) = event else { return nil }
      return "\(spoken.turn.words.first?.start.milliseconds ?? -1) \(spoken.turn.transcript)"
    }
  }

  @Test("a final turn that comes twice is shown once, as it was formatted")
  func twoSteps() {
    #expect(
      finals([
        turn(0, "send it", formatted: false), turn(0, "Send it."), turn(1, "now", formatted: false),
        turn(1, "Now."),
      ]) == ["0 Send it.", "0 Now."])
  }

  @Test("a formatted twin that never comes is not waited for beyond the next turn or the end")
  func missingTwin() {
    #expect(
      finals([
        turn(0, "send it", formatted: false), turn(1, "now", final: false),
        turn(1, "now", formatted: false),
        .server(.termination(.init(audioDuration: nil, sessionDuration: nil))),
        turn(2, "last", formatted: false),
      ]) == ["0 send it", "0 now", "180 last"])
  }

  @Test("a twin that comes too late is not shown again")
  func lateTwin() {
    #expect(
      finals([
        turn(0, "send it", formatted: false), turn(1, "Now."), turn(0, "Send it."),
      ]) == ["0 send it", "0 Now."])
  }

  @Test("models that never format in a second step are not waited for")
  func oneStep() {
    var assembler = TurnAssembler()
    _ = assembler.receive(begin("1", model: "universal-3-5-pro"))
    #expect(assembler.receive(turn(0, "now", formatted: false)).count == 1)
    #expect(!assembler.isHolding)
  }

  @Test("empty final turns are dropped, and do not take the place of one with a text")
  func empty() {
    #expect(
      finals([turn(0, "Now."), turn(1, ""), turn(1, " "), turn(1, "Then.")]) == [
        "0 Now.", "0 Then.",
      ])
  }

  @Test("repeated and unordered turns are each shown once, as they come")
  func unordered() {
    #expect(
      finals([
        turn(5, "five"), turn(3, "three"), turn(5, "five"), turn(4, "four"), turn(3, "three"),
      ])
        == ["0 five", "0 three", "0 four"])
  }

  @Test("a session that took over starts its turns anew, on the clock of the whole stream")
  func resumed() {
    let resumed = EventLine.tool(
      .resumed(
        .init(
          session: 2, id: "2", audioOffset: AudioTime(milliseconds: 9000), replayed: .zero,
          lost: .zero)))
    for taking in [[resumed, begin("2")], [begin("2"), resumed]] {
      #expect(
        finals([begin("1"), turn(0, "one", at: 500)] + taking + [turn(0, "two", at: 200)])
          == ["500 one", "9200 two"])
    }
  }

  @Test("a stream after the end of another begins where that ended")
  func concatenated() {
    let closed = EventLine.tool(
      .closed(.init(code: 1000, reason: "", isClean: true, audio: .seconds(4), sessions: 1)))
    let resumed = EventLine.tool(
      .resumed(
        .init(
          session: 2, id: "3", audioOffset: AudioTime(milliseconds: 1000), replayed: .zero,
          lost: .zero)))
    #expect(
      finals([
        begin("1"), turn(0, "one", at: 500), closed, begin("2"), turn(0, "two", at: 100), resumed,
        turn(0, "three", at: 7),
      ]) == ["500 one", "4100 two", "5007 three"])
  }

  @Test("times that are negative or beyond all measure do no harm")
  func times() {
    let far = 1 << 53
    let lines = (0..<4000).flatMap { [begin("\($0)"), turn(0, "x", at: far)] }
    #expect(finals(lines).count == 4000)
    #expect(finals([turn(0, "x", at: -500)]) == ["0 x"])
  }

  @Test("a revision that comes while a turn is held changes its speakers")
  func heldRevision() {
    var assembler = TurnAssembler()
    _ = assembler.receive(
      .server(
        .turn(
          Turn(
            order: 0, isFormatted: false, isFinal: true, transcript: "Okay.",
            words: [Word(start: .zero, end: .zero, text: "Okay.", speaker: "PENDING")],
            speakerLabel: "PENDING"))))
    let change = SpeakerRevision.Change(
      turnOrder: 0, speakerLabel: "A",
      words: [Word(start: .zero, end: .zero, text: "Okay.", speaker: "A")])
    let events = assembler.receive(.server(.speakerRevision(.init(changes: [change]))))
    guard case .final(let spoken) = events.first else {
      Issue.record("not released")
      return
    }
    #expect(spoken.turn.speakerLabel == "A")
    #expect(spoken.turn.words[0].speaker == "A")
  }

  @Test("partial turns are passed on until their final")
  func partials() {
    var assembler = TurnAssembler()
    #expect(assembler.receive(turn(0, "a", final: false)).count == 1)
    #expect(assembler.receive(turn(0, "A.")).count == 1)
    #expect(assembler.receive(turn(0, "a", final: false)).isEmpty)
  }

  private var closed: EventLine {
    .tool(
      .closed(.init(code: 1000, reason: "", isClean: true, audio: .seconds(8), sessions: 1)))
  }

  @Test(
    "whatever ends a session, what follows is another's, behind it on the clock",
    arguments: ["closed", "termination", "begin without an id", "the same id", "nothing"])
  func sessions(ending: String) throws {
    let termination = EventLine.server(
      .termination(.init(audioDuration: .seconds(8), sessionDuration: nil)))
    let between: [EventLine] =
      switch ending {
      case "closed": [closed]
      case "termination": [termination]
      case "begin without an id": [try EventLine(parsing: #"{"type":"Begin"}"#)]
      case "the same id": [termination, begin("a")]
      default: []
      }
    let lines =
      [begin("a"), turn(0, "Before zero.", at: 500), turn(1, "Before one.", at: 4000)] + between
      + [turn(0, "After zero.", at: 500), turn(1, "After one.", at: 4000)]
    let offset = ["closed", "termination", "the same id"].contains(ending) ? 8000 : 4180
    #expect(
      finals(lines) == [
        "500 Before zero.", "4000 Before one.", "\(offset + 500) After zero.",
        "\(offset + 4000) After one.",
      ])
  }

  @Test("what is sent twice in a session is shown once")
  func repeated() {
    #expect(
      finals([begin("a"), turn(0, "Yes."), turn(1, "No."), turn(1, "No."), turn(0, "Yes.")])
        == ["0 Yes.", "0 No."])
  }

  @Test("a turn that waits for its twin is not lost to another of its number")
  func heldByAnother() {
    #expect(
      finals([turn(0, "first of all", formatted: false), turn(0, "Another matter.")])
        == ["0 first of all", "280 Another matter."])
  }

  @Test("Gladia's sessions are told apart by their names, and by their ends")
  func live() throws {
    func line(_ session: String, _ id: String, _ text: String) throws -> [UInt8] {
      Array(
        """
        {"session_id":"\(session)","type":"transcript","data":{"id":"\(id)","is_final":true,\
        "utterance":{"text":"\(text)","start":1,"end":2,"channel":0,"words":[]}}}
        """.utf8)
    }
    var assembler = TurnAssembler()
    func texts(_ bytes: [UInt8]) throws -> [String] {
      try bytes.withUnsafeBufferPointer { bytes in
        assembler.receive(try EventFields(bytes)).compactMap { event in
          guard case .final(let spoken) = event else { return nil }
          return spoken.turn.transcript
        }
      }
    }
    #expect(try texts(line("s1", "00-00000000", "One.")) == ["One."])
    #expect(try texts(line("s1", "00-00000000", "One.")) == [])
    #expect(try texts(line("s2", "00-00000000", "One.")) == ["One."])
    _ = assembler.endStream()
    #expect(try texts(line("s2", "00-00000000", "One.")) == ["One."])
  }
}
