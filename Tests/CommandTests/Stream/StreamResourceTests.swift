import AAIProtocol
import Glibc
import TestKit
import Testing

/// Little of everything: descriptors, memory, processor.
@Suite("aai-stream: resources", .serialized)
struct StreamResourceTests {
  @Test("with too few descriptors there is one message and status 74, never a trap")
  func fewDescriptors() async throws {
    let server = try await ServeFixture()
    let audio = try server.folder.write("audio", Stream.silence(milliseconds: 100))
    // Three are taken, and the loader needs one.
    for limit in [4, 5, 6, 7, 8, 9, 10, 12, 16, 20, 24] {
      let run = try await Program.run(
        "prlimit",
        ["--nofile=\(limit)", Program.folder + "/aai-stream", "-u", server.url.text, audio],
        environment: Stream.environment)
      let errors = run.errors.split(separator: "\n").filter { $0.contains("error:") }
      #expect(run.status == 0 ? errors.isEmpty : errors.count == 1, "\(limit): \(run.errors)")
      #expect(run.status == 0 || run.status == 74, "\(limit): \(run.errors)")
      if limit < 16 {
        #expect(run.errors.hasPrefix("aai-stream: error: too many open files: "))
      }
    }
  }

  @Test(
    "with too few threads there is one message and status 74, never a trap",
    .enabled { try await Program.runsAsNobody() })
  func fewThreads() async throws {
    let server = try await ServeFixture()
    for limit in 1...6 {
      let program = try Program(
        "env",
        Program.asNobody + [
          "prlimit", "--nproc=\(limit)", Program.folder + "/aai-stream", "-u", server.url.text,
        ], environment: Stream.environment)
      program.input?.write(Stream.silence(milliseconds: 100))
      program.input?.close()
      let run = try await program.finished()
      #expect(run.status == 0 || run.status == 74, "\(limit): \(run.errors)")
      let message = "aai-stream: error: cannot start a thread: resource temporarily unavailable\n"
      #expect(run.errors == (run.status == 0 ? "" : message))
      #expect(limit > 1 || run.status == 74 || geteuid() != 0)
    }
  }

  @Test("64 MiB of address space are enough for a session with TLS, as the manual says")
  func littleMemory() async throws {
    let folder = try TemporaryFolder()
    let server = try await ServeFixture(["--self-signed", folder.path + "/tls"])
    let program = try Program(
      "prlimit",
      [
        "--as=\(64 << 20)", Program.folder + "/aai-stream", "-u", server.url.text, "--cacert",
        folder.path + "/tls/ca.pem",
      ], environment: Stream.environment)
    program.speak(Stream.silence(milliseconds: 5000))
    let run = try await program.finished()
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.finals.count == 2)
  }

  @Test("a hostile certificate takes no more memory than an honest one")
  func hostileCertificate() async throws {
    let certificates = try await Certificates()
    let names = (1...10_000).map { "DNS:host\($0).example.test" }.joined(separator: ",")
    let server = try await TLSServer(try await certificates.issue(names + ",DNS:localhost"))
    let program = try Program(
      "prlimit",
      [
        "--as=\(64 << 20)", Program.folder + "/aai-stream", "-4", "-u",
        "wss://localhost:\(server.port)/v3/ws", "--cacert", certificates.authority,
      ], environment: Stream.environment)
    program.input?.write(Stream.silence(milliseconds: 100))
    program.input?.close()
    let run = try await program.finished()
    #expect(run.status == 69)
    #expect(run.errors.hasPrefix("aai-stream: error: no TLS session with localhost:"))
    #expect(!(try await server.stop()).contains("GET /"))
  }

  @Test("on one core, which another program wants as well, no word is lost")
  func slowProcessor() async throws {
    let mask = try await Program.run("taskset", ["-cp", "\(getpid())"]).output
    let core = try #require(mask.firstMatch(of: /: ([0-9]+)/)?.output.1)
    let neighbour = try Program(
      "taskset", ["-c", String(core), "sh", "-c", "while :; do :; done"])
    let speech = ToneSpeech(turns: 2)
    let server = try await Stream.tones()
    let program = try Program(
      "taskset", ["-c", String(core), Program.folder + "/aai-stream", "-u", server.url.text],
      environment: Stream.environment)
    program.speak(speech.bytes)
    let run = try await program.finished(within: .seconds(40))
    #expect(neighbour.isRunning)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.words == speech.words)
    #expect(try run.last("aai.closed")?["sessions"]?.int == 1)
  }

  @Test(
    "a hundred lost connections leave nothing behind: no descriptor, no thread, no memory",
    .enabled(if: Program.canBeSeen()))
  func manyConnections() async throws {
    let folder = try TemporaryFolder()
    let server = try await ServeFixture([
      "--self-signed", folder.path + "/tls", "--fault", "drop@50ms",
    ])
    // The pauses between attempts, which grow to 30 s, pass in milliseconds.
    let program = try FakeClock("+0 x2000").stream([
      "-q", "-u", server.url.text, "--cacert", folder.path + "/tls/ca.pem",
      "--retry-max-time", "24h", "--connect-timeout", "3h", "--ping-interval", "0",
    ])
    program.input?.write(Stream.silence(milliseconds: 20_000))
    func measure(
      after count: Int
    ) async throws -> (descriptors: Int, threads: Int, memory: Int) {
      _ = try await program.output.wait { text in
        text.split(separator: "\n").count { $0.contains("aai.reconnecting") } >= count ? true : nil
      }
      return (
        try program.descriptorCount, try program.threadCount, try program.anonymousMemory
      )
    }
    let early = try await measure(after: 30)
    let late = try await measure(after: 130)
    // One connection more or less may be open at the moment.
    #expect(abs(late.descriptors - early.descriptors) <= 1)
    #expect(late.threads == early.threads)
    #expect(late.memory - early.memory < 1024, "\(early.memory) KiB became \(late.memory)")
  }

  enum Idleness: Sendable, CaseIterable {
    case source, server, outage
  }

  @Test(
    "who waits takes no time of the processor: for audio, for the last events, for the network",
    arguments: Idleness.allCases)
  func idle(reason: Idleness) async throws {
    let server = try await ServeFixture(["--fault", "no-termination"])
    let program = try Program(
      "aai-stream",
      ["-u", server.url.text, "--drain-timeout", "1m", "--trace", "/dev/stderr"],
      environment: Stream.environment)
    program.input?.write(Stream.silence(milliseconds: 200))
    try await program.output.wait(until: "Begin")
    switch reason {
    case .source: break
    case .server:
      program.input?.close()
      try await program.errors.wait(until: "Terminate")
    case .outage:
      server.program.signal(SIGKILL)
      // The third pause is a second at least.
      try await program.output.wait(until: #""attempt":3"#)
    }
    let before = try program.ticks
    // The idle time that is measured.
    try await Task.sleep(for: .seconds(2))
    // In an outage there is an attempt to be made meanwhile.
    #expect(try program.ticks - before <= (reason == .outage ? 4 : 2))
    program.signal(SIGKILL)
    try await program.wait()
  }
}
