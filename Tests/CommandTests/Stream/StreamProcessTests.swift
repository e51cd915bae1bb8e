import AAIProtocol
import Glibc
import TestKit
import Testing

/// What shells, terminals and other programs do to a stage of a pipeline.
@Suite("aai-stream: a process among others")
struct StreamProcessTests {
  private func start(
    _ server: ServeFixture, _ arguments: [String] = [], input: Program.Stream = .pipe,
    output: Program.Stream = .pipe
  ) throws -> Program {
    try Program(
      "aai-stream", ["-u", server.url.text] + arguments, environment: Stream.environment,
      input: input, output: output)
  }

  private func setNonBlocking(_ descriptor: CInt) {
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
  }

  @Test("a stdin that somebody made non-blocking is waited for, not asked again and again")
  func nonBlockingInput() async throws {
    let server = try await ServeFixture(script: nil)
    let pipe = try Pipe()
    setNonBlocking(pipe.reading)
    let program = try start(server, input: .descriptor(pipe.reading))
    let audio = Stream.silence(milliseconds: 500)
    #expect(write(pipe.writing, audio, audio.count) == audio.count)
    try await program.output.wait(until: "Begin")
    let before = try program.ticks
    // The idle time that is measured.
    try await Task.sleep(for: .seconds(2))
    #expect(try program.ticks - before <= 4)
    close(pipe.writing)
    let run = try await program.finished()
    close(pipe.reading)
    #expect(run.status == 0)
    #expect(try run.last("aai.closed")?["audio_ms"]?.int == 500)
  }

  @Test("a stdout that is non-blocking, small and read slowly gets every byte")
  func slowOutput() async throws {
    let server = try await ServeFixture()
    let pipe = try Pipe()
    setNonBlocking(pipe.writing)
    // F_SETPIPE_SZ (fcntl.h), which Swift does not import.
    _ = fcntl(pipe.writing, 1031, 4096)
    let program = try start(server, ["--no-pace"], output: .descriptor(pipe.writing))
    close(pipe.writing)
    program.speak(Stream.silence(milliseconds: 3000))
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 64)
    while true {
      let count = read(pipe.reading, &piece, piece.count)
      guard count > 0 else { break }
      bytes += piece[..<count]
      usleep(1000)
    }
    close(pipe.reading)
    #expect(try await program.wait() == 0)
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    let events = try lines.map { try JSONValue(parsing: String($0)) }
    #expect(events.last?["type"]?.string == "aai.closed")
    #expect(events.contains { $0["type"]?.string == "Termination" })
  }

  @Test("signals that mean nothing to it disturb nothing")
  func interruptions() async throws {
    let server = try await ServeFixture()
    let program = try start(server)
    program.speak(Stream.silence(milliseconds: 1500))
    while program.isRunning {
      program.signal(SIGWINCH)
      program.signal(SIGCONT)
      try await Task.sleep(for: .milliseconds(1))
    }
    let run = try await program.finished()
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.last("aai.closed")?["audio_ms"]?.int == 1500)
  }

  @Test("stopped and continued, the session goes on and nothing is lost")
  func stopped() async throws {
    let speech = ToneSpeech(turns: 3)
    let server = try await Stream.tones()
    let program = try start(server)
    program.speak(speech.bytes)
    try await program.output.wait(until: ToneCode.name(of: 2))
    program.signal(SIGSTOP)
    try await Task.sleep(for: .seconds(2))
    program.signal(SIGCONT)
    let run = try await program.finished()
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.words == speech.words)
    #expect(try run.last("aai.closed")?["sessions"]?.int == 1)
  }

  @Test(
    "a first signal ends a source that goes on within a second, and the session in order",
    arguments: [SIGINT, SIGTERM, SIGHUP])
  func signals(signal: CInt) async throws {
    let server = try await ServeFixture()
    let program = try start(server)
    program.input?.write(Stream.silence(milliseconds: 1000))
    try await program.output.wait(until: "Begin")
    program.signal(signal)
    let run = try await program.finished()
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.last("Termination") != nil)
    #expect(try run.last("aai.closed")?["audio_ms"]?.int == 1000)
  }

  @Test("a second signal ends it at once, as a shell sees it")
  func secondSignal() async throws {
    let server = try await ServeFixture(["--fault", "no-termination"])
    let program = try start(server)
    program.input?.write(Stream.silence(milliseconds: 500))
    try await program.output.wait(until: "Begin")
    program.signal(SIGINT)
    program.input?.close()
    try await Task.sleep(for: .milliseconds(300))
    program.signal(SIGINT)
    #expect(try await program.wait() == 128 + SIGINT)
  }

  @Test("a reader that leaves while nothing is said is noticed, and the session ended")
  func readerLeaves() async throws {
    let server = try await ServeFixture(script: nil)
    let pipe = try Pipe()
    let program = try start(server, ["--ping-interval", "1s"], output: .descriptor(pipe.writing))
    close(pipe.writing)
    program.speak(Stream.silence(milliseconds: 15_000))
    var byte: UInt8 = 0
    #expect(read(pipe.reading, &byte, 1) == 1)
    close(pipe.reading)
    #expect(try await program.wait(within: .seconds(12)) == 0)
    #expect(program.errors.text == "")
    try await server.logged("session 1", "Terminate")
  }

  @Test("without anything in its environment the same comes out")
  func emptyEnvironment() async throws {
    let server = try await ServeFixture()
    let folder = try TemporaryFolder()
    let audio = try folder.write("audio", Stream.silence(milliseconds: 500))
    let key = try folder.write("key", Stream.key)
    let run = try await Program.run(
      "/usr/bin/env",
      ["-i", Program.folder + "/aai-stream", "-u", server.url.text, "--api-key-file", key, audio])
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.last("aai.closed")?["audio_ms"]?.int == 500)
  }
}
