import AAIProtocol
@testable import AudioInput
import Glibc
import TestKit
import Testing
import ToolSupport

/// Reads `path` to its end in pieces of `size`.
private func read(
  _ path: String, declared: DeclaredFormat = DeclaredFormat(), pieces size: Int = 4096
) throws(Failure) -> (format: AudioFormat, bytes: [UInt8]) {
  var reader = try AudioReader(
    path, declared: declared, Diagnostics(program: "aai-test", verbosity: -1))
  let format = try reader.open()
  return (format, try rest(of: &reader, pieces: size))
}

private func rest(of reader: inout AudioReader, pieces size: Int = 4096) throws(Failure) -> [UInt8]
{
  var bytes: [UInt8] = []
  while true {
    let piece = try reader.read(upTo: size)
    if piece.isEmpty { return bytes }
    bytes += piece
  }
}

private let samples = (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 7) }

@Suite("audio reader")
struct AudioReaderTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("raw audio is what was declared, from its first byte on", arguments: [2, 3, 4096])
  func raw(size: Int) throws {
    let path = try folder.write("raw", Array("RIF".utf8) + samples)
    let declared = DeclaredFormat(encoding: .pcmMuLaw, sampleRate: 8000)
    let audio = try read(path, declared: declared, pieces: size)
    #expect(audio.format == AudioFormat(.pcmMuLaw, sampleRate: 8000))
    #expect(audio.bytes == Array("RIF".utf8) + samples)
    #expect(try read(path).format == AudioFormat(.pcmS16LE, sampleRate: 16_000))
  }

  @Test("what follows the data chunk is not audio")
  func trailingChunk() throws {
    let bytes = Wave.file(chunks: [
      Wave.format(rate: 8000), Wave.chunk("data", samples), Wave.chunk("LIST", [1, 2, 3, 4]),
    ])
    let audio = try read(try folder.write("a.wav", bytes))
    #expect(audio.format == AudioFormat(.pcmS16LE, sampleRate: 8000))
    #expect(audio.bytes == samples)
  }

  @Test("a length longer than the stream ends with the stream")
  func longLength() throws {
    let bytes = Wave.file(chunks: [Wave.format(), Wave.chunk("data", samples, length: 99_999)])
    #expect(try read(try folder.write("a.wav", bytes)).bytes == samples)
  }

  @Test("16-bit AU comes out low byte first", arguments: [2, 3, 5, 4096])
  func bigEndian(size: Int) throws {
    let swapped = stride(from: 0, to: samples.count, by: 2).flatMap {
      [samples[$0 + 1], samples[$0]]
    }
    let path = try folder.write("a.au", au(code: 3) + swapped + [0x55])
    #expect(try read(path, pieces: size).bytes == samples + [0x55])
  }

  @Test("Ogg and AAC go through as they are when that is what was asked for")
  func passThrough() throws {
    let ogg = Array("OggS".utf8) + samples
    let path = try folder.write("a.ogg", ogg)
    #expect(try read(path, declared: DeclaredFormat(encoding: .oggOpus)).bytes == ogg)
    let frame = [0xFF, 0xF1, 0x60, 0x40, 0x19, 0x00] + [UInt8](repeating: 1, count: 194)
    let aac = try folder.write("a.aac", frame + frame + frame)
    #expect(try read(aac, declared: DeclaredFormat(encoding: .aac)).bytes == frame + frame + frame)
  }

  @Test("an option that contradicts the header is refused with the command that converts")
  func contradiction() throws {
    let bytes = Wave.file(chunks: [Wave.format(rate: 44_100), Wave.chunk("data", samples)])
    let path = try folder.write("it's.wav", bytes)
    #expect(
      throws: Failure(
        .data, "-r 8000 contradicts \(path), a WAV file of pcm_s16le at 44100 Hz",
        hint: "leave the option out, or convert: "
          + #"sox '\#(folder.path)/it'\''s.wav' -t wav -r 8000 -c 1 -b 16 -e signed-integer -"#
          + " | aai-test")
    ) { try read(path, declared: DeclaredFormat(sampleRate: 8000)) }
    #expect(
      throws: Failure(
        .data, "-e pcm_mulaw contradicts \(path), a WAV file of pcm_s16le at 44100 Hz",
        hint: "leave the option out")
    ) { try read(path, declared: DeclaredFormat(encoding: .pcmMuLaw)) }
  }

  @Test("a container that must be converted is refused with the command that does")
  func refusal() throws {
    let mp3 = try folder.write("a.mp3", "ID3\u{3}")
    #expect(
      throws: Failure(
        .data, "\(mp3) is an MP3 file, which must be converted first",
        hint: "ffmpeg -loglevel error -i \(mp3) -ar 16000 -ac 1 -c:a pcm_s16le -f wav - | aai-test")
    ) { try read(mp3) }
    let stereo = try folder.write("a.wav", Wave.file(chunks: [Wave.format(channels: 2)]))
    #expect(
      throws: Failure(
        .data, "\(stereo) is a WAV file with 2 channels; mono 16-bit PCM or µ-law is needed",
        hint: "sox \(stereo) -t wav -r 16000 -c 1 -b 16 -e signed-integer - | aai-test")
    ) { try read(stereo) }
  }

  @Test("a folder cannot be read, a missing file is no input")
  func unreadable() throws {
    #expect(throws: Failure(.io, "read \(folder.path): is a directory")) { try read(folder.path) }
    #expect(throws: Failure(.noInput, "/no/such: no such file or directory")) {
      try read("/no/such")
    }
  }

  @Test("a source that goes on after the cut is read for what it had sent, and no further")
  func cutoff() async throws {
    let pipe = try Pipe()
    defer {
      close(pipe.reading)
      close(pipe.writing)
    }
    let sent = samples
    _ = sent.withUnsafeBytes { write(pipe.writing, $0.baseAddress, $0.count) }
    let stop = try StopSignal()
    var reader = try AudioReader(
      "/dev/fd/\(pipe.reading)", declared: DeclaredFormat(),
      cutoff: Cutoff(stop, patience: .zero), Diagnostics(program: "aai-test"))
    #expect(try reader.open() == AudioFormat(.pcmS16LE, sampleRate: 16_000))
    stop.ask()
    #expect(try rest(of: &reader) == samples)
  }

  @Test("a wait for a silent source ends with the cut")
  func cutoffWhileWaiting() async throws {
    let pipe = try Pipe()
    defer {
      close(pipe.reading)
      close(pipe.writing)
    }
    let stop = try StopSignal()
    var reader = try AudioReader(
      "/dev/fd/\(pipe.reading)", declared: DeclaredFormat(),
      cutoff: Cutoff(stop, patience: .milliseconds(1)), Diagnostics(program: "aai-test"))
    BlockingThread.start { stop.ask() }
    _ = try reader.open()
    #expect(try rest(of: &reader) == [])
  }
}
