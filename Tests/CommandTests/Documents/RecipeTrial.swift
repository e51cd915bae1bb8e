import TestKit
import Testing

/// How a recipe is known by its words, set up, interrupted and looked at.
struct RecipeTrial: Sendable {
  /// What the stand-in hears: the second turn is open when the first has come to the recipe's end.
  static let heard = "go forward ten meters\nstop at once if you please"
  /// How long it takes to say the second turn's first words, the speech being live.
  private static let onset = Duration.seconds(1)

  let words: String
  let run: @Sendable (String, Sandbox) async throws -> Void

  static let all: [RecipeTrial] = [
    .shown("| .words[]", first: "meters", last: "\tstop"),
    .shown(".end_of_turn).transcript", first: "go forward ten meters", last: "\nstop"),
    .shown("heard: $turn", first: "heard: go forward ten meters", last: "heard: stop"),
    .shown("motor: ahead", first: "motor: ahead", last: "motor: halt"),
    .shown("--tee talk.ndjson", first: "go forward ten meters", last: "\nstop"),
    .shown("tee -i talk.raw", first: "go forward ten meters", last: "\nstop"),
    RecipeTrial(words: "--lm commands", run: commands),
    RecipeTrial(words: "nc -N -l", run: browser),
    RecipeTrial(words: "mosquitto_pub", run: broker),
    RecipeTrial(words: "redis-cli", run: redis),
    RecipeTrial(words: "gladia.ndjson", run: comparison),
    RecipeTrial(words: "parallel", run: parallel),
  ]

  /// One that shows its turns itself.
  private static func shown(
    _ words: String, first: String, last: String
  ) -> RecipeTrial {
    RecipeTrial(words: words) { recipe, sandbox in
      let run = try await sandbox.start(recipe).interrupted(after: first, and: onset)
      #expect(run.output.contains(last), "\(run.output)")
      #expect(run.complaints == [])
      guard recipe.contains("--tee") else { return }
      let log = try sandbox.text("talk.ndjson")
      #expect(log.contains(#""transcript":"stop"#))
      #expect(log.split(separator: "\n").last?.contains(#""clean":true"#) == true)
    }
  }

  // MARK: Recipes that show their turns elsewhere

  private static func commands(_ recipe: String, _ sandbox: Sandbox) async throws {
    // The model is the reader's own; this one is of the recording's words, which are said often,
    // and faster than they are understood, so that there are always some to come.
    let folder = "/usr/share/pocketsphinx/test/data"
    let speech = try TemporaryFolder().read(Sandbox.speech) + [UInt8](repeating: 0, count: 64_000)
    let said = try sandbox.folder.write(
      "often.raw", [[UInt8]](repeating: speech, count: 20).joined())
    try sandbox.folder.write(
      "asound.conf",
      sandbox.text("asound.conf").replacing(Sandbox.speech, with: said)
        .replacing("type faulty", with: "type null"))
    let job = try sandbox.start(
      recipe.replacing("commands.lm.bin", with: "\(folder)/turtle.lm.bin")
        .replacing("commands.dict", with: "\(folder)/turtle.dic"))
    try await job.shell.output.wait(until: "go forward ten meters")
    job.pressCtrlC()
    let early = job.shell.output.lines.count
    let run = try await job.shell.finished(within: .seconds(60))
    #expect(run.output.split(separator: "\n").count > early)
    #expect(run.complaints == [])
  }

  private static func browser(_ recipe: String, _ sandbox: Sandbox) async throws {
    let port = try await sandbox.freePort()
    let job = try sandbox.start(recipe.replacing("8080", with: "\(port)"))
    let browser = try Program(
      "curl",
      [
        "-sN", "--retry", "50", "--retry-delay", "0", "--retry-connrefused",
        "http://127.0.0.1:\(port)/",
      ])
    try await browser.output.wait(until: "data: go forward ten meters\n\n")
    try await Task.sleep(for: onset)
    job.pressCtrlC()
    #expect(try await job.shell.finished().complaints == [])
    #expect(try await browser.finished().output.contains("data: stop"))
  }

