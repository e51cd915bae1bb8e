import AAIProtocol
import TestKit
import Testing

/// Every form of audio that Gladia takes, written by sox, read by gladia-stream, and heard by a
/// recogniser behind aai-serve that must find every word in it.
@Suite("gladia-stream: bit depths, laws and channels")
struct GladiaAudioTests {
  static let speech = ToneSpeech(turns: 2)

  private func tones() async throws -> ServeFixture {
    try await ServeFixture(
      ["--recognizer", Program.folder + "/tone-recognizer"], script: nil)
  }

  /// The speech as sox writes it.
  private func write(_ name: String, _ options: [String], in folder: TemporaryFolder) async throws
    -> String
  {
    let path = folder.path + "/" + name
    let input = ["-t", "raw", "-r", "16000", "-c", "1", "-b", "16", "-e", "signed", "-"]
    let run = try await Program.run("sox", input + options + [path], input: Self.speech.bytes)
    guard run.status == 0 else { throw Failed("sox: \(run.errors)") }
    return path
  }

  private func words(_ run: Finished, channel: Int) throws -> [String] {
    try run.events
      .filter { $0["data"]?["is_final"] == true }
      .compactMap { $0["data"]?["utterance"] }
      .filter { $0["channel"]?.int == channel }
      .flatMap { $0["words"]?.array ?? [] }
      .compactMap { $0["word"]?.string.map { String($0.drop { $0 == " " }) } }
  }

  @Test(
    "containers say themselves what is in them",
    arguments: [
      ("a.wav", ["-b", "8", "-e", "unsigned", "-D"]), ("b.wav", ["-b", "24", "-e", "signed"]),
      ("c.wav", ["-b", "32", "-e", "signed"]), ("d.wav", ["-e", "a-law"]),
      ("e.au", ["-b", "24", "-e", "signed"]), ("f.au", ["-b", "32", "-e", "signed"]),
      ("g.au", ["-e", "a-law"]), ("h.wav", ["-b", "24", "-e", "signed", "-c", "2"]),
    ])
  func containers(name: String, options: [String]) async throws {
    let folder = try TemporaryFolder()
    let path = try await write(name, options, in: folder)
    let server = try await tones()
    let run = try await GladiaEndToEndTests.stream(server, ["--no-pace", path], input: [])
    #expect(run.status == 0, "\(run.errors)")
    #expect(try words(run, channel: 0) == Self.speech.words)
    if options.contains("2") { #expect(try words(run, channel: 1) == Self.speech.words) }
  }

  @Test(
    "raw audio is what the options say",
    arguments: [
      ("pcm_u8", ["-b", "8", "-e", "unsigned", "-D"]), ("pcm_s24le", ["-b", "24", "-e", "signed"]),
      ("pcm_s32le", ["-b", "32", "-e", "signed"]), ("pcm_alaw", ["-e", "a-law"]),
    ])
  func raw(encoding: String, options: [String]) async throws {
    let folder = try TemporaryFolder()
    let path = try await write("sound.raw", options + ["-c", "3"], in: folder)
    let server = try await tones()
    let run = try await GladiaEndToEndTests.stream(
      server, ["--no-pace", "-e", encoding, "--channels", "3", path], input: [])
    #expect(run.status == 0, "\(run.errors)")
    for channel in 0..<3 { #expect(try words(run, channel: channel) == Self.speech.words) }
    let billed = try run.last("post_final_transcript")?["data"]?["metadata"]
    #expect(billed?["number_of_distinct_channels"] == 3)
  }

  @Test("what Gladia does not take is refused with the cure")
  func refused() async throws {
    let folder = try TemporaryFolder()
    let path = try await write("float.wav", ["-b", "32", "-e", "floating-point"], in: folder)
    let run = try await Program.run(
      "gladia-stream", ["-u", "http://127.0.0.1:1", path], environment: ["GLADIA_API_KEY": "key"])
    #expect(run.status == 65)
    #expect(
      run.errors.contains(
        "with 32-bit floating point; PCM of 8, 16, 24 or 32 bits, A-law or µ-law in up to 8 channels is needed"
      ))
    let stereo = try await write("stereo.wav", ["-c", "2"], in: folder)
    let contradiction = try await Program.run(
      "gladia-stream", ["-u", "http://127.0.0.1:1", "--channels", "4", stereo],
      environment: ["GLADIA_API_KEY": "key"])
    #expect(contradiction.status == 65)
    #expect(
      contradiction.errors.contains("--channels 4 contradicts a file that says it has 2"))
  }

  @Test("AssemblyAI's client and the recogniser take no more than before")
  func others() async throws {
    for program in ["aai-stream", "aai-recognize"] {
      let run = try await Program.run(program, ["-e", "pcm_s24le"], input: [0, 0])
      #expect(run.status == 64, "\(program)")
    }
  }
}
