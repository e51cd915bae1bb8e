import AAIProtocol
import Glibc
import TestKit
import Testing

@Suite("aai-stream: options and credentials")
struct StreamUsageTests {
  private func run(
    _ arguments: [String], environment: [String: String?] = [:]
  ) async throws -> Finished {
    try await Program.run(
      "aai-stream", arguments, environment: Stream.environment.merging(environment) { $1 },
      input: [UInt8](repeating: 0, count: 100))
  }

  @Test("--print-url shows every parameter, encoded, and no secret")
  func printURL() async throws {
    let run = try await run([
      "--print-url", "-m", "universal-3-5-pro", "--keyterms-prompt", "C++", "--keyterms-prompt",
      "Birch Lane", "--min-turn-silence", "300ms", "--no-continuous-partials", "--speaker-labels",
      "--language-code", "de", "--inactivity-timeout", "1m", "--param", "later=a b",
    ])
    #expect(run.status == 0)
    #expect(
      run.output
        == "wss://streaming.assemblyai.com/v3/ws?speech_model=universal-3-5-pro&min_turn_silence=300&continuous_partials=false&keyterms_prompt=%5B%22C%2B%2B%22%2C%22Birch%20Lane%22%5D&language_codes=%5B%22de%22%5D&speaker_labels=true&inactivity_timeout=60&later=a%20b&sample_rate=16000&encoding=pcm_s16le\n"
    )
    #expect(run.errors == "")
  }

  /// The query of `--print-url`, without the audio's own parameters.
  private func query(
    _ arguments: [String], environment: [String: String?] = [:]
  ) async throws -> (query: String, errors: String) {
    let run = try await run(["--print-url"] + arguments, environment: environment)
    #expect(run.status == 0, "\(run.errors)")
    let query = run.output.drop { $0 != "?" }.dropFirst()
    return (
      String(query.prefix(upTo: query.firstRange(of: "&sample_rate")!.lowerBound)), run.errors
    )
  }

  @Test(
    "what is new with the service has its option",
    arguments: [
      (["--acknowledge-silence"], "acknowledge_silence=true"),
      (["--turn-left-pad", "0.2s"], "turn_left_pad_ms=200"),
    ])
  func newOptions(arguments: [String], parameters: String) async throws {
    let (query, errors) = try await query(arguments)
    #expect(query == "speech_model=u3-rt-pro&" + parameters)
    #expect(errors == "")
  }

  @Test("that audio is recorded is said")
  func recorded() async throws {
    for arguments in [
      ["--customer-support-audio-capture"], ["--param", "customer_support_audio_capture=True"],
    ] {
      let (query, errors) = try await query(arguments)
      #expect(query.hasPrefix("speech_model=u3-rt-pro&customer_support_audio_capture="))
      #expect(errors.hasPrefix("aai-stream: warning: the service records the audio"))
    }
  }

  @Test(
    "a preset is three parameters; what is given by its own name counts more",
    arguments: [
      (["aggressive"], "0.4", "160", "400"), (["balanced"], "0.4", "400", "1280"),
      (["conservative"], "0.7", "800", "3600"),
      (["conservative", "--min-turn-silence", "500"], "0.7", "500", "3600"),
    ])
  func preset(arguments: [String], threshold: String, least: String, most: String) async throws {
    let model = "universal-streaming-english"
    let (query, errors) = try await query(["-m", model, "--turn-detection"] + arguments)
    #expect(
      query == "speech_model=\(model)&end_of_turn_confidence_threshold=\(threshold)"
        + "&min_turn_silence=\(least)&max_turn_silence=\(most)")
    #expect(errors == "")
  }

  @Test("a preset of other models is refused with the option that does it there")
  func foreignPreset() async throws {
    let run = try await run(["--print-url", "--turn-detection", "balanced"])
    #expect(run.status == 64)
    #expect(
      run.errors == """
        aai-stream: error: --turn-detection is for universal-streaming-english and universal-streaming-multilingual, not for u3-rt-pro
        aai-stream: hint: --mode does it for u3-rt-pro

        """)
  }

  @Test(
    "a name that the service has given up is taken for its present one",
    arguments: [
      (["-m", "u3-pro"], "speech_model=u3-rt-pro", "u3-pro is deprecated, u3-rt-pro is sent"),
      (
        ["--min-end-of-turn-silence-when-confident", "300"],
        "speech_model=u3-rt-pro&min_turn_silence=300",
        "min_end_of_turn_silence_when_confident is deprecated, min_turn_silence is sent"
      ),
      (
        ["-m", "universal-3-6-pro", "--noise-suppression-model", "far-field"],
        "speech_model=universal-3-6-pro&voice_focus=far-field",
        "noise_suppression_model is deprecated, voice_focus is sent"
      ),
      (
        ["-m", "universal-3-6-pro", "--param", "language_code=es"],
        "speech_model=universal-3-6-pro&language_codes=%5B%22es%22%5D",
        "language_code is deprecated, language_codes is sent"
      ),
    ])
  func deprecated(arguments: [String], parameters: String, says: String) async throws {
    let (query, errors) = try await query(arguments)
    #expect(query == parameters)
    #expect(errors == "aai-stream: warning: \(says) instead\n")
  }

  @Test("the model of the environment is the default, an empty one none, and -m counts more")
  func usualModel() async throws {
    func model(_ usual: String, _ arguments: [String] = []) async throws -> String {
      try await query(arguments, environment: ["AAI_SPEECH_MODEL": usual]).query
    }
    #expect(try await model("universal-3-6-pro") == "speech_model=universal-3-6-pro")
    #expect(try await model("") == "speech_model=u3-rt-pro")
    #expect(
      try await model("universal-3-6-pro", ["-m", "whisper-rt"]) == "speech_model=whisper-rt")
  }

  @Test("-v names the newer models, where there are some")
  func newerModels() async throws {
    #expect(
      try await query(["-v"]).errors
        == "aai-stream: the model is u3-rt-pro; newer is universal-3-5-pro and universal-3-6-pro\n")
    #expect(try await query(["-v", "-m", "universal-3-6-pro"]).errors == "")
    #expect(try await query([]).errors == "")
  }

  @Test(
    "a value or a model that the service would refuse is refused before dialling",
    arguments: [
      (
        ["--inactivity-timeout", "2s"], "--inactivity-timeout must be a whole number from 5 to 3600"
      ),
      (["--mode", "fast"], "--mode must be 'min_latency', 'balanced' or 'max_accuracy'"),
      (
        ["-m", "universal-streaming-english", "--prompt", "x"],
        "--prompt is for u3-rt-pro, universal-3-5-pro and universal-3-6-pro"
      ),
      (
        ["--language-code", "en-US"],
        "--language-code does not know 'en-US'\naai-stream: hint: --language-code en\n"
      ),
      (["--language-code", "xx"], "--language-code does not know 'xx'"),
      (["--voice-focus-threshold", "0.5", "-m", "universal-3-5-pro"], "needs voice_focus"),
      (["--chunk", "20ms"], "--chunk must be from 50ms to 1s"),
      (["--keyterms-prompt", " "], "--keyterms-prompt needs a word or phrase"),
      (["--chunk", "99999999999999999999s"], "is invalid for '--chunk <time>'"),
      (["--backlog"], "missing value for '--backlog <time>'"),
      (["--sample-rate", ""], "is invalid for '--sample-rate <hz>'"),
    ])
  func refused(arguments: [String], says: String) async throws {
    let run = try await run(arguments)
    #expect(run.status == 64)
    #expect(run.output == "")
    #expect(run.errors.contains(says), "\(run.errors)")
  }

  @Test(
    "what would break out of a header or a request line is refused, and nothing dialled",
    arguments: [
      ["-H", "X: a\r\nY: b"], ["-H", "X: a\nb"], ["-H", "X\r: a"], ["-H", "X Y: a"], ["-H", ": a"],
      ["-H", "X"], ["-H", "X: \u{1}"], ["-H", "X: \u{7F}"], ["-u", "ws://127.0.0.1:1/a\r\nX: y"],
      ["-u", "ws://127.0.0.1:1/a HTTP/1.1"], ["-u", "ws://127.0.0.1\n:1/"],
      ["-u", "ws://user:word@127.0.0.1:1/"], ["-x", "http://127.0.0.1\r\n:1"],
    ])
  func breakingOut(arguments: [String]) async throws {
    let run = try await run(["-u", "ws://127.0.0.1:1/"] + arguments)
    #expect(run.status == 64, "\(run.errors)")
    #expect(run.output == "")
  }

  @Test("no key is status 78 with a hint")
  func noKey() async throws {
    let run = try await run([], environment: ["ASSEMBLYAI_API_KEY": nil])
    #expect(run.status == 78)
    #expect(
      run.errors == """
        aai-stream: error: no API key
        aai-stream: hint: set ASSEMBLYAI_API_KEY, or use --api-key-file FILE

        """)
  }

  @Test("a key on the command line is refused")
  func keyOnCommandLine() async throws {
    let run = try await run(["--api-key", "secret"])
    #expect(run.status == 64)
    #expect(!run.errors.contains("secret"))
  }

  @Test("a key with white space in it is refused and not shown")
  func badKey() async throws {
    let run = try await run([], environment: ["ASSEMBLYAI_API_KEY": "two words"])
    #expect(run.status == 64)
    #expect(!run.errors.contains("two words"))
  }

  @Test(
    "a key that no header can hold is refused and not shown",
    arguments: [
      "two\nlines", " spaces ", "caf\u{E9}key", String(repeating: "x", count: 10_240), "key\r\r\n",
    ])
  func unusableKey(key: String) async throws {
    let folder = try TemporaryFolder()
    let run = try await run(["--api-key-file", try folder.write("key", key)])
    #expect(run.status == 64)
    #expect(run.errors.hasPrefix("aai-stream: error: the key from \(folder.path)/key "))
    #expect(!run.errors.contains(key.prefix(8)))
  }

  @Test("a key leaves the environment, and no argument or core holds it")
  func hiddenKey() async throws {
    let server = try await ServeFixture()
    let program = try Program(
      "aai-stream", ["-vvv", "-u", server.url.text], environment: Stream.environment)
    program.input?.write(Stream.silence(milliseconds: 200))
    try await program.output.wait(until: "Begin")
    for file in ["environ", "cmdline"] where file == "cmdline" || Program.canBeSeen() {
      let shown = try server.folder.read("/proc/\(program.pid)/\(file)")
      #expect(!String(decoding: shown, as: UTF8.self).contains(Stream.key))
    }
    let limits = String(
      decoding: try server.folder.read("/proc/\(program.pid)/limits"), as: UTF8.self)
    #expect(limits.contains(#/Max core file size +0 +0 /#))
    program.input?.close()
    let run = try await program.finished()
    #expect(run.status == 0)
    #expect(!run.errors.contains(Stream.key) && !run.output.contains(Stream.key))
  }

  @Test(
    "another process of the same user cannot look into one that holds a key",
    .enabled { try await Program.runsAsNobody() })
  func closedToOthers() async throws {
    let server = try await ServeFixture()
    let program = try Program(
      "env", Program.asNobody + [Program.folder + "/aai-stream", "-u", server.url.text],
      environment: Stream.environment)
    program.input?.write(Stream.silence(milliseconds: 200))
    try await program.output.wait(until: "Begin")
    for file in ["environ", "maps"] {
      // Of a process that has not closed itself, the same user can read both.
      let look = try await Program.run(
        "env", Program.asNobody + ["cat", "/proc/\(program.pid)/\(file)"])
      #expect(look.status != 0)
      #expect(look.output == "")
    }
    program.input?.close()
    #expect(try await program.wait() == 0)
  }

  @Test("one line end behind a key is no part of it", arguments: ["\n", "\r\n", ""])
  func lineEnd(end: String) async throws {
    let folder = try TemporaryFolder()
    let server = try await ServeFixture([
      "--api-key-file", try folder.write("keys", Stream.key + "\n"),
    ])
    let file = try folder.write("key", Stream.key + end)
    let run = try await Stream.run(
      server, ["--api-key-file", file], input: Stream.silence(milliseconds: 100))
    #expect(run.status == 0, "\(run.errors)")
  }

  @Test("a key file that others can read is warned about, an empty one refused")
  func keyFile() async throws {
    let server = try await ServeFixture()
    let file = try server.folder.write("key", Stream.key + "\n")
    chmod(file, 0o644)
    let run = try await Program.run(
      "aai-stream", ["-u", server.url.text, "--api-key-file", file],
      environment: Stream.environment.merging(["ASSEMBLYAI_API_KEY": nil as String?]) { $1 },
      input: Stream.silence(milliseconds: 100))
    #expect(run.status == 0)
    #expect(run.errors.hasPrefix("aai-stream: warning: \(file) can be read by others"))
    let empty = try server.folder.write("empty", "")
    let refused = try await self.run(["--api-key-file", empty])
    #expect(refused.status == 78)
  }

  @Test("the key is not sent without TLS to another machine")
  func plainToElsewhere() async throws {
    let run = try await run(["-u", "ws://streaming.example/v3/ws"])
    #expect(run.status == 64)
    #expect(run.errors.contains("has no TLS"))
  }

  @Test("audio in a form that must be converted is status 65 with the command")
  func stereo() async throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("stereo.flac", "fLaC" + String(repeating: "\0", count: 100))
    let run = try await run([file])
    #expect(run.status == 65)
    #expect(run.errors.contains("ffmpeg") || run.errors.contains("sox"))
  }
}
