import AAIProtocol
import Glibc
import TestKit
import Testing

/// Servers that go away altogether and come back, against tone-coded words.
@Suite("aai-stream: outages")
struct StreamOutageTests {
  private func start(
    _ server: ServeFixture, _ arguments: [String] = []
  ) throws -> Program {
    try Program(
      "aai-stream", ["-u", server.url.text] + arguments, environment: Stream.environment)
  }

  /// Waits for a word, ends the server, and has another one on its port after a while.
  private func restart(
    _ server: ServeFixture, after word: Int, of program: Program, by signal: CInt = SIGKILL,
    downtime: Duration
  ) async throws -> ServeFixture {
    try await program.output.wait(until: ToneCode.name(of: word))
    server.program.signal(signal)
    try await server.program.wait()
    // The outage itself.
    try await Task.sleep(for: downtime)
    return try await Stream.tones(port: server.port)
  }

  @Test(
    "a server that is ended at any moment and comes back on its port: no word lost or repeated",
    arguments: zip([1, 4, 7, 9, 13, 16], [SIGKILL, SIGTERM, SIGKILL, SIGTERM, SIGKILL, SIGTERM]))
  func restart(word: Int, signal: CInt) async throws {
    let speech = ToneSpeech(turns: 4)
    let first = try await Stream.tones()
    let program = try start(first)
    program.speak(speech.bytes)
    let second = try await restart(
      first, after: word, of: program, by: signal, downtime: .milliseconds(1500))
    let run = try await program.finished(within: .seconds(60))
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.words == speech.words)
    #expect(try run.last("aai.resumed")?["lost_ms"]?.int == 0)
    #expect(second.port == first.port)
  }

  @Test("an outage longer than the backlog: what is lost is said to the millisecond")
  func longerThanTheBacklog() async throws {
    let speech = ToneSpeech(turns: 5)
    let first = try await Stream.tones()
    let trace = first.folder.path + "/trace"
    let program = try start(first, ["--backlog", "2500ms", "--trace", trace])
    program.speak(speech.bytes)
    let second = try await restart(first, after: 7, of: program, downtime: .seconds(5))
    let run = try await program.finished(within: .seconds(60))
    #expect(run.status == 0, "\(run.errors)")
    let resumed = try #require(try run.last("aai.resumed"))
    let lost = try #require(resumed["lost_ms"]?.int)
    let offset = try #require(resumed["audio_offset_ms"]?.int)
    #expect(lost > 0)
    #expect(run.errors.contains("warning: \(lost) ms of audio were lost in the outage"))

    // What came before the loss is settled up to the last word of its last final turn.
    let events = try run.events
    let before = events.prefix { $0["type"]?.string != "aai.resumed" }
    let settled = before.last { $0["end_of_turn"]?.bool == true }
    #expect(offset - (settled?["words"]?.array?.last?["end"]?.int ?? 0) == lost)
    // Words are missing in one place, and no more of them than were said meanwhile.
    let words = try run.words
    let missing = speech.words.count - words.count
    let kept = zip(words, speech.words).prefix { $0 == $1 }.count
    #expect(words == Array(speech.words[..<kept] + speech.words[(kept + missing)...]))
    #expect((1...lost / 200 + 2).contains(missing))
    // What was read is what was sent and what was lost.
    let lines = String(decoding: try second.folder.read(trace), as: UTF8.self)
      .split(separator: "\n")
    let begin = try #require(lines.lastIndex { $0.contains(#""type":"Begin""#) })
    let sent = lines[begin...].filter { $0.hasSuffix("> audio, 1600 bytes") }.count
    #expect(abs(offset + sent * 50 - speech.bytes.count / 32) < 50)
    #expect(try run.last("aai.closed")?["audio_ms"]?.int == speech.bytes.count / 32)
  }

  @Test("a session is followed by another before it expires, and no word is lost between them")
  func rollOver() async throws {
    let speech = ToneSpeech(turns: 10)
    let server = try await Stream.tones(["--max-session-duration", "12s"])
    let run = try await Stream.run(server, input: speech.bytes, within: .seconds(60))
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.words == speech.words)
    let resumed = try #require(try run.last("aai.resumed"))
    #expect(resumed["session"]?.int == 2)
    #expect(resumed["lost_ms"]?.int == 0)
    // The service's own end, an error, has not come.
    #expect(try run.last("Error") == nil)
    #expect(try run.last("aai.reconnecting") == nil)
  }
}
