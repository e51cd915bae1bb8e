import AAIProtocol
import TestKit
import Testing

/// Audio that carries its own truth: every 200 ms is a numbered word, so that what is lost, repeated
/// or put out of order can be counted.
@Suite("aai-stream: lost connections")
struct ReconnectTests {
  static let speech = ToneSpeech(turns: 6)

  private func stream(
    _ faults: [String], _ arguments: [String] = []
  ) async throws -> Finished {
    let server = try await Stream.tones(faults.flatMap { ["--fault", $0] })
    return try await Stream.run(
      server, ["--ping-interval", "500ms", "--ping-timeout", "500ms"] + arguments,
      input: Self.speech.bytes, within: .seconds(60))
  }

  @Test(
    "no word is lost, repeated or moved when the connection drops at any moment",
    arguments: Array(stride(from: 300, through: 7500, by: 900)))
  func sweep(milliseconds: Int) async throws {
    let run = try await stream(["drop@\(milliseconds)ms#1"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.words == Self.speech.words)
    let resumed = try #require(try run.last("aai.resumed"))
    #expect(resumed["session"]?.int == 2)
    #expect(resumed["lost_ms"]?.int == 0)
    #expect(try run.last("aai.closed")?["sessions"]?.int == 2)
    #expect(try run.last("aai.closed")?["clean"]?.bool == true)
  }

  @Test(
    "whatever ends a session, the words that come out are those that went in",
    arguments: [
      "reset@3s#1", "close=1001@700ms#1", "close=1001@3200ms#1", "close=3005@1500ms#1",
      "close=3005@5200ms#1", "close=3008@2s#1", "stall@400ms#1", "stall@2600ms#1",
      "stall@6900ms#1",
    ])
  func endings(fault: String) async throws {
    let run = try await stream([fault])
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.words == Self.speech.words)
  }

  @Test("three losses in a row lose nothing")
  func again() async throws {
    let run = try await stream(["drop@2s#1", "drop@1s#2", "close=1011@500ms#3"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.words == Self.speech.words)
    #expect(try run.last("aai.closed")?["sessions"]?.int == 4)
  }

  @Test("word times of a resumed session, moved by its offset, go on where the first stopped")
  func clock() async throws {
    let run = try await stream(["drop@4s#1"])
    var offset = 0
    var previous = -1
    for event in try run.events {
      if let moved = event["audio_offset_ms"]?.int { offset = moved }
      guard event["end_of_turn"]?.bool == true else { continue }
      for word in event["words"]?.array ?? [] {
        let start = try #require(word["start"]?.int) + offset
        #expect(start > previous)
        previous = start
      }
    }
    // The last word ends where the audio does, but for the silence behind it.
    #expect(abs(previous - (Self.speech.bytes.count / 32 - 750)) < 400)
  }

  @Test("without reconnecting, a lost connection is status 69 and one line")
  func noReconnect() async throws {
    let run = try await stream(["drop@2s"], ["--no-reconnect"])
    #expect(run.status == 69)
    #expect(run.errors.split(separator: "\n").count == 1)
    #expect(run.errors.hasPrefix("aai-stream: error: connection lost"))
    #expect(try run.last("aai.closed")?["clean"]?.bool == false)
  }
}
