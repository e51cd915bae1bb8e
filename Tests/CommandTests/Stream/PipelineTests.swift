import AAIProtocol
import TestKit
import Testing

@Suite("the pipeline", .serialized)
struct PipelineTests {
  /// The recogniser shares its processor with other tests.
  private static let patience = ["--drain-timeout", "25s"]
  private static let goForward = "/usr/share/pocketsphinx/test/data/goforward.raw"

  @Test("real speech through aai-serve and its recogniser is a final turn that reads as spoken")
  func realSpeech() async throws {
    let server = try await ServeFixture(script: nil)
    let audio = try TemporaryFolder().read(Self.goForward)
    let run = try await Stream.run(server, Self.patience, input: audio)
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.finals == ["go forward ten meters"])
  }

  @Test(
    "real speech reads as spoken when the connection is lost in the middle of a word",
    arguments: ["drop@1100ms#1", "close=3005@1900ms#1"])
  func realSpeechLost(fault: String) async throws {
    let server = try await ServeFixture(["--fault", fault], script: nil)
    let run = try await Stream.run(
      server, Self.patience, input: try TemporaryFolder().read(Self.goForward))
    #expect(run.status == 0, "\(run.errors)")
    #expect(try run.finals == ["go forward ten meters"])
    #expect(try run.last("aai.resumed")?["lost_ms"]?.int == 0)
  }

  @Test("a passage from a book is the same with a connection lost in it as without")
  func book() async throws {
    let path = "/usr/share/pocketsphinx/test/data/librivox/"
    let audio = try TemporaryFolder()
      .read(path + "sense_and_sensibility_01_austen_64kb-0870.wav")
    async let whole = Stream.run(ServeFixture(script: nil), Self.patience, input: audio)
    async let cut = Stream.run(
      ServeFixture(["--fault", "drop@2700ms#1"], script: nil), Self.patience, input: audio)
    let (first, second) = try await (whole, cut)
    #expect(first.status == 0 && second.status == 0, "\(second.errors)")
    #expect(try second.finals == first.finals)
    #expect(try second.finals.joined().contains("great"))
    #expect(try second.last("aai.closed")?["sessions"]?.int == 2)
  }

  @Test("one Ctrl-C: no event lost, the last turn and the summary printed, every stage exits 0")
  func controlC() async throws {
    let server = try await ServeFixture()
    let device = try FaultyCard.device(source: Log.folder + "/faulty_pcm.c")
    let terminal = try PseudoTerminal(columns: 80)
    let folder = Program.folder
    let log = server.folder.path + "/log"
    let line = """
      trap : INT
      \(folder)/aai-capture -D card | \(folder)/aai-stream -u \(server.url.text) --tee \(log) \
      | \(folder)/aai-format summary
      echo "statuses ${PIPESTATUS[@]}"
      """
    let shell = try Program(
      "/bin/bash", ["-c", line],
      environment: Stream.environment.merging(device.environment) { $1 },
      input: .terminal(terminal), output: .terminal(terminal), errors: .terminal(terminal))
    let heard = try await waitForFile(log) { $0.contains(#""end_of_turn":true"#) }
    #expect(heard.contains(#""type":"Begin""#))
    terminal.type("\u{3}")
    try await terminal.output.wait(until: "statuses")
    #expect(try await shell.wait() == 0)
    let screen = terminal.output.text
    #expect(screen.contains("statuses 0 0 0"), "\(screen)")
    #expect(screen.contains("Closed      cleanly (1000)"), "\(screen)")
    let events = String(decoding: try server.folder.read("log"), as: UTF8.self)
    #expect(events.split(separator: "\n").last?.contains("aai.closed") == true)
    #expect(events.contains(#""type":"Termination""#))
  }

  private func waitForFile(
    _ path: String, _ found: (String) -> Bool
  ) async throws -> String {
    let end = ContinuousClock.now + .seconds(60)
    while .now < end {
      if let bytes = try? TemporaryFolder().read(path) {
        let text = String(decoding: bytes, as: UTF8.self)
        if found(text) { return text }
      }
      try await Task.sleep(for: .milliseconds(20))
    }
    throw Failed("not seen in \(path)")
  }
}
