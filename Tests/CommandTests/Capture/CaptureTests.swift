import Glibc
import TestKit
import Testing

@Suite("aai-capture")
struct CaptureTests {
  /// 3 s of 16-bit samples that never repeat within any period.
  static let audio = (0..<48_000).flatMap { index -> [UInt8] in
    let sample = Int16(truncatingIfNeeded: index &* 7919)
    return [UInt8(truncatingIfNeeded: sample), UInt8(truncatingIfNeeded: sample >> 8)]
  }

  @Test(
    "the duration is exact to the frame, and every byte is the device's",
    arguments: [("1", 16_000), ("20ms", 320), ("123.4ms", 1974), ("0.0625ms", 1)])
  func duration(time: String, frames: Int) async throws {
    let device = try AudioDevice(playing: Self.audio)
    let run = try Program(
      "aai-capture", ["-d", time], environment: device.environment, input: .closed)
    #expect(try await run.wait() == 0)
    #expect(run.output.bytes == Array(Self.audio[..<(frames * 2)]))
    #expect(run.errors.text == "")
  }

  @Test("more than the reader takes at once is kept for it, in order")
  func slowReader() async throws {
    let device = try AudioDevice(playing: Self.audio)
    let pipe = try Pipe()
    let run = try Program(
      "aai-capture", ["-d", "60"], environment: device.environment, input: .closed,
      output: .descriptor(pipe.writing))
    close(pipe.writing)
    var received: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1000)
    while case let count = read(pipe.reading, &buffer, buffer.count), count > 0 {
      received += buffer[..<count]
    }
    close(pipe.reading)
    #expect(try await run.wait() == 0)
    #expect(received.count == 60 * 32_000)
    #expect(received.starts(with: Self.audio))
    #expect(received.dropFirst(Self.audio.count).allSatisfy { $0 == 0 })
  }

  @Test("mono from a stereo device is the mean of both channels")
  func mix() async throws {
    let left = Int16(1000)
    let right = Int16(3000)
    let frames = (0..<16_000).flatMap { _ in
      [left, right].flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    }
    let device = try AudioDevice(playing: frames, channels: 2)
    let run = try Program(
      "aai-capture", ["-d", "500ms"], environment: device.environment, input: .closed)
    #expect(try await run.wait() == 0)
    let middle = Array(repeating: [UInt8(2000 & 0xFF), UInt8(2000 >> 8)], count: 8000)
    #expect(run.output.bytes == middle.flatMap(\.self))
  }

  @Test(
    "a device of other samples and channels than are asked for is converted",
    arguments: [("S32_LE", 4), ("S24_3LE", 3)])
  func convert(format: String, width: Int) async throws {
    let frame = [1000, -2000, 3000].map {
      [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)]
    }
    let padding = Array(repeating: UInt8(0), count: width - 2)
    let wide = Array(repeating: frame.flatMap { padding + $0 }, count: 16_000)
    let device = try AudioDevice(playing: wide.joined(), channels: 3, format: format)
    let run = try Program(
      "aai-capture", ["-c", "3", "-d", "500ms"], environment: device.environment, input: .closed)
    #expect(try await run.wait() == 0)
    #expect(
      run.output.bytes == Array(Array(repeating: frame.flatMap(\.self), count: 8000).joined()))
  }

  @Test("µ-law is G.711's", arguments: ["mulaw", "MU_LAW", "pcm_mulaw"])
  func muLaw(name: String) async throws {
    let samples: [Int16] = [0, -1, 1, 100, -100, 1000, -1000, 20_000, 32_767, -32_768]
    let bytes = samples.flatMap {
      [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)]
    }
    let device = try AudioDevice(playing: bytes)
    let run = try Program(
      "aai-capture", ["-f", name, "-d", "1ms"], environment: device.environment, input: .closed)
    #expect(try await run.wait() == 0)
    // As `arecord -f MU_LAW` has them; then silence.
    let expected: [UInt8] = [
      0xFF, 0x7F, 0xFF, 0xF2, 0x72, 0xCE, 0x4E, 0x8C, 0x80, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
      0xFF,
    ]
    #expect(run.output.bytes == expected)
  }

  @Test("a device that is not there is one line, status 66, and no talk of libasound's")
  func missingDevice() async throws {
    let device = try AudioDevice(playing: [])
    let run = try await Program.run(
      "aai-capture", ["-D", "nosuch"], environment: device.environment)
    #expect(run.status == 66)
    #expect(run.output == "")
    #expect(run.errors == "aai-capture: error: nosuch: no such capture device\n")
  }

  @Test(
    "a value out of range is a usage error before any device is opened",
    arguments: [
      ["-r", "7999"], ["-r", "16.k5"], ["-r", "96001"], ["-c", "0"], ["-f", "s24le"], ["-d", "0"],
      ["-d", "-1"], ["-F", "0"], ["-F", "100ms", "-B", "150ms"], ["-D", ""], ["surplus"],
    ])
  func usage(arguments: [String]) async throws {
    let run = try await Program.run("aai-capture", arguments)
    #expect(run.status == 64)
    #expect(run.output == "")
    #expect(run.errors.hasPrefix("aai-capture: error: "))
  }

  @Test(
    "a stop signal ends it with whole frames and status 0", arguments: [SIGINT, SIGTERM, SIGHUP])
  func stop(signal: CInt) async throws {
    let device = try AudioDevice(playing: Self.audio)
    let pipe = try Pipe()
    let run = try Program(
      "aai-capture", ["-q", "-c", "2"], environment: device.environment, input: .closed,
      output: .descriptor(pipe.writing))
    close(pipe.writing)
    var buffer = [UInt8](repeating: 0, count: 65_536)
    var total = read(pipe.reading, &buffer, 1)
    run.signal(signal)
    while case let count = read(pipe.reading, &buffer, buffer.count), count > 0 { total += count }
    close(pipe.reading)
    #expect(try await run.wait() == 0)
    #expect(total > 1)
    #expect(total % 4 == 0)
    #expect(run.errors.text == "")
  }

  @Test("a second signal ends it at once by that signal, whatever the reader does")
  func secondSignal() async throws {
    let device = try AudioDevice(playing: Self.audio)
    let pipe = try Pipe()
    defer { close(pipe.reading) }
    let run = try Program(
      "aai-capture", [], environment: device.environment, input: .closed,
      output: .descriptor(pipe.writing))
    close(pipe.writing)
    // Once the pipe is full, nobody reads on, so the first signal alone cannot end it.
    var held: CInt = 0
    var before: CInt = -1
    while held == 0 || held != before {
      before = held
      try await Task.sleep(for: .milliseconds(50))
      _ = ioctl(pipe.reading, UInt(FIONREAD), &held)
    }
    while run.isRunning {
      run.signal(SIGINT)
      try await Task.sleep(for: .milliseconds(20))
    }
    #expect(try await run.wait() == 128 + SIGINT)
  }

  @Test("a reader that leaves is no error")
  func readerLeaves() async throws {
    let device = try AudioDevice(playing: Self.audio)
    let pipe = try Pipe()
    let run = try Program(
      "aai-capture", ["-q"], environment: device.environment, input: .closed,
      output: .descriptor(pipe.writing))
    close(pipe.writing)
    var byte: UInt8 = 0
    #expect(read(pipe.reading, &byte, 1) == 1)
    close(pipe.reading)
    #expect(try await run.wait() == 0)
    #expect(run.errors.text == "")
  }

  @Test("a full disk is one line and status 74")
  func fullDisk() async throws {
    let device = try AudioDevice(playing: Self.audio)
    let full = open("/dev/full", O_WRONLY)
    defer { close(full) }
    let run = try Program(
      "aai-capture", ["-q"], environment: device.environment, input: .closed,
      output: .descriptor(full))
    #expect(try await run.wait() == 74)
    #expect(run.errors.text == "aai-capture: error: write: no space left on device\n")
  }

  @Test("a file on a disk that fills up ends with a whole frame")
  func filledDisk() async throws {
    let device = try AudioDevice(playing: Self.audio)
    let folder = try TemporaryFolder()
    let command = "trap '' XFSZ; ulimit -f 20; exec \(Program.folder)/aai-capture -c 3"
    let run = try Program(
      "/bin/sh", ["-c", command + " >\(folder.path)/audio"], environment: device.environment,
      input: .closed)
    #expect(try await run.wait() == 74)
    #expect(run.errors.text == "aai-capture: error: write: file too large\n")
    #expect(try folder.read("audio").count == 20 * 512 / 6 * 6)
  }

  @Test("a closed stdout is status 74, and no device is written to in its place")
  func closedOutput() async throws {
    let device = try AudioDevice(playing: Self.audio)
    let run = try Program(
      "aai-capture", [], environment: device.environment, input: .closed, output: .closed)
    #expect(try await run.wait() == 74)
    #expect(run.errors.text == "aai-capture: error: write: bad file descriptor\n")
  }

  @Test("a device that delivers nothing for 5 s is an error, not a hang")
  func silentDriver() async throws {
    let folder = try TemporaryFolder()
    let fifo = folder.path + "/audio"
    mkfifo(fifo, 0o600)
    let device = try AudioDevice(
      configuration: """
        pcm.stuck { type file slave.pcm null file /dev/null infile "\(fifo)" format raw }

        """)
    // Holds the FIFO open, and gives the device one period.
    let feed = open(fifo, O_RDWR)
    defer { close(feed) }
    let period = Array(Self.audio[..<640])
    #expect(write(feed, period, 640) == 640)
    let run = try Program(
      "aai-capture", ["-D", "stuck"], environment: device.environment, input: .closed)
    #expect(try await run.wait() == 74)
    #expect(run.output.bytes == period)
    #expect(
      run.errors.text
        == "aai-capture: error: stuck: the device has delivered nothing for 5 s\n")
  }
}
