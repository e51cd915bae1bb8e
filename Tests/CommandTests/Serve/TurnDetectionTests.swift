import AAIProtocol
import Testing

@testable import aai_serve

@Suite("aai-serve: where turns end")
struct TurnDetectionTests {
  private func transcripts(
    _ query: String, _ script: String, milliseconds: Int = 12_000
  ) throws -> [String] {
    var run = try SessionUnderTest(query, script: script)
    run.hear(milliseconds: milliseconds)
    run.send(.terminate)
    return run.transcripts.filter { !$0.isEmpty }
  }

  static let sentences = "One two. Three four. [1s] Five six"

  @Test("min_turn_silence decides which full stops end a turn")
  func minSilence() throws {
    #expect(
      try transcripts("speech_model=u3-rt-pro", Self.sentences)
        == ["One two.", "Three four.", "Five six"])
    #expect(
      try transcripts(
        "speech_model=u3-rt-pro&min_turn_silence=900&max_turn_silence=3000", Self.sentences)
        == ["One two. Three four.", "Five six"])
    #expect(
      try transcripts(
        "speech_model=u3-rt-pro&min_turn_silence=4000&max_turn_silence=4000", Self.sentences)
        == ["One two. Three four. Five six"])
  }

  @Test("max_turn_silence ends a turn that has no full stop")
  func maxSilence() throws {
    let script = "One two [500ms] three four [1500ms] five"
    #expect(
      try transcripts("speech_model=u3-rt-pro", script) == ["One two three four", "five"])
    #expect(
      try transcripts("speech_model=u3-rt-pro&max_turn_silence=400", script)
        == ["One two", "three four", "five"])
    #expect(
      try transcripts("speech_model=u3-rt-pro&max_turn_silence=5000", script)
        == ["One two three four five"])
  }

  @Test("on universal-streaming the threshold decides between the two")
  func threshold() throws {
    let model = "speech_model=universal-streaming-english"
    let script = "One two. Three [900ms] four"
    #expect(try transcripts(model, script) == ["one two", "three four"])
    #expect(
      try transcripts(model + "&end_of_turn_confidence_threshold=1", script)
        == ["one two three four"])
    #expect(
      try transcripts(model + "&end_of_turn_confidence_threshold=0", script)
        == ["one two", "three", "four"])
  }

  @Test("silence counts in audio received: while none comes a turn stays open")
  func audioClock() throws {
    var run = try SessionUnderTest("speech_model=u3-rt-pro", script: "One two.")
    run.hear(milliseconds: 1150)
    run.tick(at: .seconds(600))
    #expect(run.finals.isEmpty)
    run.hear(milliseconds: 200)
    #expect(run.transcripts == ["One two."])
  }

  @Test("ForceEndpoint ends the turn there; what follows is the next turn, and no word is lost")
  func forceEndpoint() throws {
    var run = try SessionUnderTest("speech_model=u3-rt-pro", script: "one two three four five")
    run.send(.forceEndpoint)
    #expect(run.finals.isEmpty)
    run.hear(milliseconds: 1450)
    run.send(.forceEndpoint)
    #expect(run.transcripts == ["one two"])
    run.hear(milliseconds: 3000)
    run.send(.terminate)
    #expect(run.transcripts == ["one two", "three four five"])
    #expect(run.finals.map { $0["turn_order"]?.int } == [0, 1])
  }

  @Test("UpdateConfiguration moves the end of the turn that is open")
  func update() throws {
    var run = try SessionUnderTest("speech_model=u3-rt-pro", script: "One two. Three four.")
    run.hear(milliseconds: 1000)
    run.send(
      .updateConfiguration([.init("min_turn_silence", 2000), .init("max_turn_silence", 2000)]))
    run.hear(milliseconds: 4000)
    run.send(.terminate)
    #expect(run.transcripts == ["One two. Three four."])
  }

  @Test("a turn is cut at its longest, sixty seconds, or ten with speaker labels")
  func cap() throws {
    let script = Array(repeating: "word", count: 400).joined(separator: " ")
    var run = try SessionUnderTest(
      "speech_model=universal-3-5-pro&speaker_labels=true", script: script)
    run.hear(milliseconds: 10_600)
    #expect(run.finals.count == 1)
    var long = try SessionUnderTest("speech_model=universal-3-5-pro", script: script)
    long.hear(milliseconds: 61_000)
    #expect(long.finals.count == 1)
  }

  @Test("without punctuation half a second behind a word that can end a sentence is a full stop")
  func unpunctuated() {
    let rules = TurnRules(family: .universal3, minSilence: 100, maxSilence: 1000)
    func silence(_ text: String, _ isPunctuated: Bool) -> Int {
      rules.silence(
        after: RecognizedWord(start: 0, end: 10, text: text, confidence: 1),
        isPunctuated: isPunctuated)
    }
    #expect(silence("meters", false) == 500)
    #expect(silence("the", false) == 1000)
    #expect(silence("meters", true) == 1000)
    #expect(silence("meters.", true) == 100)
  }

  @Test("a recogniser's segments become turns by the session's silences, not by its own")
  func segments() throws {
    func turn(_ order: Int, _ words: [(String, Int, Int)], isFinal: Bool = true) -> JSONValue {
      Turn(
        order: order, isFinal: isFinal, transcript: "",
        words: words.map {
          Word(start: .init(milliseconds: $0.1), end: .init(milliseconds: $0.2), text: $0.0)
        }
      ).json
    }
    func run(_ query: String) throws -> SessionUnderTest {
      var run = try SessionUnderTest(query, source: .words(.recognizer(RecognizedSpeech())))
      run.hear(milliseconds: 2000)
      run.take(
        run.session.hear(turn(0, [("go", 100, 300), ("forward", 320, 700)]), on: 0, at: run.now))
      run.hear(milliseconds: 200)
      run.take(run.session.hear(turn(1, [("ten", 1500, 1700)], isFinal: false), on: 0, at: run.now))
      run.take(
        run.session.hear(
          turn(1, [("ten", 1500, 1700), ("meters", 1750, 2100)]), on: 0, at: run.now))
      run.send(.terminate)
      #expect(run.closing == nil)
      run.take(run.session.recognizerEnded(on: 0, at: run.now))
      return run
    }
    #expect(try run("speech_model=u3-rt-pro").transcripts == ["go forward", "ten meters"])
    #expect(
      try run("speech_model=u3-rt-pro&min_turn_silence=50").transcripts
        == ["go forward", "ten", "meters"])
    #expect(
      try run("speech_model=u3-rt-pro&min_turn_silence=3000&max_turn_silence=3000").transcripts
        == ["go forward ten meters"])
    let english = try run("speech_model=universal-streaming-english&format_turns=true")
    #expect(
      english.transcripts == [
        "go forward", "Go forward.", "ten meters", "Ten meters.", "",
      ])
  }

  @Test("a recogniser that ends before it was asked to is the service's failure")
  func crash() throws {
    var run = try SessionUnderTest(
      "speech_model=u3-rt-pro", source: .words(.recognizer(RecognizedSpeech())))
    run.take(run.session.recognizerEnded(on: 0, at: .seconds(1)))
    #expect(run.closing == .close(code: 3005, reason: "See Error message for details"))
  }
}
