import AAIProtocol
import Testing

@testable import aai_serve

@Suite("aai-serve: the manners of each model")
struct ModelFamilyTests {
  @Test("a script names the language of a line, and a final the language of its words")
  func languages() throws {
    let script = "Good morning.\nde: Guten Tag.\nB: es: Hola.\nno such: code."
    var run = try SessionUnderTest(
      "speech_model=universal-3-6-pro&language_detection=true", script: script)
    run.hear(milliseconds: 14_000)
    #expect(run.finals.map { $0["language_code"]?.string } == ["en", "de", "es", "en"])
    #expect(run.transcripts == ["Good morning.", "Guten Tag.", "Hola.", "no such: code."])
    var german = try SessionUnderTest(
      "speech_model=universal-3-6-pro&language_detection=true&language_codes=[%22de%22]",
      script: "Ja.")
    german.hear(milliseconds: 3000)
    #expect(german.finals.map { $0["language_code"]?.string } == ["de"])
  }

  @Test("a recogniser's language and speaker are the turn's")
  func recognized() throws {
    var run = try SessionUnderTest(
      "speech_model=universal-3-6-pro&language_detection=true&speaker_labels=true",
      source: .words(.recognizer(RecognizedSpeech())))
    run.hear(milliseconds: 3000)
    let word = Word(
      start: .init(milliseconds: 100), end: .init(milliseconds: 1300), text: "bonjour")
    let turn = Turn(
      order: 0, isFinal: true, transcript: "bonjour", words: [word], languageCode: "fr",
      speakerLabel: "C")
    run.take(run.session.hear(turn.json, on: 0, at: run.now))
    #expect(run.finals.first?["language_code"] == "fr")
    #expect(run.finals.first?["speaker_label"] == "C")
  }

  static let script = "Move the pump test, please, to Tuesday. Then tell Marcus about it."

  private func run(_ query: String, script: String = script) throws -> SessionUnderTest {
    var run = try SessionUnderTest(query, script: script)
    run.hear(milliseconds: 9000)
    run.send(.terminate)
    return run
  }

