import AAIProtocol
import TestKit

/// A folder and a shell in which the documents' examples mean something: recordings under the names
/// the examples use, a microphone, and a stand-in for both services that every program connects to.
final class Sandbox: Sendable {
  let folder: TemporaryFolder
  private let server: Program
  let environment: [String: String?]

  /// What the stand-in hears in whatever it is sent.
  static let heard = "go forward ten meters"
  static let speech = "/usr/share/pocketsphinx/test/data/goforward.raw"

  /// - Parameters:
  ///   - heard: What the stand-in hears, a turn a line.
  ///   - silence: Seconds of it behind the speech in the recordings.
  ///   - isLive: Whether the microphone hears in real time; otherwise it is as fast as its reader.
  init(hearing heard: String = heard, silence: Int = 0, isLive: Bool = false) async throws {
    folder = try TemporaryFolder()
    let folder = folder.path
    try self.folder.write("script.txt", heard + "\n")
    try self.folder.write(
      "session.ndjson", Repository.text("Tests/CommandTests/Fixtures/\(Self.log)"))
    try self.folder.write("talk.ndjson", Repository.text("Tests/CommandTests/Fixtures/\(Self.log)"))
    try self.folder.write("key", "demo\n")
    // Every name of a device in the examples is this microphone, which never falls silent.
    try self.folder.write(
      "asound.conf",
      """
      \(isLive ? FaultyCard.definition(source: Log.folder + "/faulty_pcm.c") : "pcm.card { type null }")
      pcm.microphone {
        type file
        slave.pcm card
        file /dev/null
        infile "\(Self.speech)"
        format raw
      }
      pcm.!default { type plug slave.pcm microphone }
      """)
    server = try Program(
      "aai-serve", ["--listen", "127.0.0.1:0", "--script", "\(folder)/script.txt"])
    let url = try await server.output.wait { text in
      text.split(separator: "\"url\":\"").dropFirst().first?.split(separator: "\"").first
        .map(String.init)
    }
    guard let base = ServiceURL(url) else { throw Failed("no URL: \(url)") }
    environment = [
      "PATH": "\(folder)/bin:\(Program.folder):/usr/local/bin:/usr/bin:/bin", "HOME": folder,
      "XDG_CONFIG_HOME": folder, "ALSA_CONFIG_PATH": "\(folder)/asound.conf",
      "ASSEMBLYAI_API_KEY": "demo", "AAI_URL": url, "LC_ALL": "C.UTF-8",
      "GLADIA_API_KEY": "demo", "GLADIA_URL": "http://\(base.authority)",
    ]
    let made = try await run(
      """
      mkdir bin
      sox -t raw -r 16000 -c 1 -b 16 -e signed \(Self.speech) talk.wav pad 0 \(silence)
      ffmpeg -loglevel error -i talk.wav talk.mp3
      cp talk.mp3 talk.mp4
      echo \(Self.heard) | tee talk.txt >lines.txt
      """)
    guard made.status == 0 else { throw Failed("recordings: \(made.errors)") }
  }

  private static let log = "a_u3-rt-pro.ndjson"

  /// A program of the sandbox's own, found before the system's.
  func install(_ name: String, _ script: String) async throws {
    try folder.write("bin/\(name)", "#!/bin/sh\n\(script)\n")
    _ = try await run("chmod +x bin/\(name)")
  }

  /// Runs `script` with bash; any stage of a pipeline that fails makes it fail.
  ///
  /// - Parameter stopping: After how long Ctrl-C is pressed, for what never ends by itself.
  func run(_ script: String, stopping seconds: Int? = nil) async throws -> Finished {
    let bash = ["bash", "-o", "pipefail", "-c", "cd '\(folder.path)'\n" + script]
    let ctrlC = seconds.map { ["timeout", "--preserve-status", "-s", "INT", "\($0)"] } ?? []
    let command = ctrlC + bash
    return try await Program.run(
      command[0], Array(command.dropFirst()), environment: environment,
      within: .seconds(90))
  }

  /// Runs `script` in the foreground of a terminal.
  func start(_ script: String) throws -> ForegroundJob {
    try ForegroundJob("cd '\(folder.path)'\n" + script, environment: environment)
  }

  /// A port that nobody listens on.
  func freePort() async throws -> Int {
    let python = "import socket; print(socket.create_server(('127.0.0.1', 0)).getsockname()[1])"
    let run = try await Program.run("python3", ["-c", python])
    guard let port = Int(run.output.dropLast()) else { throw Failed("no port: \(run.errors)") }
    return port
  }

  /// Waits until a file that a program writes has `words` in it.
  func wait(for words: String, in name: String) async throws {
    let end = ContinuousClock.now + .seconds(60)
    while (try? text(name))?.contains(words) != true {
      guard .now < end else { throw Failed("\(name) never had \(words)") }
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  func text(_ name: String) throws -> String {
    String(decoding: try folder.read(name), as: UTF8.self)
  }
}
