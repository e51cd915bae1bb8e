import AAIProtocol
import Glibc
import TestKit
import Testing

/// Files that are not PCM: refused before anything is dialled, with a command that helps.
@Suite("aai-stream: input that is no PCM")
struct StreamForeignInputTests {
  /// How each kind is made: by ffmpeg's options, or by sox's.
  private static let kinds: [(name: String, maker: [String])] = [
    ("ts", ["ffmpeg", "-c:a", "mp2", "-f", "mpegts"]),
    ("ps", ["ffmpeg", "-c:a", "mp2", "-f", "mpeg"]),
    ("flv", ["ffmpeg", "-ar", "22050", "-f", "flv"]), ("mp2", ["ffmpeg", "-f", "mp2"]),
    ("mp3", ["ffmpeg", "-f", "mp3"]), ("ac3", ["ffmpeg", "-ar", "48000", "-f", "ac3"]),
    ("ac3-44", ["ffmpeg", "-ar", "44100", "-f", "ac3"]),
    ("eac3", ["ffmpeg", "-ar", "48000", "-f", "eac3"]), ("adts", ["ffmpeg", "-f", "adts"]),
    ("latm", ["ffmpeg", "-c:a", "aac", "-f", "latm"]), ("mp4", ["ffmpeg", "-f", "ipod"]),
    ("mkv", ["ffmpeg", "-f", "matroska"]), ("wma", ["ffmpeg", "-f", "asf"]),
    ("nut", ["ffmpeg", "-f", "nut"]), ("flac", ["ffmpeg", "-f", "flac"]),
    ("ogg", ["ffmpeg", "-c:a", "libopus", "-f", "ogg"]), ("wv", ["ffmpeg", "-f", "wv"]),
    ("tta", ["ffmpeg", "-f", "tta"]), ("caf", ["ffmpeg", "-f", "caf"]),
    ("w64", ["ffmpeg", "-f", "w64"]), ("aiff", ["ffmpeg", "-f", "aiff"]),
    ("voc", ["sox", "-t", "voc"]), ("sox", ["sox", "-t", "sox"]), ("sph", ["sox", "-t", "sph"]),
    ("aifc", ["sox", "-t", "aifc"]), ("ima4", ["ffmpeg", "-c:a", "adpcm_ima_qt", "-f", "aiff"]),
    ("wav-mp3", ["ffmpeg", "-c:a", "mp3", "-f", "wav"]),
    ("wav-mp2", ["ffmpeg", "-c:a", "mp2", "-f", "wav"]),
    ("wav-flac", ["ffmpeg", "-c:a", "flac", "-f", "wav"]),
    ("wav-g722", ["ffmpeg", "-c:a", "g722", "-f", "wav"]),
    ("wav-g726", ["ffmpeg", "-ar", "8000", "-c:a", "g726", "-f", "wav"]),
    ("wav-wma", ["ffmpeg", "-c:a", "wmav2", "-f", "wav"]),
    ("wav-gsm", ["sox", "-t", "wav", "-e", "gsm-full-rate"]),
    ("wav-adpcm", ["sox", "-t", "wav", "-e", "ms-adpcm"]),
    ("wav-float", ["sox", "-t", "wav", "-e", "floating-point"]),
    ("wav-24", ["sox", "-t", "wav", "-b", "24"]), ("gz", ["gzip"]), ("xz", ["xz"]),
    ("bz2", ["bzip2"]),
    ("zst", ["zstd"]), ("8svx", ["sox", "-t", "8svx"]),
    ("dts", ["ffmpeg", "-ar", "48000", "-c:a", "dca", "-strict", "-2", "-f", "dts"]),
  ]

  /// Two seconds of a tone as a WAV file, and that as `kind`.
  private func make(
    _ kind: (name: String, maker: [String]), in folder: TemporaryFolder
  ) async throws -> String {
    let (source, target) = (folder.path + "/tone.wav", "\(folder.path)/it's \(kind.name)")
    let tone = try await Program.run(
      "sox", ["-n", "-r", "16000", "-b", "16", "-c", "1", source, "synth", "2", "sine", "440"])
    #expect(tone.status == 0)
    let (tool, options) = (kind.maker[0], Array(kind.maker.dropFirst()))
    let run =
      switch tool {
      case "ffmpeg":
        try await Program.run(tool, ["-loglevel", "error", "-i", source] + options + [target])
      case "sox": try await Program.run(tool, [source] + options + [target])
      default: try await Program.run("sh", ["-c", "\(tool) -c <'\(source)' >\"$0\"", target])
      }
    #expect(run.status == 0, "\(run.errors)")
    return target
  }

  private static let programs = ["aai-stream", "gladia-stream", "aai-recognize"]

  /// A run that never gets as far as a connection.
  private func refused(
    by program: String, _ arguments: [String], input: [UInt8] = []
  ) async throws -> Finished {
    let nowhere = [
      "aai-stream": ["-u", "ws://127.0.0.1:9/"], "gladia-stream": ["-u", "http://127.0.0.1:9"],
    ]
    return try await Program.run(
      program, (nowhere[program] ?? []) + arguments,
      environment: Stream.environment.merging(["GLADIA_API_KEY": "key"]) { $1 }, input: input)
  }

