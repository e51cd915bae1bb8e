import AAIProtocol
import TestKit
import Testing

@testable import aai_serve

@Suite("aai-serve: rules of a session")
struct SessionRuleTests {
  @Test("heartbeats come every five seconds, from the parameter or from an update on")
  func heartbeat() throws {
    var run = try SessionUnderTest("speech_model=u3-rt-pro&session_heartbeat=true")
    run.hear(milliseconds: 4950)
    run.tick(at: .milliseconds(5003))
    #expect(
      run.lines.last
        == #"{"type":"Heartbeat","total_audio_received_ms":4950,"total_duration_ms":5003,"realtime_factor":0.9894,"max_speech_probability":0.999871}"#
    )
    run.send(.updateConfiguration([.init("session_heartbeat", false)]))
    run.tick(at: .seconds(30))
    #expect(run.types.count { $0 == "Heartbeat" } == 1)
    run.send(.updateConfiguration([.init("session_heartbeat", true)]))
    #expect(run.session.nextDeadline == .seconds(35))
  }

  @Test("more than five minutes ahead of 1.25 times real time ends the session with 3007")
  func pacing() throws {
    var run = try SessionUnderTest("speech_model=u3-rt-pro")
    let second = [UInt8](repeating: 0, count: 32_000)
    for _ in 0..<312 { run.take(run.session.receive(audio: second, at: .seconds(10))) }
    #expect(run.closing == nil)
    run.take(run.session.receive(audio: second, at: .seconds(10)))
    #expect(run.closing == .close(code: 3007, reason: "See Error message for details"))
    #expect(
      run.events.last?["error"]
        == "Audio Transmission Rate Exceeded: Received 313.0 sec. audio in 10.0 sec")
  }

  @Test("silence is told about once a second while nobody speaks, to whom has asked for it")
  func silences() throws {
    let script = "[1500ms] Good morning."
    var run = try SessionUnderTest(
      "speech_model=u3-rt-pro&acknowledge_silence=true", script: script)
    run.hear(milliseconds: 6000)
    let silences = run.events.filter { $0["type"] == "Silence" }
    #expect(silences.first?.text == #"{"type":"Silence","start_ms":0,"end_ms":1000}"#)
    #expect(silences.count >= 3)
    let turn = try #require(run.finals.first?["words"]?.array)
    let speech = try #require(turn.first?["start"]?.int)..<(try #require(turn.last?["end"]?.int))
    for silence in silences {
      let start = try #require(silence["start_ms"]?.int)
      let end = try #require(silence["end_ms"]?.int)
      #expect(!(start..<end).overlaps(speech))
      #expect(end - start >= 1000)
    }
    run.send(.updateConfiguration([.init("acknowledge_silence", false)]))
    run.hear(milliseconds: 3000)
    #expect(run.events.count { $0["type"] == "Silence" } == silences.count)
    var other = try SessionUnderTest(
      "speech_model=universal-streaming-english&acknowledge_silence=1")
    other.hear(milliseconds: 3000)
    #expect(!other.types.contains("Silence"))
  }

  @Test("a second short message in a row is warned about, the last of a stream is not")
  func shortAudio() throws {
    var run = try SessionUnderTest("speech_model=u3-rt-pro")
    let short = [UInt8](repeating: 0, count: 640)
    run.take(run.session.receive(audio: short, at: .seconds(1)))
    #expect(!run.types.contains("Warning"))
    for _ in 0..<10 { run.take(run.session.receive(audio: short, at: .seconds(1))) }
    let warnings = run.events.filter { $0["type"] == "Warning" }
    #expect(warnings.count == 1)
    #expect(warnings.first?["warning"]?.string?.contains("Received 20.0 ms") == true)
  }

  @Test(
    "a domain that a language does not have is left out with a warning",
    arguments: [("[%22en%22]", true), ("[%22ja%22]", false), ("[%22en%22,%22ja%22]", false)])
  func domain(languages: String, isApplied: Bool) throws {
    let query = "speech_model=universal-3-6-pro&domain=medical-v1&language_codes="
    let run = try SessionUnderTest(query + languages)
    #expect(run.types == (isApplied ? ["Begin"] : ["Begin", "Warning"]))
    let domain = run.events.first?["configuration"]?["domain"]
    #expect(domain == (isApplied ? "medical-v1" : .null))
  }

  @Test("KeepAlive and audio put the idle timeout off")
  func idle() throws {
    var run = try SessionUnderTest("speech_model=u3-rt-pro&inactivity_timeout=5")
    #expect(run.session.nextDeadline == .seconds(5))
    run.now = .seconds(4)
    run.send(.keepAlive)
    #expect(run.session.nextDeadline == .seconds(9))
    run.tick(at: .seconds(9))
    #expect(run.closing == .close(code: 3006, reason: "See Error message for details"))
  }

  @Test("an update a model cannot take is ignored, an invalid one ends the session")
  func updates() throws {
    var run = try SessionUnderTest("speech_model=universal-streaming-english")
    run.send(
      .updateConfiguration([
        .init("sample_rate", 7), .init("nonsense", true), .init("format_turns", true),
      ]))
    #expect(run.closing == nil)
    #expect(run.session.configuration.formatsTurns)
    run.send(.updateConfiguration([.init("prompt", "x")]))
    #expect(
      run.events.last?["error"]
        == "User Input Validation Error: Invalid 'prompt': Value error, prompt is only supported with the 'u3-rt-pro' speech_model"
    )
  }

  @Test("mode re-applies its preset over silences given before")
  func mode() throws {
    var run = try SessionUnderTest("speech_model=universal-3-5-pro&min_turn_silence=900")
    #expect(run.session.configuration.turnRules.minSilence == 900)
    run.send(.updateConfiguration([.init("mode", "max_accuracy")]))
    #expect(run.session.configuration.turnRules.minSilence == 512)
  }

  @Test("speakers: letters on finals alone, PENDING when short, put right after Terminate")
  func speakers() throws {
    var run = try SessionUnderTest(
      "speech_model=universal-3-5-pro&speaker_labels=true",
      script: "A: Good morning to all of you here. \nB: Okay.\n", revisesSpeakers: true)
    run.hear(milliseconds: 8000)
    run.send(.terminate)
    #expect(run.partials.allSatisfy { $0["speaker_label"] == nil })
    #expect(run.finals.map { $0["speaker_label"]?.string } == ["A", "PENDING"])
    #expect(run.finals[0]["words"]?.array?.allSatisfy { $0["speaker"] == "A" } == true)
    #expect(run.types.suffix(2) == ["SpeakerRevision", "Termination"])
    let change = run.events[run.events.count - 2]["revisions"]?.array?.first
    #expect(change?["turn_order"]?.int == 1)
    #expect(change?["speaker_label"] == "B")
    #expect(change?["words"]?.array?.first?["speaker"] == "B")
  }

  @Test("without speaker_labels the letters of a script stay unsaid")
  func unlabelled() throws {
    var run = try SessionUnderTest("speech_model=u3-rt-pro", script: "A: Good morning.\n")
    run.hear(milliseconds: 3000)
    #expect(run.transcripts == ["Good morning."])
    #expect(run.lines.allSatisfy { !$0.contains("speaker\":") && !$0.contains("speaker_label\"") })
  }

  @Test("JSON that is none is explained as Python explains it")
  func syntax() {
    func text(_ json: String) -> String? {
      do throws(ClientMessage.Malformed) {
        _ = try ClientMessage(parsing: json)
        return nil
      } catch {
        guard case .invalidJSON(let error) = error else { return nil }
        return error.serviceText(in: json)
      }
    }
    #expect(text("") == "Expecting value: line 1 column 1 (char 0)")
    #expect(
      text("{oops}")
        == "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)")
    #expect(text("{\"a\" 1}") == "Expecting ':' delimiter: line 1 column 6 (char 5)")
    #expect(text("{}\nx") == "Extra data: line 2 column 1 (char 3)")
  }

  @Test("the length of an Opus packet is in its first bytes")
  func opus() {
    #expect(CompressedClock.opusMilliseconds([0x00]) == 10)
    #expect(CompressedClock.opusMilliseconds([0xFC, 0, 0]) == 20)
    #expect(CompressedClock.opusMilliseconds([0xFB, 3]) == 60)
    #expect(CompressedClock.opusMilliseconds([]) == 0)
  }

  @Test("Ogg and ADTS streams tell their length wherever they are cut")
  func compressed() async throws {
    let folder = try TemporaryFolder()
    for (encoding, arguments) in [
      ("ogg_opus", ["-c:a", "libopus", folder.path + "/tone.opus"]),
      ("aac", ["-c:a", "aac", "-f", "adts", folder.path + "/tone.aac"]),
    ] {
      let run = try await Program.run(
        "ffmpeg",
        ["-v", "error", "-f", "lavfi", "-i", "sine=frequency=400:duration=3", "-ar", "48000"]
          + arguments)
      try #require(run.status == 0, "\(run.errors)")
      let bytes = try folder.read(try #require(arguments.last))
      for cut in [1, 97, 4096, bytes.count] {
        let encoding = try #require(AudioEncoding(rawValue: encoding))
        var clock = CompressedClock(encoding)
        for start in stride(from: 0, to: bytes.count, by: cut) {
          clock.add(Array(bytes[start..<min(start + cut, bytes.count)]))
        }
        #expect((2950...3100).contains(clock.milliseconds), "\(encoding) in pieces of \(cut)")
      }
    }
  }

  @Test("a recogniser that never ends is not waited for for ever")
  func drain() throws {
    var run = try SessionUnderTest(
      "speech_model=u3-rt-pro", source: .words(.recognizer(RecognizedSpeech())))
    run.send(.terminate)
    #expect(run.session.nextDeadline == .seconds(30))
    run.tick(at: .seconds(30))
    #expect(run.closing == .close(code: 3005, reason: "See Error message for details"))
  }

  @Test("tokens open sessions for a while and bound them")
  func tokens() throws {
    var mint = TokenIssuer()
    let token = mint.mint(at: .zero, lifetime: .seconds(60), sessionCap: .seconds(120))
    #expect(token.count > 2500)
    #expect(try mint.redeem(token, at: .seconds(59)) == .seconds(120))
    #expect(try mint.redeem("another", at: .zero) == nil)
    #expect(throws: SessionError.expiredToken) { try mint.redeem(token, at: .seconds(60)) }
  }

  @Test("new sessions are counted by the minute")
  func rate() {
    var rate = SessionRate(perMinute: 2)
    let answers = [0, 30, 59, 60, 61].map { rate.take(at: .seconds($0)) }
    #expect(answers == [true, true, false, true, false])
  }
}
