import Glibc
import TestKit
import Testing

@testable import aai_capture

@Suite("aai-capture -w")
struct RecordingTests {
  @Test("the file holds what stdout got", arguments: ["s16le", "mulaw"])
  func twin(format: String) async throws {
    let device = try FaultyCard.device(source: FaultyDeviceTests.source)
    let folder = try TemporaryFolder()
    let path = folder.path + "/sound.wav"
    let run = try Program(
      "aai-capture", ["-D", "card", "-d", "0.1000625", "-f", format, "-w", path],
      environment: device.environment, input: .closed)
    #expect(try await run.wait() == 0)
    let file = try folder.read(path)
    let count = run.output.bytes.count
    #expect(count == 1601 * (format == "s16le" ? 2 : 1))
    // A chunk of odd length is padded.
    #expect(Array(file.dropLast(count % 2).suffix(count)) == run.output.bytes)
    let length = file.count - 8
    #expect(file[4...7].elementsEqual((0..<4).map { UInt8(length >> ($0 * 8) & 0xFF) }))
    var status = stat()
    stat(path, &status)
    #expect(status.st_mode & 0o777 == 0o600)
  }

  @Test("killed at any moment, it leaves a file that sox reads to its end")
  func killed() async throws {
    let device = try FaultyCard.device(source: FaultyDeviceTests.source)
    let folder = try TemporaryFolder()
    let path = folder.path + "/sound.wav"
    let run = try Program(
      "aai-capture", ["-D", "card", "-w", path], environment: device.environment, input: .closed)
    _ = try await run.output.wait { $0.utf8.count > 16_000 ? true : nil }
    run.signal(SIGKILL)
    #expect(try await run.wait() == 128 + SIGKILL)
    let sox = try Program(
      "sox", [path, "-t", "raw", "-e", "signed", "-b", "16", "-"], input: .closed)
    #expect(try await sox.wait() == 0)
    #expect(sox.errors.text == "")
    // At most the periods that were being written are missing.
    let kept = sox.output.bytes
    #expect(kept.count >= run.output.bytes.count - 2 * 640)
    #expect(FaultyCard.slips(in: kept) == [])
  }

  @Test("past 4 GiB the same header becomes RF64")
  func long() {
    let format = CaptureFormat(rate: 16_000, channels: 1, sample: .s16le)
    let short = WAVHeader(format: format, dataSize: 0xFFFF_FF00).bytes
    let long = WAVHeader(format: format, dataSize: 0x1_0000_0000).bytes
    #expect(short.count == long.count)
    #expect(short.starts(with: "RIFF".utf8) && long.starts(with: "RF64".utf8))
    #expect(long[12...15].elementsEqual("ds64".utf8))
    // RIFF size, data size and frames in 64 bits; 0xFFFFFFFF where 32 would not do (EBU Tech 3306).
    #expect(long[20...27] == [0x48, 0, 0, 0, 1, 0, 0, 0])
    #expect(long[28...35] == [0, 0, 0, 0, 1, 0, 0, 0])
    #expect(long[36...43] == [0, 0, 0, 0x80, 0, 0, 0, 0])
    #expect(long[4...7] == [0xFF, 0xFF, 0xFF, 0xFF] && long.suffix(4) == [0xFF, 0xFF, 0xFF, 0xFF])
  }

  @Test("a file that takes no more does not end the capture, only its status is 74")
  func fullDisk() async throws {
    let device = try FaultyCard.device(source: FaultyDeviceTests.source)
    let folder = try TemporaryFolder()
    let run = try Program(
      "/bin/sh",
      [
        "-c",
        "trap '' XFSZ; ulimit -f 20; exec \(Program.folder)/aai-capture -D card -d 1 -w s.wav",
      ].map { $0.replacing("-w s.wav", with: "-w \(folder.path)/s.wav") },
      environment: device.environment, input: .closed)
    #expect(try await run.wait() == 74)
    #expect(run.output.bytes.count == 32_000)
    #expect(run.errors.text == "aai-capture: error: \(folder.path)/s.wav: file too large\n")
  }

  @Test("a file that cannot be made is an error before anything is captured")
  func noFile() async throws {
    let run = try await Program.run("aai-capture", ["-w", "/nonexistent/sound.wav"])
    #expect(run.status == 74)
    #expect(
      run.errors == "aai-capture: error: /nonexistent/sound.wav: no such file or directory\n")
  }
}
