import AAIProtocol
import Glibc
import TestKit
import Testing

/// The man page's recipes, run as they stand there, through a server on the machine itself.
@Suite("recipes of aai-capture(1)")
struct RecipeTests {
  private static let script = "Good morning."

  /// A shell with a microphone that ends by itself, a server to speak to, and a folder to work in.
  private final class Kitchen: Sendable {
    let server: ServeFixture
    let device: AudioDevice
    let folder: TemporaryFolder
    let environment: [String: String?]

    init(duration: String? = "3") async throws {
      server = try await ServeFixture(script: script)
      folder = try TemporaryFolder()
      device = try FaultyCard.device(
        source: FaultyDeviceTests.source,
        more: """
          pcm.default { type faulty }
          pcm.plughw { @args [ CARD ] @args.CARD { type string } type faulty }
          """)
      let limit = duration.map { "-d \($0)" } ?? ""
      try folder.write("aai-capture", "exec \(Program.folder)/aai-capture \(limit) \"$@\"\n")
      // As far as a pipeline can tell, the machine at the other end is this one.
      try folder.write("ssh", "shift; exec \"$@\"\n")
      for name in ["aai-capture", "ssh"] { chmod(folder.path + "/" + name, 0o700) }
      environment = device.environment.merging(Recipe.path(folder)) { $1 }.merging([
        "ASSEMBLYAI_API_KEY": "key", "AAI_URL": server.url.text,
      ]) { $1 }
    }

    func shell(_ recipe: String, input: Program.Stream = .closed) throws -> Program {
      try Program(
        "/bin/sh", ["-c", "cd \(folder.path)\n" + recipe], environment: environment, input: input)
    }
  }

  @Test(
    "transcribing, keeping the audio, and over ssh",
    arguments: ["aai-capture | aai-stream", "-w talk.wav", "tee -i talk.raw", "ssh host"])
  func transcribe(part: String) async throws {
    let kitchen = try await Kitchen()
    let shell = try kitchen.shell(Recipe(with: part).text)
    #expect(try await shell.wait() == 0)
    #expect(shell.output.text == "Good morning.\n")
    if part.contains("tee") {
      let kept = try kitchen.folder.read("talk.raw")
      #expect(kept.count == 96_000)
      #expect(FaultyCard.slips(in: kept) == [])
    }
    if part.contains("-w") {
      #expect(try kitchen.folder.read("talk.wav").suffix(96_000).count == 96_000)
    }
  }

  @Test("two microphones are two sessions")
  func twoMicrophones() async throws {
    let kitchen = try await Kitchen()
    let shell = try kitchen.shell(Recipe(with: "CARD=Left").text)
    #expect(try await shell.wait() == 0)
    for file in ["left.ndjson", "right.ndjson"] {
      let events = String(decoding: try kitchen.folder.read(file), as: UTF8.self)
      #expect(events.contains("Good morning."))
      #expect(events.contains(#""type":"aai.closed""#))
    }
  }

  @Test("push to talk is silent but while a key says otherwise")
  func pushToTalk() async throws {
    let kitchen = try await Kitchen(duration: nil)
    let recipe = try Recipe(with: "mkfifo").text.replacing("--muted", with: "--muted -w talk.wav")
    let shell = try kitchen.shell(recipe, input: .pipe)
    /// Waits until the audio that is kept is as wanted.
    func wait(until isWanted: (ArraySlice<UInt8>) -> Bool) async throws {
      let path = kitchen.folder.path + "/talk.wav"
      while true {
        if access(path, F_OK) == 0, isWanted(try kitchen.folder.read(path).dropFirst(80)) { return }
        try await Task.sleep(for: .milliseconds(10))
      }
    }
    try await wait { audio in
      #expect(audio.allSatisfy { $0 == 0 })
      return audio.count > 8000
    }
    shell.input?.write("\n")
    try await wait { $0.contains { $0 != 0 } }
    shell.input?.write("\n")
    try await wait { $0.suffix(8000).allSatisfy { $0 == 0 } }
    shell.input?.close()
    #expect(try await shell.wait() == 0)
  }
}
