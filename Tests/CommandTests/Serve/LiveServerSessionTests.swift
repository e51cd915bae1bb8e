import AAIProtocol
import Testing

@testable import aai_serve

@Suite("aai-serve: a session of Gladia's as a value")
struct LiveJobTests {
  private func job(
    _ body: String = "{}", script: String = "Good morning. Line two is down."
  ) throws -> LiveServerSession {
    let words = aai_serve.TurnSegmenter.Words.script(ScriptedSpeech(Script(script)))
    return LiveServerSession(
      try LiveConfiguration(body), .init(id: "id", createdAt: .zero), source: .words([words]))
  }

  private func hear(_ seconds: Int, _ job: inout LiveServerSession, at now: Duration)
    -> [ServerAction]
  {
    job.receive(audio: [UInt8](repeating: 0, count: 32_000 * seconds), at: now)
  }

  private func types(_ actions: [ServerAction]) -> [String] {
    actions.map { action in
      switch action {
      case .send(let text), .sendLast(let text):
        (try? JSONValue(parsing: text))?["type"]?.string ?? "?"
      case .close(let code, _): "close \(code)"
      case .hangUp: "hang up"
      case .hear: "hear"
      case .endAudio: "end audio"
      }
    }
  }

  @Test("a connection on which nothing is said is dropped after 30 s; an empty chunk puts it off")
  func idle() throws {
    var job = try job()
    #expect(job.open(at: .zero) == [])
    #expect(job.nextDeadline == .seconds(30))
    #expect(job.receive(text: LiveMessage.audioChunk([]).text, at: .seconds(20)) == [])
    #expect(job.tick(at: .seconds(49)) == [])
    #expect(job.tick(at: .seconds(50)) == [.hangUp])
    #expect(!job.isOver)
  }

  @Test("a client may come back within five minutes and gets what it has missed")
  func missed() throws {
    var job = try job()
    _ = job.open(at: .zero)
    _ = hear(3, &job, at: .seconds(3))
    #expect(job.disconnect(isPolite: false, at: .seconds(4)) == [])
    #expect(hear(1, &job, at: .seconds(4)) == [])
    #expect(job.nextDeadline == .seconds(304))
    #expect(job.open(at: .seconds(10)) == [])
    #expect(types(hear(1, &job, at: .seconds(10))).first == "audio_chunk")
    _ = job.disconnect(isPolite: false, at: .seconds(11))
    #expect(job.tick(at: .seconds(311)) == [])
    #expect(job.isOver)
    #expect(job.account.error == "the client did not come back")
  }

  @Test("a result that nobody was there to hear waits")
  func waiting() throws {
    let words = aai_serve.TurnSegmenter.Words.recognizer(RecognizedSpeech())
    var job = LiveServerSession(
      try LiveConfiguration("{}"), .init(id: "id", createdAt: .zero), source: .words([words]))
    _ = job.open(at: .zero)
    _ = hear(1, &job, at: .seconds(1))
    #expect(
      types(job.receive(text: LiveMessage.stopRecording.text, at: .seconds(1)))
        == ["stop_recording", "end audio"])
    _ = job.disconnect(isPolite: false, at: .seconds(2))
    #expect(job.recognizerEnded(on: 0, at: .seconds(3)) == [])
    #expect(!job.isOver)
    #expect(
      types(job.open(at: .seconds(4))) == [
        "post_transcript", "post_final_transcript", "close 1000",
      ])
    #expect(job.isOver)
  }

  @Test("endpointing decides where an utterance ends, and so does its longest")
  func endpointing() throws {
    func finals(_ body: String) throws -> [String] {
      var job = try job(body, script: "One two. Three four five six seven")
      _ = job.open(at: .zero)
      _ = hear(12, &job, at: .seconds(1))
      _ = job.receive(text: LiveMessage.stopRecording.text, at: .seconds(2))
      return job.utterances.map(\.text)
    }
    #expect(try finals("{}") == ["One two.", "Three four five six seven"])
    #expect(try finals(#"{"endpointing":2}"#) == ["One two. Three four five six seven"])
    var long = try job(script: Array(repeating: "word", count: 60).joined(separator: " "))
    _ = long.open(at: .zero)
    _ = hear(20, &long, at: .seconds(1))
    #expect(long.utterances.count == 4)
  }

  @Test("a recogniser that fails ends the session with 1011")
  func failure() throws {
    let words = aai_serve.TurnSegmenter.Words.recognizer(RecognizedSpeech())
    var job = LiveServerSession(
      try LiveConfiguration("{}"), .init(id: "id", createdAt: .zero), source: .words([words]))
    _ = job.open(at: .zero)
    #expect(types(job.recognizerEnded(on: 0, at: .seconds(1))) == ["close 1011"])
    #expect(job.account.error == "the recognizer failed")
  }

  @Test("every form of a sample is the same sample to a recogniser")
  func wideBand() throws {
    func heard(_ encoding: AudioEncoding, _ bytes: [UInt8], channels: Int = 1) -> [[UInt8]]? {
      var format = AudioFormat(encoding, sampleRate: 16_000)
      format.channels = channels
      var wide = RecognizerInput(format)
      // One byte at a time: a message may end anywhere.
      return bytes.reduce(into: [[UInt8]](repeating: [], count: channels)) { all, byte in
        for (channel, audio) in (wide?.convert([byte]) ?? []).enumerated() {
          all[channel] += audio
        }
      }
    }
    #expect(heard(.pcmU8, [0x80, 0xFF, 0x00]) == [[0, 0, 0, 0x7F, 0, 0x80]])
    #expect(
      heard(.pcmS24LE, [9, 0x34, 0x12, 9, 0x78, 0x56], channels: 2) == [
        [0x34, 0x12], [0x78, 0x56],
      ])
    #expect(heard(.pcmS32LE, [9, 9, 0x34, 0x12]) == [[0x34, 0x12]])
    // ITU-T G.711: the smallest and the largest of either sign.
    #expect(heard(.pcmALaw, [0xD5, 0x55, 0xAA, 0x2A]) == [[8, 0, 0xF8, 0xFF, 0, 0x7E, 0, 0x82]])
  }

  @Test("a telephone's band is mirrored into the upper half, for a recogniser of the whole one")
  func narrowBand() {
    var wide = RecognizerInput(AudioFormat(.pcmS16LE, sampleRate: 8000))
    #expect(wide?.convert([0x34, 0x12, 0x78]) == [[0x34, 0x12, 0, 0]])
    #expect(wide?.convert([0x56]) == [[0x78, 0x56, 0, 0]])
  }

  @Test("base64 is read back, and what is none is told")
  func base64() {
    for count in 0..<7 {
      let bytes = (0..<UInt8(count)).map { $0 &* 91 }
      #expect(Base64.bytes(Base64.text(bytes)) == bytes)
    }
    for text in ["A", "AB=C", "====", "AAA", "A A=", "AA==AA=="] {
      #expect(Base64.bytes(text) == nil, "\(text)")
    }
  }
}
