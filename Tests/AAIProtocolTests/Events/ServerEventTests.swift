import AAIProtocol
import Testing

@Suite("server events")
struct ServerEventTests {
  @Test(
    "an event of a recorded session is written as the service wrote it", arguments: Samples.names)
  func roundTrip(sample: String) throws {
    for line in try Samples.lines(sample) {
      let event = try ServerEvent(parsing: line)
      #expect(event.json?.text == line)
    }
  }

  @Test("a turn's members are found in any order, among unknown ones, the last of two counting")
  func anyOrder() throws {
    let line = #"""
       {"type":"Turn" , "later":[{"type":"Begin"}], "transcript":"no","words":[{"end":740,"text":
       "Yes","new":1e999,"start":480}],"end_of_turn":true,"turn_order":3,"transcript":"Yes"}
      """#
    let turn = Turn(
      order: 3, isFormatted: false, isFinal: true, transcript: "Yes",
      words: [
        Word(
          start: AudioTime(milliseconds: 480), end: AudioTime(milliseconds: 740), text: "Yes",
          isFinal: false)
      ], utterance: nil)
    #expect(try ServerEvent(parsing: line) == .turn(turn))
  }

  @Test("a key is the same however it is spelled")
  func escapedKey() throws {
    let line = #"{"type":"Begin","id":"1","\u0069d":"2"}"#
    #expect(
      try ServerEvent(parsing: line) == .begin(Begin(id: "2", expiresAt: nil, configuration: nil)))
  }

  @Test(
    "a number beyond every type costs neither the text nor the process",
    arguments: ["1e999", "-1e999", "123456789012345678901234567890", "-0", "1.0", "1E+2"])
  func numbers(spelling: String) throws {
    let line = """
      {"turn_order":\(spelling),"end_of_turn":true,"transcript":"x","end_of_turn_confidence":\
      \(spelling),"words":[{"start":\(spelling),"end":\(spelling),"text":"x"}],"type":"Turn"}
      """
    guard case .turn(let turn) = try ServerEvent(parsing: line) else {
      Issue.record("no turn")
      return
    }
    #expect(turn.transcript == "x")
    #expect(turn.words.count == 1)
  }

  @Test("a turn without what it cannot do without is unusable, and says which member it is")
  func unusable() throws {
    let lines = [
      #"{"type":"Turn","turn_order":"0","end_of_turn":true,"transcript":"x"}"#: "turn_order",
      #"{"type":"Turn","turn_order":0,"end_of_turn":null,"transcript":"x"}"#: "end_of_turn",
      #"{"type":"Turn","turn_order":0,"end_of_turn":true}"#: "transcript",
    ]
    for (line, field) in lines {
      guard case .unusable(let event) = try ServerEvent(parsing: line) else {
        Issue.record("usable: \(line)")
        continue
      }
      #expect(event.field == field)
    }
  }

  @Test("an object with an error and no type is an error")
  func untypedError() throws {
    #expect(
      try ServerEvent(parsing: #"{"error":"Not authorized"}"#)
        == .error(ServiceError(code: nil, message: "Not authorized")))
  }

  @Test(
    "what is no event of ours is unknown",
    arguments: [
      (#"{"type":"Stillness","start_ms":1}"#, "Stillness"), ("[]", nil), ("42", nil), ("{}", nil),
      (#"{"type":7}"#, nil),
    ])
  func unknown(line: String, type: String?) throws {
    #expect(try ServerEvent(parsing: line) == .unknown(type: type))
  }

  @Test("a stretch of silence keeps its times, and is none without them")
  func silence() throws {
    let line = #"{"type":"Silence","start_ms":1200,"end_ms":2200}"#
    let event = try ServerEvent(parsing: line)
    #expect(
      event
        == .silence(
          Silence(start: AudioTime(milliseconds: 1200), end: AudioTime(milliseconds: 2200))))
    #expect(event.json?.text == line)
    guard case .unusable(let half) = try ServerEvent(parsing: #"{"type":"Silence","start_ms":1}"#)
    else {
      Issue.record("usable")
      return
    }
    #expect(half.field == "end_ms")
  }

  @Test("an early speaker revision, with its one change at the top, is a list of one")
  func earlyRevision() throws {
    let line = #"{"type":"SpeakerRevision","turn_order":4,"speaker_label":"B","words":[]}"#
    #expect(
      try ServerEvent(parsing: line)
        == .speakerRevision(
          SpeakerRevision(changes: [.init(turnOrder: 4, speakerLabel: "B", words: [])])))
  }
}
