import AAIProtocol
import Glibc
import TestKit
import Testing

/// A program that writes events, and how to have it hear two turns of which the second is open when
/// the first is there to be read.
enum EventSource: String, Sendable, CaseIterable {
  case stream = "aai-stream"
  case gladia = "gladia-stream"
  #if PocketSphinx
    case recognize = "aai-recognize"
  #endif

  static let script = "The first is said.\nThe second turn is long enough to be open."

  /// Whether it talks to a server.
  var isServed: Bool { rawValue != "aai-recognize" }

  /// In the line of a final turn.
  var finalMark: String { self == .gladia ? #""is_final":true"# : #""end_of_turn":true"# }
  /// In the line of a turn that is open.
  var openMark: String { self == .gladia ? #""is_final":false"# : #""end_of_turn":false"# }

  /// The command without its input.
  func command(_ server: ServeFixture, _ options: String = "") -> String {
    switch self {
    case .stream: "aai-stream -u \(server.url.text) \(options)"
    case .gladia: "gladia-stream --partials -u http://127.0.0.1:\(server.port) \(options)"
    #if PocketSphinx
      case .recognize: "aai-recognize \(options)"
    #endif
    }
  }

  /// Audio that goes on until nobody reads it, in real time: speech, again and again.
  static let source = """
    python3 -c 'import sys, time, signal
    for number in signal.SIGINT, signal.SIGPIPE: signal.signal(number, signal.SIG_DFL)
    speech = open("/usr/share/pocketsphinx/test/data/goforward.raw", "rb").read() + bytes(48000)
    while True:
      for start in range(0, len(speech), 3200):
        sys.stdout.buffer.write(speech[start:start + 3200]); sys.stdout.buffer.flush(); time.sleep(0.1)'
    """

  static let environment: [String: String?] = Stream.environment.merging([
    "PATH": "\(Program.folder):/usr/local/bin:/usr/bin:/bin", "GLADIA_API_KEY": "key",
    "LC_ALL": "C.UTF-8",
  ]) { $1 }
}

@Suite("--tee", .serialized)
struct TeeTests {
  private let server: ServeFixture
  private let log: String

  init() async throws {
    server = try await ServeFixture(script: EventSource.script)
    log = server.folder.path + "/log"
  }

  private func events(_ name: String = "log") throws -> [JSONValue] {
    String(decoding: try server.folder.read(name), as: UTF8.self).split(separator: "\n").compactMap
    {
      try? JSONValue(parsing: String($0))
    }
  }

  private func job(_ script: String) throws -> ForegroundJob {
    try ForegroundJob(
      "cd \(server.folder.path)\n\(script)", environment: EventSource.environment)
  }

  private func run(_ script: String) async throws -> Finished {
    try await job(script).shell.finished()
  }

  /// Runs until the second turn is open, and presses Ctrl-C then.
  private func interrupted(_ source: EventSource, _ pipeline: String) async throws -> Finished {
    let job = try job("\(EventSource.source) | \(pipeline)")
    // In whatever form the pipeline shows them: a final turn, then an open one.
    _ = try await job.shell.output.wait { text in
      text.ranges(of: source.finalMark).last.flatMap { final in
        text[final.upperBound...].contains(source.openMark) ? true : nil
      }
    }
    job.pressCtrlC()
    return try await job.shell.finished()
  }

  // MARK: The file

  @Test("every line goes there as well, behind what is there", arguments: EventSource.allCases)
  func appends(source: EventSource) async throws {
    try server.folder.write("log", "before\n")
    let command = source.command(server, "--tee log")
    let audio = "/usr/share/pocketsphinx/test/data/goforward.raw"
    let run = try await run("\(command) \(audio)")
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.contains("aai.closed"))
    #expect(
      String(decoding: try server.folder.read("log"), as: UTF8.self) == "before\n" + run.output)
    let nothing = try await self.run("\(command) </dev/null")
    #expect(nothing.status == 0)
    #expect(
      String(decoding: try server.folder.read("log"), as: UTF8.self)
        == "before\n" + run.output + nothing.output)
  }

  @Test("two programs may share it: their lines stay whole")
  func shared() async throws {
    let command = EventSource.stream.command(server, "--no-pace --tee log")
    let audio = "/usr/share/pocketsphinx/test/data/goforward.raw"
    let run = try await run(
      "for n in 1 2 3 4 5 6 7 8; do \(command) \(audio) >$n & done; wait; cat [1-8] | sort >all")
    #expect(run.errors == "")
    let sorted = try await self.run("sort log | cmp - all")
    #expect(sorted.status == 0, "\(sorted.output)")
    #expect(try events().count { $0["type"] == "aai.closed" } == 8)
  }

  @Test(
    "a full disk ends the session in order, though the audio goes on, and the status is 74",
    arguments: EventSource.allCases)
  func fullDisk(source: EventSource) async throws {
    let run = try await run(
      "\(EventSource.source) | \(source.command(server, "--tee /dev/full")); exit ${PIPESTATUS[1]}")
    #expect(run.status == 74)
    #expect(run.errors == "\(source.rawValue): error: /dev/full: no space left on device\n")
    #expect(run.output.split(separator: "\n").last?.contains(#""clean":true"#) == true)
    if source.isServed { try await server.logged("session 1", "closed 1000") }
  }

  @Test("a file that has got too long is a full disk, and its next line begins afresh")
  func tooLong() async throws {
    let command = EventSource.stream.command(
      server, "--no-pace --tee log /usr/share/pocketsphinx/test/data/goforward.raw")
    let run = try await run("ulimit -f 1; \(command) | cat >/dev/null")
    #expect(run.status == 74)
    #expect(run.errors == "aai-stream: error: log: file too large\n")
    #expect(try server.folder.read("log").count == 1024)
    let next = try await self.run(command)
    #expect(next.status == 0, "\(next.errors)")
    let text = String(decoding: try server.folder.read("log"), as: UTF8.self)
    #expect(text.hasSuffix("\n" + next.output))
  }

  @Test(
    "a file that cannot be opened is told before there is a session",
    arguments: EventSource.allCases)
  func refused(source: EventSource) async throws {
    let run = try await run("\(source.command(server, "--tee .")) /dev/zero")
    #expect(run.status == 74)
    #expect(run.output == "")
    #expect(run.errors == "\(source.rawValue): error: .: is a directory\n")
    let same = try await self.run("\(source.command(server, "--tee out")) /dev/zero >out")
    #expect(same.status == 64)
    #expect(
      same.errors == "\(source.rawValue): error: out: every line goes there already, by stdout\n")
    #expect(server.program.errors.text == "")
  }

  // MARK: A FIFO

  @Test("the reader of a FIFO gets every line", arguments: EventSource.allCases)
  func fifo(source: EventSource) async throws {
    let audio = "/usr/share/pocketsphinx/test/data/goforward.raw"
    let run = try await run(
      """
      mkfifo fifo
      cat fifo >copy &
      \(source.command(server, "--tee fifo")) \(audio) >out
      wait
      cmp out copy
      """)
    #expect(run.status == 0, "\(run.output)\(run.errors)")
    #expect(try events("copy").last?["type"] == "aai.closed")
  }

  @Test("without a reader of the FIFO there is no session, and Ctrl-C need not wait for one")
  func noReader() async throws {
    let command = EventSource.stream.command(server, "--tee fifo /dev/zero")
    let run = try await run("mkfifo fifo; \(command)")
    #expect(run.status == 74)
    #expect(
      run.errors == """
        aai-stream: error: fifo: nobody has opened this FIFO for reading
        aai-stream: hint: start its reader first

        """)
    let job = try job("echo ready; exec \(command)")
    let interrupted = try await job.interrupted(after: "ready")
    #expect(interrupted.status == 128 + SIGINT)
    #expect(server.program.errors.text == "")
  }

  @Test("a reader of the FIFO that leaves is a warning, and stdout gets the rest")
  func fifoReaderLeaves() async throws {
    let command = EventSource.stream.command(
      server, "--tee fifo /usr/share/pocketsphinx/test/data/goforward.raw")
    let run = try await run("mkfifo fifo; head -1 fifo >/dev/null & \(command)")
    #expect(run.status == 0)
    #expect(run.errors == "aai-stream: warning: fifo: its reader has left\n")
    #expect(try run.last("aai.closed")?["clean"]?.bool == true)
  }

  @Test("a reader of the FIFO that stalls does not keep stdout waiting, and loses nothing")
  func fifoReaderStalls() async throws {
    // More than a pipe holds.
    let words = String(repeating: "many words that are said in one go ", count: 24)
    let server = try await ServeFixture(["--words-per-minute", "1000"], script: words)
    let job = try ForegroundJob(
      """
      cd \(server.folder.path)
      mkfifo fifo
      { read -r line; echo "$line"; until [ -e go ]; do sleep 0.05; done; cat; } <fifo >copy &
      head -c 640000 /dev/zero | \(EventSource.stream.command(server, "--no-pace --tee fifo")) | tee out
      wait
      cmp out copy
      """, environment: EventSource.environment)
    try await job.shell.output.wait(until: "aai.closed")
    #expect(job.shell.output.bytes.count > 100_000)
    try server.folder.write("go", "")
    let run = try await job.shell.finished()
    #expect(run.status == 0, "\(run.errors)")
  }

  // MARK: A reader of stdout that is gone

  @Test(
    "Ctrl-C that ends the reader, too, loses nothing of the file", arguments: EventSource.allCases)
  func interruptedReader(source: EventSource) async throws {
    let run = try await interrupted(
      source, "\(source.command(server, "--tee log")) | jq --unbuffered -c .")
    #expect(run.errors == "")
    let finals = try events().filter { $0.text.contains(source.finalMark) }
    #expect(finals.count >= 2)
    #expect(try events().last?["clean"]?.bool == true)
    #expect(finals.count > run.output.ranges(of: source.finalMark).count)
  }

  @Test(
    "without --tee it is said how many final turns nobody has read", arguments: EventSource.allCases
  )
  func unread(source: EventSource) async throws {
    let run = try await interrupted(source, "\(source.command(server)) | jq --unbuffered -c .")
    let warning = "\(source.rawValue): warning: the reader of stdout had gone: "
    #expect(
      run.errors.hasPrefix(warning + "1 final turn reached nobody\n")
        || run.errors.hasPrefix(warning + "2 final turns reached nobody\n"), "\(run.errors)")
    #expect(run.errors.hasSuffix("\(source.rawValue): hint: --tee FILE keeps every line\n"))
    if source.isServed { try await server.logged("session 1", "closed 1000") }
  }

  @Test(
    "a reader that leaves by itself ends the session in order; the file has it all",
    arguments: EventSource.allCases)
  func readerLeaves(source: EventSource) async throws {
    let run = try await run(
      "\(EventSource.source) | \(source.command(server, "--tee log")) | head -1; exit ${PIPESTATUS[1]}"
    )
    #expect(run.status == 0)
    #expect(run.errors == "")
    #expect(try events().last?["clean"]?.bool == true)
    #expect(try events().contains { $0.text.contains(source.finalMark) })
  }

  @Test(
    "and without a file it is the session's end, in silence", arguments: EventSource.allCases)
  func readerLeavesAlone(source: EventSource) async throws {
    let run = try await run(
      "\(EventSource.source) | \(source.command(server)) | head -1; exit ${PIPESTATUS[1]}")
    #expect(run.status == 0)
    #expect(run.errors == "")
    if source.isServed { try await server.logged("session 1", "closed") }
  }
}