  @Test("u3-rt-pro: SpeechStarted before each turn, replaced partials, one formatted final")
  func universal3() throws {
    let run = try run("speech_model=u3-rt-pro")
    #expect(
      run.transcripts == [
        "Move the pump test, please, to Tuesday.", "Then tell Marcus about it.",
      ])
    for (index, event) in run.events.enumerated() where event["type"] == "SpeechStarted" {
      let turn = run.events[index + 1]
      #expect(turn["words"]?.array?.first?["start"] == event["timestamp"])
    }
    #expect(run.types.count { $0 == "SpeechStarted" } == 2)
    #expect(run.partials.count >= 3)
    for partial in run.partials {
      #expect(partial["end_of_turn_confidence"]?.double == 0)
      #expect(partial["turn_is_formatted"] == false)
      #expect(partial["utterance"] == "")
      #expect(partial["words"]?.array?.allSatisfy { $0["word_is_final"] == false } == true)
    }
    for final in run.finals {
      #expect(final["end_of_turn_confidence"]?.double == 1)
      #expect(final["turn_is_formatted"] == true)
      #expect(final["utterance"] == final["transcript"])
      #expect(final["words"]?.array?.allSatisfy { $0["word_is_final"] == true } == true)
    }
    #expect(run.closing == .close(code: 1000, reason: "Session Ended"))
    #expect(run.lines.first?.contains(#""expires_at":1010800"#) == true)
  }

  @Test("later U3 models say that their partials are formatted, too")
  func universal35() throws {
    let run = try run("speech_model=universal-3-5-pro")
    #expect(run.partials.allSatisfy { $0["turn_is_formatted"] == true })
    #expect(!run.partials.isEmpty)
  }

  @Test("universal-streaming-english, two steps: plain, then formatted, then an empty final")
  func twoStep() throws {
    let run = try run("speech_model=universal-streaming-english&format_turns=true")
    #expect(
      run.transcripts == [
        "move the pump test please to tuesday", "Move the pump test, please, to Tuesday.",
        "then tell marcus about it", "Then tell Marcus about it.", "",
      ])
    #expect(run.finals.map { $0["turn_order"]?.int } == [0, 0, 1, 1, 2])
    #expect(run.finals.map { $0["turn_is_formatted"] } == [false, true, false, true, false])
    #expect(!run.types.contains("SpeechStarted"))
  }

  @Test("universal-streaming: the transcript holds what is final, the newest word only `words`")
  func growing() throws {
    let run = try run("speech_model=universal-streaming-english")
    for partial in run.partials {
      let words = try #require(partial["words"]?.array)
      let firm = words.filter { $0["word_is_final"] == true }.compactMap { $0["text"]?.string }
      #expect(partial["transcript"]?.string == firm.joined(separator: " "))
      #expect(words.last?["word_is_final"] == false)
    }
    // A pause fills `utterance` while the turn is open; the final then leaves it empty.
    let pause = try #require(run.partials.last { $0["utterance"] != "" })
    #expect(pause["utterance"] == "then tell marcus about it")
    #expect(run.finals[0]["utterance"] == "")
    #expect(run.transcripts.last == "")
  }

  @Test("universal-streaming-multilingual formats its one final and does not say so")
  func builtIn() throws {
    let run = try run("speech_model=universal-streaming-multilingual&format_turns=true")
    #expect(
      run.transcripts.dropLast() == [
        "Move the pump test, please, to Tuesday.", "Then tell Marcus about it.",
      ])
    #expect(run.finals.allSatisfy { $0["turn_is_formatted"] == false })
  }

  @Test("whisper-rt: no confidences, a space before the text, a language nobody asked for")
  func whisper() throws {
    let run = try run("speech_model=whisper-rt")
    #expect(run.transcripts.first == " move the pump test please to tuesday")
    let final = try #require(run.finals.first)
    #expect(final["end_of_turn_confidence"]?.double == 1)
    #expect(final["language_code"] == "en")
    #expect(final["words"]?.array?.allSatisfy { $0["confidence"]?.double == 0 } == true)
  }

  @Test("include_partial_turns=false leaves the finals alone")
  func noPartials() throws {
    let run = try run("speech_model=u3-rt-pro&include_partial_turns=false")
    #expect(run.partials.isEmpty)
    #expect(run.finals.count == 2)
    #expect(try self.run("speech_model=u3-rt-pro&redact_pii=true").partials.isEmpty)
  }

  @Test("what is personal is hidden in finals, word by word; profanities everywhere")
  func masking() throws {
    let script = "Damn, call 555 0199, or write to x@example.org."
    func transcript(_ query: String) throws -> String? {
      try run("speech_model=u3-rt-pro" + query, script: script).transcripts.first
    }
    #expect(try transcript("") == script)
    #expect(
      try transcript("&filter_profanity=true") == "***, call 555 0199, or write to x@example.org.")
    #expect(
      try transcript("&redact_pii=true") == "Damn, call ### ####, or write to #############.")
    #expect(
      try transcript("&redact_pii=true&redact_pii_sub=entity_name")
        == "Damn, call [NUMBER_SEQUENCE] [NUMBER_SEQUENCE], or write to [EMAIL_ADDRESS].")
    #expect(
      try transcript("&redact_pii=true&redact_pii_policies=%5B%22email_address%22%5D")
        == "Damn, call 555 0199, or write to #############.")
    let shown = try run(
      "speech_model=u3-rt-pro&redact_pii=true&include_partial_turns=true", script: script)
    #expect(shown.partials.contains { $0["transcript"]?.string?.contains("555") == true })
  }

  @Test("continuous_partials=false shows a turn every three seconds only")
  func sparsePartials() throws {
    let script = Array(repeating: "word", count: 40).joined(separator: " ")
    let dense = try run("speech_model=u3-rt-pro", script: script)
    let sparse = try run("speech_model=u3-rt-pro&continuous_partials=false", script: script)
    #expect(dense.partials.count == 8)
    #expect(sparse.partials.count == 3)
  }

  @Test("a model that is not served breaks down five seconds after Begin")
  func preview() throws {
    var run = try SessionUnderTest("speech_model=universal-3-7-preview")
    run.tick(at: .seconds(5))
    #expect(
      run.lines.last
        == #"{"type":"Error","error_code":3005,"error":"Session Cancelled: An error occurred"}"#)
  }

  @Test("mode decides the silences; Begin echoes it, and null elsewhere")
  func modes() throws {
    func rules(_ query: String) throws -> TurnRules {
      try SessionConfiguration(SessionParameters(query: query)).turnRules
    }
    let fast = try rules("speech_model=universal-3-5-pro&mode=min_latency")
    #expect((fast.minSilence, fast.maxSilence, fast.interruptionDelay) == (128, 640, 0))
    let exact = try rules("speech_model=universal-3-5-pro&mode=max_accuracy&max_turn_silence=9")
    #expect((exact.minSilence, exact.maxSilence) == (512, 9))
    let labelled = try rules("speech_model=universal-3-5-pro&speaker_labels=true")
    #expect((labelled.minSilence, labelled.maxSilence, labelled.cap) == (640, 768, 10_000))
    #expect(try rules("speech_model=u3-rt-pro&min_turn_silence=7").minSilence == 50)
    let english = try SessionUnderTest("speech_model=universal-streaming-english")
    #expect(english.lines[0].contains(#""mode":null"#))
  }
}
