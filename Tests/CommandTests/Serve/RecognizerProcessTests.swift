import AAIProtocol
import Glibc
import TestKit
import Testing

@testable import aai_serve

@Suite("aai-serve: a recogniser behind it")
struct RecognizerProcessTests {
  private func serve(_ command: String) async throws -> ServeFixture {
    try await ServeFixture(["--recognizer", command], script: nil)
  }

  private var tones: String { Program.folder + "/tone-recognizer" }

  @Test("every word spoken comes back, in order, from several sessions at once")
  func words() async throws {
    let server = try await serve(tones)
    let speech = ToneSpeech(turns: 4)
    try await withThrowingTaskGroup(of: [String].self) { group in
      for _ in 0..<4 {
        group.addTask {
          let client = try await server.connect("speech_model=u3-rt-pro&max_turn_silence=350")
          try await client.event("Begin")
          for start in stride(from: 0, to: speech.bytes.count, by: 3200) {
            let chunk = Array(speech.bytes[start..<min(start + 3200, speech.bytes.count)])
            client.send(chunk + [UInt8](repeating: 0, count: max(1600 - chunk.count, 0)))
          }
          client.send(ClientMessage.terminate.text)
          guard try await client.closed().code == 1000 else { return [] }
          return client.events.filter { $0["end_of_turn"] == true }
            .compactMap { $0["transcript"]?.string }
        }
      }
      for try await transcripts in group { #expect(transcripts == speech.transcripts) }
    }
  }

  @Test("the recogniser gets the session's audio, whole, as 16 kHz samples")
  func audio() async throws {
    let folder = try TemporaryFolder()
    let server = try await serve("cat > '\(folder.path)/heard'")
    let client = try await server.connect()
    try await client.event("Begin")
    let audio = (0..<32_000).map { UInt8(truncatingIfNeeded: $0 / 3) }
    client.send(audio)
    client.send(ClientMessage.terminate.text)
    #expect(try await client.closed().code == 1000)
    #expect(try folder.read("heard") == audio)
  }

  @Test("µ-law at 8 kHz reaches the recogniser twice as wide and twice as fast")
  func muLaw() async throws {
    let folder = try TemporaryFolder()
    let server = try await serve("cat > '\(folder.path)/heard'")
    let client = try await server.connect("sample_rate=8000&encoding=pcm_mulaw")
    try await client.event("Begin")
    for _ in 0..<20 { client.send([UInt8](repeating: 0xFF, count: 400)) }
    client.send(ClientMessage.terminate.text)
    #expect(try await client.closed().code == 1000)
    #expect(client.events.last?["audio_duration_seconds"]?.int == 1)
    let heard = try folder.read("heard")
    #expect((31_500...32_000).contains(heard.count))
    #expect(heard.allSatisfy { $0 == 0 })
  }

  @Test("a recogniser that crashes ends its session with 3005 and no other")
  func crash() async throws {
    let server = try await serve("head -c 32000 > /dev/null; exit 3")
    let other = try await server.connect()
    try await other.event("Begin")
    let client = try await server.connect()
    client.send(silence: 3000)
    #expect(try await client.closed().code == 3005)
    #expect(client.events.last?["error"] == "Session Cancelled: An error occurred")
    #expect(other.closing == nil)
  }

  @Test("a recogniser is gone when its client is, with all it started")
  func killed() async throws {
    let folder = try TemporaryFolder()
    let server = try await serve(
      "echo $$ > '\(folder.path)/pid'; mv '\(folder.path)/pid' '\(folder.path)/ready'; sleep 600 & wait"
    )
    let client = try await server.connect()
    try await client.event("Begin")
    var pid: pid_t?
    while pid == nil {
      pid = (try? folder.read("ready")).flatMap {
        pid_t(String(decoding: $0, as: UTF8.self).split(separator: "\n").first ?? "")
      }
      try await Task.sleep(for: .milliseconds(2))
    }
    client.connection.cut()
    let group = try #require(pid)
    let end = ContinuousClock.now + .seconds(60)
    while kill(-group, 0) == 0 {
      guard .now < end else { throw Failed("the recogniser is still there") }
      try await Task.sleep(for: .milliseconds(2))
    }
    try await server.logged("session 1", "left without a Close frame")
  }

  @Test("audio is made wide without losing a sample or its shape")
  func resampling() {
    // A tone of 400 Hz is the same tone at the other rate.
    func tone(_ rate: Int) -> [Int16] {
      (0..<rate).map { Int16(10_000 * sin(2 * Double.pi * 400 * Double($0) / Double(rate))) }
    }
    for rate in [8000, 22_050, 44_100, 48_000] {
      var resampler = Resampler(from: rate, to: 16_000)
      var heard: [Int16] = []
      let audio = tone(rate)
      for start in stride(from: 0, to: audio.count, by: 997) {
        heard += resampler.convert(Array(audio[start..<min(start + 997, audio.count)]))
      }
      let expected = tone(16_000)
      #expect((15_900...16_000).contains(heard.count))
      let worst = (100..<15_800).map { abs(Int(heard[$0]) - Int(expected[$0])) }.max() ?? 0
      #expect(worst < 400, "at \(rate) Hz")
    }
  }
}