  private static func broker(_ recipe: String, _ sandbox: Sandbox) async throws {
    let port = try await sandbox.freePort()
    try sandbox.folder.write("mosquitto_pub", "-h 127.0.0.1\n-p \(port)\n")
    try sandbox.folder.write(
      "broker.conf", "listener \(port) 127.0.0.1\nallow_anonymous true\nlog_type all\n")
    let broker = try Program("/usr/sbin/mosquitto", ["-c", sandbox.folder.path + "/broker.conf"])
    try await broker.errors.wait(until: "running")
    let subscriber = try Program(
      "mosquitto_sub", ["-h", "127.0.0.1", "-p", "\(port)", "-t", "captions"])
    try await broker.errors.wait(until: "SUBSCRIBE")
    let job = try sandbox.start(recipe)
    try await subscriber.output.wait(until: "go forward ten meters\n")
    try await Task.sleep(for: onset)
    job.pressCtrlC()
    #expect(try await job.shell.finished().complaints == [])
    try await subscriber.output.wait(until: "\nstop")
  }

  private static func redis(_ recipe: String, _ sandbox: Sandbox) async throws {
    let socket = sandbox.folder.path + "/redis"
    try await sandbox.install("redis-cli", "exec /usr/bin/redis-cli -s '\(socket)' \"$@\"")
    let server = try Program("redis-server", ["--port", "0", "--unixsocket", socket, "--save", ""])
    try await server.output.wait(until: "eady to accept connections")
    let run = try await sandbox.start(recipe).interrupted(after: "-0\n", and: onset)
    #expect(run.complaints == [])
    let stream = try await sandbox.run("redis-cli XRANGE captions - +")
    #expect(stream.output.contains("\nstop"), "\(stream.output)")
  }

  private static func comparison(_ recipe: String, _ sandbox: Sandbox) async throws {
    let job = try sandbox.start(recipe)
    try await sandbox.wait(for: #""end_of_turn":true"#, in: "aai.ndjson")
    try await sandbox.wait(for: #""is_final":true"#, in: "gladia.ndjson")
    try await Task.sleep(for: onset)
    job.pressCtrlC()
    let run = try await job.shell.finished(within: .seconds(60))
    #expect(run.complaints == [])
    #expect(run.output.ranges(of: "Closed      cleanly (1000)").count == 2, "\(run.output)")
    for log in ["aai.ndjson", "gladia.ndjson"] {
      #expect(try await sandbox.run("aai-format text \(log)").output.contains("\nstop"))
    }
    let lengths = run.output.matches(of: /Audio +([^ ]+)/).map(\.output.1)
    #expect(lengths.count == 2 && lengths[0] == lengths[1], "\(run.output)")
  }

  private static func parallel(_ recipe: String, _ sandbox: Sandbox) async throws {
    _ = try await sandbox.run("cp talk.wav other.wav")
    let job = try sandbox.start(recipe)
    for log in ["talk.ndjson", "other.ndjson"] {
      try await sandbox.wait(for: #""end_of_turn":true"#, in: log)
    }
    job.pressCtrlC()
    #expect(try await job.shell.finished().complaints == [])
    for log in ["talk.ndjson", "other.ndjson"] {
      #expect(try await sandbox.run("aai-format text \(log)").output.contains("\nstop"))
    }
  }
}

extension Finished {
  /// What was said of the run, but for the silence that follows the microphone's speech, and for
  /// what a busy machine does to a live one.
  fileprivate var complaints: [Substring] {
    errors.split(separator: "\n").filter {
      $0 != "aai-capture: warning: input is digital silence (muted?)"
        && !$0.hasPrefix("aai-capture: warning: overrun")
    }
  }
}
