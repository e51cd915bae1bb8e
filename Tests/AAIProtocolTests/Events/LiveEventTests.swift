import AAIProtocol
import Testing

@Suite("Gladia live events")
struct LiveEventTests {
  @Test("a recorded session is read to the letter")
  func session() throws {
    var events: [LiveEvent] = []
    for line in try Samples.lines("g_gladia") {
      events.append(try #require(try LiveEvent(parsing: line.utf8)))
    }
    func ms(_ value: Int) -> AudioTime { AudioTime(milliseconds: value) }
    func word(_ text: String, _ start: Int, _ end: Int, _ confidence: Double, _ isFinal: Bool)
      -> Word
    {
      Word(start: ms(start), end: ms(end), text: text, confidence: confidence, isFinal: isFinal)
    }
    let expected: [LiveEvent] = [
      .startRecording,
      .audioAcknowledged(.init(isAccepted: true, byteRange: 0..<3200)),
      .audioAcknowledged(.init(isAccepted: true, byteRange: 3200..<6400)),
      .speechStart(ms(450)),
      .transcript(
        LiveTranscript(
          id: "00-00000000", isFinal: false, text: "Move the", start: ms(480), end: ms(910),
          language: "en", confidence: 0.9,
          words: [word("Move", 480, 750, 0.93, false), word("the", 770, 910, 0.99, false)])),
      .speechEnd(ms(1780)),
      .transcript(
        LiveTranscript(
          id: "00-00000000", isFinal: true, text: "Move the pump test.", start: ms(480),
          end: ms(1720), language: "en", confidence: 0.93,
          words: [
            word("Move", 480, 750, 0.93, true), word("the", 770, 910, 0.99, true),
            word("pump", 940, 1260, 0.91, true), word("test.", 1290, 1720, 0.9, true),
          ])),
      .stopAcknowledged(left: .zero),
      .endRecording(duration: .milliseconds(2500)),
      .other(type: "post_transcript"),
      .postFinalTranscript(
        LiveResult(
          audioDuration: .milliseconds(2500), billingTime: .milliseconds(2500),
          transcriptionTime: .milliseconds(3610))),
      .endSession,
    ]
    #expect(events == expected)
  }

  @Test("a refused chunk carries its reason")
  func refusal() throws {
    let frame =
      #"{"type":"audio_chunk","acknowledged":false,"error":{"message":"bad"},"data":null}"#
    #expect(
      try LiveEvent(parsing: frame.utf8)
        == .audioAcknowledged(.init(isAccepted: false, byteRange: nil, error: "bad")))
  }

  @Test("a frame of AssemblyAI is none")
  func foreign() throws {
    #expect(try LiveEvent(parsing: #"{"type":"Begin","id":"1"}"#.utf8) == nil)
  }
}
