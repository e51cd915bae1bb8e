import AAIProtocol
import Glibc
import TestKit
import Testing

/// Recordings whose headers say other than what comes, heard by each program that hears audio.
@Suite("recordings that are joined, or cut")
struct JoinedRecordingTests {
  static let programs = ["aai-stream", "gladia-stream", "aai-recognize"]

  private func hear(_ program: String, _ file: String, input: [UInt8] = []) async throws -> Finished
  {
    switch program {
    case "aai-recognize": return try await Program.run(program, [file], input: input)
    case "aai-stream":
      let server = try await ServeFixture()
      return try await Stream.run(server, ["--no-pace", file], input: input)
    default:
      let server = try await ServeFixture()
      return try await GladiaEndToEndTests.stream(server, ["--no-pace", file], input: input)
    }
  }

  /// Each file, what is heard of it, and the one warning.
  static let cases: [(file: String, milliseconds: Int, warning: String?)] = [
    ("f08-two-wavs", 500, nil), ("f08-empty-data-then-list", 0, nil),
    (
      "f08-header-says-half", 125,
      "goes on for 0.13 s (4000 bytes) behind the end that its header announces: left out"
    ),
    (
      "f08-truncated", 92, "ends 0.16 s (5044 bytes) before the end that its header announces"
    ),
  ]

  @Test("are heard as far as they go, and what is wrong is said once", arguments: programs)
  func cases(program: String) async throws {
    for (file, milliseconds, warning) in Self.cases {
      let path = "\(Log.folder)/\(file).wav"
      for (name, input) in [(path, []), ("stdin", try TemporaryFolder().read(path))] {
        let run = try await hear(program, name == "stdin" ? "-" : path, input: input)
        #expect(run.status == 0, "\(file): \(run.errors)")
        #expect(try run.last("aai.closed")?["audio_ms"]?.int == milliseconds, "\(file)")
        let warnings = run.errors.split(separator: "\n").filter { $0.contains(": warning: ") }
        #expect(
          warnings == (warning.map { ["\(program): warning: \(name) \($0)"] } ?? []), "\(file)")
      }
    }
  }

  @Test("of another kind: what comes before is heard, and the status is 65", arguments: programs)
  func otherKind(program: String) async throws {
    let folder = try TemporaryFolder()
    let made = try await Program.run(
      "sh",
      [
        "-c",
        """
        cd '\(folder.path)'
        sox -n -r 16000 -c 1 -b 16 a.wav synth 1 sine 300
        sox -n -r 8000 -c 1 -b 16 b.wav synth 1 sine 300
        ffmpeg -loglevel error -i a.wav b.mp3
        cat a.wav b.wav > rates.wav
        cat a.wav b.mp3 > kinds.wav
        """,
      ])
    #expect(made.status == 0, "\(made.errors)")
    let (rates, kinds) = (folder.path + "/rates.wav", folder.path + "/kinds.wav")
    for (file, words) in [
      (rates, "a WAV file of pcm_s16le at 8000 Hz, and began with pcm_s16le at 16000 Hz"),
      (kinds, "an MP3 file"),
    ] {
      let run = try await hear(program, file)
      #expect(run.status == 65)
      #expect(
        run.errors.contains("\(program): error: \(file) goes on with \(words): it is left out\n"))
      let closed = try run.last("aai.closed")
      #expect(closed?["audio_ms"]?.int == 1000 && closed?["clean"] == true)
    }
  }

  @Test("what comes behind the end for ever keeps no session open")
  func endless() async throws {
    let server = try await ServeFixture()
    let pipe = try Pipe()
    let header = try TemporaryFolder().read("\(Log.folder)/f08-header-says-half.wav")
    let run = try Program(
      "aai-stream", ["-u", server.url.text, "--no-pace"], environment: Stream.environment,
      input: .descriptor(pipe.reading))
    #expect(
      header.withUnsafeBytes { write(pipe.writing, $0.baseAddress, $0.count) } == header.count)
    let finished = try await run.finished()
    #expect(finished.status == 0)
    #expect(finished.errors.contains("goes on for 0.13 s (4000 bytes) behind"))
    close(pipe.writing)
  }
}
