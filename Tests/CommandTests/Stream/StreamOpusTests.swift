import AAIProtocol
import TestKit
import Testing

/// The time in compressed streams, as the session's end tells it.
@Suite("aai-stream: the clock of Ogg Opus")
struct StreamOpusTests {
  private func make(_ options: [String], _ name: String, in folder: TemporaryFolder) async throws
    -> String
  {
    let path = folder.path + "/" + name
    let run = try await Program.run("ffmpeg", ["-loglevel", "error"] + options + [path])
    #expect(run.status == 0, "\(run.errors)")
    return path
  }

  private func tone(seconds: Double) -> [String] {
    ["-f", "lavfi", "-i", "sine=frequency=300:duration=\(seconds):sample_rate=16000"]
  }

  /// Milliseconds that a session says a file has.
  private func audio(
    _ file: String, encoding: String = "ogg_opus", on server: ServeFixture
  ) async throws -> Int {
    let run = try await Program.run(
      "aai-stream", ["-u", server.url.text, "-e", encoding, "--no-pace", file],
      environment: Stream.environment)
    #expect(run.status == 0, "\(run.errors)")
    return try #require(try run.last("aai.closed")?["audio_ms"]?.int)
  }

  @Test("links add up, a stream that begins at an hour does not count the hour")
  func clock() async throws {
    let server = try await ServeFixture()
    let folder = try TemporaryFolder()
    #expect(
      abs(try await audio("\(Log.folder)/f11-chained-8x1s.opus", on: server) - 8000) <= 200)
    let one = try await make(tone(seconds: 1.5) + ["-c:a", "libopus"], "one.opus", in: folder)
    #expect(abs(try await audio(one, on: server) - 1500) <= 30)
    // ffmpeg copies the time of what it cuts out of the middle.
    let late = try await make(
      tone(seconds: 2) + ["-c:a", "libopus", "-output_ts_offset", "3600"], "late.ogg", in: folder)
    #expect(abs(try await audio(late, on: server) - 2000) <= 100)
    let twice = try folder.read(one) + folder.read(late)
    let chained = try folder.write("chained.ogg", twice)
    #expect(abs(try await audio(chained, on: server) - 3500) <= 100)
  }

  @Test("Vorbis, Speex and FLAC in Ogg are refused for Opus", arguments: ["libvorbis", "flac"])
  func otherCodecs(codec: String) async throws {
    let folder = try TemporaryFolder()
    let file = try await make(
      tone(seconds: 1) + ["-c:a", codec, "-f", "ogg"], "other.ogg", in: folder)
    for encoding in ["ogg_opus", "opus"] {
      let run = try await Program.run(
        "aai-stream", ["-u", "ws://127.0.0.1:9/", "-e", encoding, file],
        environment: Stream.environment)
      #expect(run.status == 65)
      let name = codec == "flac" ? "FLAC" : "Vorbis"
      #expect(
        run.errors.hasPrefix(
          "aai-stream: error: \(file) is an Ogg file with \(name); Opus is needed\n"))
      #expect(run.errors.contains("hint: ffmpeg "))
    }
  }
}