  @Test(
    "is refused though it begins in the middle of a frame",
    arguments: [
      "mp3", "mp2", "adts", "ac3", "latm", "ogg",
    ])
  func middle(name: String) async throws {
    let kind = try #require(Self.kinds.first { $0.name == name })
    let folder = try TemporaryFolder()
    let bytes = try folder.read(try await make(kind, in: folder))
    for (program, skipped) in zip(Self.programs, [1, 777, 1001]) {
      let run = try await refused(by: program, [], input: Array(bytes.dropFirst(skipped)))
      #expect(run.status == 65, "\(program), \(name)")
      #expect(run.errors.contains("which must be converted first"))
    }
  }

  @Test("is warned about where it came too slowly to be refused")
  func slow() async throws {
    let kind = try #require(Self.kinds.first { $0.name == "mp3" })
    let folder = try TemporaryFolder()
    let bytes = try folder.read(try await make(kind, in: folder))
    let server = try await ServeFixture()
    let pipe = try Pipe()
    let run = try Program(
      "aai-stream", ["-u", server.url.text, "--no-pace"], environment: Stream.environment,
      input: .descriptor(pipe.reading))
    for piece in [bytes[1..<100], bytes[100...]] {
      #expect(
        Array(piece).withUnsafeBytes { write(pipe.writing, $0.baseAddress, $0.count) }
          == piece.count)
      try await run.output.wait(until: "Begin")
    }
    close(pipe.writing)
    let finished = try await run.finished()
    #expect(finished.status == 0)
    #expect(
      finished.errors.contains(
        "aai-stream: warning: stdin looks like the middle of an MP3 file, which is no PCM\n"))
  }

  @Test("is refused by name, and the hint makes a WAV file of it", arguments: kinds.map(\.name))
  func conversion(name: String) async throws {
    let kind = try #require(Self.kinds.first { $0.name == name })
    let folder = try TemporaryFolder()
    let file = try await make(kind, in: folder)
    let bytes = try folder.read(file)
    var tried: Set<String> = []
    for (program, fromPipe) in Self.programs.flatMap({ [($0, false), ($0, true)] }) {
      // Gladia takes it as it is.
      if program == "gladia-stream" && name == "wav-24" { continue }
      let run = try await refused(by: program, fromPipe ? [] : [file], input: fromPipe ? bytes : [])
      #expect(run.status == 65, "\(program)")
      let lines = run.errors.split(separator: "\n")
      try #require(lines.count == 2, "\(run.errors)")
      let hint = try #require(lines[1].split(separator: "hint: ").last)
      #expect(fromPipe || hint.contains("it'\\''s \(name)'"))
      let command = String(hint.split(separator: " | \(program)")[0])
      guard tried.insert(command).inserted else { continue }
      // Unpacked, it may be anything; here it is what every program reads.
      let converted = try await Program.run("sh", ["-c", command], input: bytes)
      #expect(converted.status == 0, "\(command): \(converted.errors)")
      #expect(converted.output.hasPrefix("RIFF"), "\(command)")
    }
  }

  @Test("12-bit samples are left to ffmpeg, and a law with other bits in its header is a law")
  func headers() async throws {
    let twelve = try await Program.run(
      "aai-stream", ["-u", "ws://127.0.0.1:9/", "\(Log.folder)/f09-12bit.wav"],
      environment: Stream.environment)
    #expect(twelve.status == 65)
    #expect(twelve.errors.contains("hint: ffmpeg "))
    let server = try await ServeFixture()
    let law = try await Program.run(
      "aai-stream", ["-u", server.url.text, "--no-pace", "\(Log.folder)/f09-mulaw-bits0.wav"],
      environment: Stream.environment)
    #expect(law.status == 0, "\(law.errors)")
    #expect(try law.last("aai.closed")?["audio_ms"]?.int == 500)
  }

  @Test(
    "what can hold no audio is refused by name",
    arguments: [
      ("%PDF-1.7\n", "a PDF file"), ("MThd\0\0\0\u{6}", "a MIDI file"),
      ("\u{7F}ELF\u{2}\u{1}\u{1}", "a program file"),
    ])
  func document(bytes: String, name: String) async throws {
    for program in Self.programs {
      let run = try await refused(
        by: program, [], input: Array(bytes.utf8) + [UInt8](repeating: 0, count: 100))
      #expect(run.status == 65)
      #expect(run.errors == "\(program): error: stdin is \(name), not audio\n")
    }
  }

  @Test(
    "text is refused, whatever it is for, and no command is suggested",
    arguments: [
      "<!DOCTYPE html>\n<html><head><title>404 Not Found</title></head></html>\n",
      #"{"error":"no such file","status":404,"path":"/talk.wav"}"#,
      "UklGRiQAAABXQVZFZm10IBAAAAABAAEAgD4AAAB9AAACABAAZGF0YQAAAAA=",
      "<?xml version=\"1.0\"?><Fehler>Datei „talk.wav“ nicht gefunden</Fehler>",
    ])
  func text(page: String) async throws {
    for (program, count) in Self.programs.flatMap({ [($0, 1), ($0, 40)] }) {
      let run = try await refused(
        by: program, [], input: Array(String(repeating: page, count: count).utf8))
      #expect(run.status == 65)
      #expect(run.errors.hasPrefix("\(program): error: stdin is text, not audio\n"))
    }
  }
}
