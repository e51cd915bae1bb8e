import AAIProtocol
import Glibc
import TestKit
import Testing

@Suite("aai-stream: a session")
struct StreamSessionCommandTests {
  @Test("the events come out byte for byte, aai.closed last, status 0")
  func events() async throws {
    let server = try await ServeFixture()
    let run = try await Stream.run(server, input: Stream.silence(milliseconds: 3000))
    #expect(run.status == 0)
    #expect(run.errors == "")
    let types = try run.events.map { $0["type"]?.string ?? "" }
    #expect(types.first == "Begin")
    #expect(Array(types.suffix(2)) == ["Termination", "aai.closed"])
    #expect(
      run.output.hasSuffix(
        #"{"type":"aai.closed","code":1000,"reason":"Session Ended","clean":true,"audio_ms":3000,"sessions":1}"#
          + "\n"))
    #expect(try run.finals.isEmpty == false)
  }

  @Test(
    "whatever sizes stdin arrives in, the messages are the same", arguments: [1, 3, 1777, 65_536])
  func chunks(size: Int) async throws {
    let server = try await ServeFixture()
    let program = try Program(
      "aai-stream", ["-u", server.url.text, "--no-pace", "--trace", server.folder.path + "/trace"],
      environment: Stream.environment)
    let audio = (0..<8000).map { UInt8($0 % 251) }
    for start in stride(from: 0, to: audio.count, by: size) {
      program.input?.write(audio[start..<min(start + size, audio.count)])
    }
    program.input?.close()
    #expect(try await program.wait() == 0)
    let trace = String(decoding: try server.folder.read("trace"), as: UTF8.self)
    #expect(trace.split(separator: "\n").filter { $0.hasSuffix("audio, 1600 bytes") }.count == 5)
    #expect(!trace.contains(Stream.key))
  }

  @Test("a last chunk of less than 50 ms is padded, half a sample dropped with a warning")
  func tail() async throws {
    let server = try await ServeFixture()
    let run = try await Stream.run(server, ["--no-pace"], input: [UInt8](repeating: 1, count: 2241))
    #expect(run.status == 0)
    #expect(
      run.errors == "aai-stream: warning: half a sample at the end of the input was dropped\n")
    #expect(try run.last("aai.closed")?["audio_ms"]?.int == 70)
  }

  @Test("audio is sent no faster than it is spoken")
  func pacing() async throws {
    let server = try await ServeFixture()
    let start = ContinuousClock.now
    let run = try await Stream.run(server, input: Stream.silence(milliseconds: 2000))
    #expect(run.status == 0)
    #expect(ContinuousClock.now - start > .milliseconds(1900))
  }

  @Test(
    "compressed audio is sent no faster than it is spoken, by what its pages and frames say",
    arguments: [
      ("ogg_opus", "libopus", "ogg"), ("opus", "libopus", "ogg"), ("aac", "aac", "adts"),
    ])
  func compressedPacing(encoding: String, codec: String, container: String) async throws {
    let server = try await ServeFixture()
    let audio = server.folder.path + "/audio"
    let made = try await Program.run(
      "ffmpeg",
      [
        "-loglevel", "error", "-f", "lavfi", "-i", "anoisesrc=d=3:r=48000", "-ac", "1", "-c:a",
        codec,
        "-b:a", "32k", "-f", container, audio,
      ])
    #expect(made.status == 0, "\(made.errors)")
    let trace = server.folder.path + "/trace"
    let run = try await Program.run(
      "aai-stream", ["-u", server.url.text, "-e", encoding, "--trace", trace, audio],
      environment: Stream.environment)
    #expect(run.status == 0, "\(run.errors)")
    let times = String(decoding: try server.folder.read("trace"), as: UTF8.self)
      .split(separator: "\n").filter { $0.contains("> audio") }
      .compactMap { $0.split(separator: " ").first.flatMap { Int($0) } }
    #expect((times.last ?? 0) - (times.first ?? 0) > 1800)
    #expect((2900...3100).contains(try run.last("aai.closed")?["audio_ms"]?.int ?? 0))
    #expect(try run.last("Termination")?["audio_duration_seconds"]?.int == 3)
  }

  @Test("no audio is no session, and says so")
  func noAudio() async throws {
    let server = try await ServeFixture()
    let run = try await Stream.run(server, input: [])
    #expect(run.status == 0)
    #expect(run.errors == "aai-stream: no audio, no session\n")
    #expect(try run.events.map { $0["type"]?.string } == ["aai.closed"])
  }

  @Test("when the reader leaves, the session is ended with Terminate and the status is 0")
  func readerLeaves() async throws {
    let server = try await ServeFixture()
    let shell = try Program(
      "/bin/bash",
      [
        "-c", "set -o pipefail; head -c 320000 /dev/zero | \"$0\" -u \"$1\" | head -1",
        Program.folder + "/aai-stream", server.url.text,
      ], environment: Stream.environment)
    let status = try await shell.wait()
    #expect(status == 0 || status == 141, "head -c may be the one that sees the pipe close")
    #expect(shell.errors.text == "")
    #expect(shell.output.text.contains(#""type":"Begin""#))
    try await server.logged("session 1", "Terminate")
  }

  @Test("INT ends the source after a second and the session properly")
  func interrupt() async throws {
    let server = try await ServeFixture()
    let program = try Program(
      "aai-stream", ["-u", server.url.text], environment: Stream.environment)
    program.input?.write(Stream.silence(milliseconds: 1000))
    try await program.output.wait(until: "Begin")
    program.signal(SIGINT)
    #expect(try await program.wait() == 0)
    #expect(program.output.text.contains("Termination"))
    try await server.logged("session 1", "Terminate")
  }

  @Test("a second INT ends it at once, by the signal")
  func interruptTwice() async throws {
    let server = try await ServeFixture(["--fault", "stall@0s"])
    let program = try Program(
      "aai-stream", ["-u", server.url.text], environment: Stream.environment)
    program.input?.write(Stream.silence(milliseconds: 1000))
    try await program.output.wait(until: "Begin")
    program.signal(SIGINT)
    // A signal and its echo from the terminal count as one.
    try await Task.sleep(for: .milliseconds(600))
    program.signal(SIGINT)
    #expect(try await program.wait(within: .seconds(5)) == 130)
  }

  @Test("a full disk is status 74, and the session is ended all the same")
  func fullDisk() async throws {
    let server = try await ServeFixture()
    let full = open("/dev/full", O_WRONLY | O_CLOEXEC)
    defer { close(full) }
    let program = try Program(
      "aai-stream", ["-u", server.url.text], environment: Stream.environment,
      output: .descriptor(full))
    program.input?.write(Stream.silence(milliseconds: 1000))
    #expect(try await program.wait() == 74)
    #expect(program.errors.text == "aai-stream: error: write: no space left on device\n")
    try await server.logged("session 1", "Terminate")
  }

  @Test("--timing adds a latency line after each final turn")
  func timing() async throws {
    let server = try await ServeFixture()
    let run = try await Stream.run(server, ["--timing"], input: Stream.silence(milliseconds: 4000))
    let latency = try #require(try run.last("aai.latency"))
    #expect(latency["turn_order"]?.int != nil)
    #expect((0...5000).contains(latency["latency_ms"]?.int ?? -1))
  }

  @Test("control messages reach the service, bad lines only a warning")
  func control() async throws {
    let server = try await ServeFixture(script: nil)
    let fifo = server.folder.path + "/control"
    mkfifo(fifo, 0o600)
    let program = try Program(
      "aai-stream",
      ["-u", server.url.text, "--control", fifo, "--trace", server.folder.path + "/trace"],
      environment: Stream.environment)
    program.input?.write(Stream.silence(milliseconds: 500))
    try await program.output.wait(until: "Begin")
    let writer = open(fifo, O_WRONLY | O_CLOEXEC)
    let lines = """
      nonsense
      {"type":"UpdateConfiguration","speech_model":"u3-rt-pro"}
      {"type":"UpdateConfiguration","max_turn_silence":900,"min_turn_silence":"soon"}
      {"type":"UpdateConfiguration","min_end_of_turn_silence_when_confident":200,"later":[1]}
      {"type":"UpdateConfiguration","min_turn_silence":300}

      """
    _ = write(writer, lines, lines.utf8.count)
    close(writer)
    try await program.errors.wait(until: "not known here")
    program.signal(SIGUSR1)
    program.input?.write(Stream.silence(milliseconds: 500))
    program.input?.close()
    #expect(try await program.wait() == 0)
    let trace = String(decoding: try server.folder.read("trace"), as: UTF8.self)
    #expect(trace.contains(#"> {"type":"UpdateConfiguration","min_turn_silence":300}"#))
    #expect(trace.contains(#"> {"type":"ForceEndpoint"}"#))
    #expect(
      trace.contains(#"> {"type":"UpdateConfiguration","later":[1],"min_turn_silence":200}"#))
    #expect(!trace.contains("max_turn_silence") && !trace.contains(#"ion","speech_model"#))
    #expect(
      program.errors.text == """
        aai-stream: warning: control: not a JSON object, line dropped
        aai-stream: warning: control: speech_model cannot be changed while a session runs, line dropped
        aai-stream: warning: control: min_turn_silence must be a whole number from 50 to 10000, not soon, line dropped
        aai-stream: warning: control: min_end_of_turn_silence_when_confident is deprecated, min_turn_silence is sent instead
        aai-stream: warning: control: 'later' is not known here, sent as it is

        """)
  }
}
