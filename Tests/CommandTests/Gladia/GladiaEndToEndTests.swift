import AAIProtocol
import TestKit
import Testing

/// gladia-stream and aai-serve, each the other's witness.
@Suite("gladia-stream and aai-serve")
struct GladiaEndToEndTests {
  static let speech = ToneSpeech(turns: 5)

  static func stream(
    _ server: ServeFixture, _ arguments: [String] = [], input: some Collection<UInt8> & Sendable
  ) async throws -> Finished {
    try await Program.run(
      "gladia-stream", ["-u", server.base] + arguments, environment: ["GLADIA_API_KEY": "key"],
      input: input, within: .seconds(60))
  }

  /// What aai-format, which knows both services, reads in a log.
  static func text(_ log: String) async throws -> String {
    try await Program.run("aai-format", ["text"], input: Array(log.utf8)).output
  }

  private func words(_ run: Finished) async throws -> [String] {
    try await Self.text(run.output).split(whereSeparator: \.isWhitespace).map(String.init)
  }

  private func tones(_ faults: [String]) async throws -> ServeFixture {
    try await ServeFixture(
      ["--recognizer", Program.folder + "/tone-recognizer"]
        + faults.flatMap { ["--fault", $0] }, script: nil)
  }

  @Test("a script comes out as it went in, with partials where they are asked for")
  func script() async throws {
    let server = try await ServeFixture()
    let silence = Stream.silence(milliseconds: 5000)
    let run = try await Self.stream(server, ["--no-pace"], input: silence)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors == "")
    #expect(try await Self.text(run.output) == "Good morning.\nLine two is down.\n")
    #expect(!run.output.contains(#""is_final":false"#))
    #expect(try run.last("aai.closed")?["clean"] == true)
    let partial = try await Self.stream(
      server, ["--no-pace", "--partials", "--base64", "--chunk", "100ms"], input: silence)
    #expect(partial.output.contains(#""is_final":false"#))
    #expect(try await Self.text(partial.output) == "Good morning.\nLine two is down.\n")
  }

  #if PocketSphinx
    @Test("real speech is heard")
    func speech() async throws {
      let server = try await ServeFixture(script: nil)
      let run = try await Self.stream(
        server, ["--no-pace", "--drain-timeout", "60s"], input: try Speech.bytes())
      #expect(run.status == 0, "\(run.errors)")
      #expect(try await Self.text(run.output) == "go forward ten meters\n")
    }
  #endif

  @Test(
    "no word is lost or repeated, whenever the connection is lost and however",
    arguments: [
      ["drop@300ms#1"], ["drop@1700ms#1"], ["drop@2900ms#1"], ["drop@4s#1"], ["drop@5500ms#1"],
      ["stall@2s#1"], ["close=1011@2500ms#1"], ["close=4500@3s#1"],
      ["drop@1s#1", "drop@800ms#2", "reject=503#3"],
    ])
  func losses(faults: [String]) async throws {
    let server = try await tones(faults)
    let run = try await Self.stream(
      server, ["--ping-interval", "500ms", "--ping-timeout", "500ms"], input: Self.speech.bytes)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try await words(run) == Self.speech.words)
    #expect(try run.last("aai.resumed")?["lost_ms"] == 0)
    #expect(try run.last("aai.closed")?["clean"] == true)
    let whole = try run.last("post_final_transcript")?["data"]?["transcription"]
    #expect(
      whole?["full_transcript"]?.string?.split(separator: " ").map(String.init)
        == Self.speech.words)
  }

  @Test("word times go on where they were when the connection was lost")
  func clock() async throws {
    let server = try await tones(["drop@3s#1"])
    let run = try await Self.stream(server, input: Self.speech.bytes)
    let starts = try run.events
      .filter { $0["data"]?["is_final"] == true }
      .flatMap { $0["data"]?["utterance"]?["words"]?.array ?? [] }
      .compactMap { $0["start"]?.double }
    #expect(starts.count == Self.speech.words.count)
    #expect(zip(starts, starts.dropFirst()).allSatisfy(<))
    let end = Double(Self.speech.bytes.count) / 32_000
    #expect(abs((starts.last ?? 0) - end) < 1)
  }

  @Test(
    "after a close that is for good it does not come back", arguments: [(4403, 69), (4401, 77)])
  func forGood(code: Int, status: Int32) async throws {
    let server = try await ServeFixture(["--fault", "close=\(code)@500ms"])
    let run = try await Self.stream(
      server, ["--pace", "10"], input: Stream.silence(milliseconds: 3000))
    #expect(run.status == status)
    #expect(try run.last("aai.closed")?["code"]?.int == code)
    #expect(!run.output.contains("aai.reconnecting"))
  }

  @Test("a wrong key is 77, a refused request 76, a full server 75, in the service's words")
  func refusals() async throws {
    let keys = try TemporaryFolder()
    let strict = try await ServeFixture(["--api-key-file", try keys.write("keys", "another\n")])
    let unknown = try await Self.stream(strict, input: [0, 0])
    #expect(unknown.status == 77)
    #expect(unknown.errors.hasSuffix("HTTP 401: gladia key not found\n"))
    let full = try await ServeFixture(["--max-sessions", "0"])
    let refused = try await Self.stream(full, ["--no-reconnect"], input: [0, 0])
    #expect(refused.status == 75)
    #expect(refused.errors.hasSuffix("HTTP 429: Too many concurrent sessions\n"))
    let wrong = try await Self.stream(full, ["--language", "klingon"], input: [0, 0])
    #expect(wrong.status == 76)
    #expect(
      wrong.errors.contains(
        "HTTP 400: Invalid parameter(s); Field \"language_config.languages.0\" must be one of"))
  }

  @Test("an end that the service has come to by itself is not a clean one")
  func unasked() async throws {
    let server = try await ServeFixture(["--max-session-duration", "500ms"])
    let run = try await Self.stream(server, input: Stream.silence(milliseconds: 3000))
    #expect(run.status == 69)
    #expect(run.errors.hasPrefix("gladia-stream: error: the service ended the session"))
    #expect(try run.last("post_final_transcript") != nil)
    #expect(try run.last("aai.closed")?["clean"] == false)
  }

  @Test("an end that never comes is not waited for longer than --drain-timeout says")
  func noEnd() async throws {
    let server = try await ServeFixture(["--fault", "no-termination"])
    let run = try await Self.stream(
      server, ["--no-pace", "--drain-timeout", "300ms"],
      input: Stream.silence(milliseconds: 3000))
    #expect(run.status == 69)
    #expect(try await Self.text(run.output).hasPrefix("Good morning.\n"))
  }
}
