import Glibc
import TestKit
import Testing

/// Devices that go wrong for real: libasound's own errors, raised by a plug-in of the tests'.
@Suite("aai-capture and a device that goes wrong")
struct FaultyDeviceTests {
  static let source =
    "\(#filePath.prefix(through: #filePath.lastIndex(of: "/")!))../Fixtures/faulty_pcm.c"

  /// A run, and the device that must live as long.
  private struct Run {
    let device: AudioDevice
    let program: Program

    var output: Collector { program.output }
    var errors: Collector { program.errors }
    func signal(_ signal: CInt) { program.signal(signal) }
    func wait() async throws -> CInt { try await program.wait() }
  }

  private func capture(_ settings: String, _ arguments: [String] = []) throws -> Run {
    let device = try FaultyCard.device(source: Self.source, settings)
    let program = try Program(
      "aai-capture", ["-D", "card"] + arguments, environment: device.environment, input: .closed)
    return Run(device: device, program: program)
  }

  @Test("overruns are measured and filled with silence, so that nothing slips")
  func overruns() async throws {
    let run = try capture(
      #"faults "overrun 8000 250, overrun 20000 43, overrun 28000 0""#, ["-d", "3", "-v"])
    #expect(try await run.wait() == 0)
    #expect(run.output.bytes.count == 96_000)
    let slips = FaultyCard.slips(in: run.output.bytes)
    #expect(slips.count == 3)
    // A period is 320 frames; the clock's own readings are good to a few.
    #expect(slips.allSatisfy { abs($0.error) <= 16 })
    let told = run.errors.lines.filter { $0.contains("warning: overrun, ") }
    #expect(told.count == 3)
    #expect(told.allSatisfy { $0.hasSuffix(" ms lost and filled with silence") })
    #expect(run.errors.lines.last?.hasPrefix("aai-capture: captured 3.0 s, 3 overruns (") == true)
    for (line, slip) in zip(told, slips) {
      #expect(line.contains(" \((Double(slip.silence) / 16).rounded().integer) ms "))
    }
  }

  @Test("a gap at the end of what is wanted ends with it")
  func lastGap() async throws {
    let run = try capture(#"faults "overrun 8000 900""#, ["-d", "1", "-v"])
    #expect(try await run.wait() == 0)
    #expect(run.output.bytes.count == 32_000)
    #expect(run.errors.text.contains("captured 1.0 s, 1 overrun ("))
  }

  @Test("a device whose position moves in coarse steps makes no error that grows")
  func coarseSteps() async throws {
    let faults = (1...8).map { "overrun \($0 * 4000) \($0 * 5)" }.joined(separator: ", ")
    let run = try capture(#"step 160 faults "\#(faults)""#, ["-d", "3"])
    #expect(try await run.wait() == 0)
    let slips = FaultyCard.slips(in: run.output.bytes)
    #expect(!slips.isEmpty)
    #expect(slips.allSatisfy { abs($0.error) <= 320 })
  }

  @Test(
    "a suspended device is woken or set going anew, and its sleep is silence",
    arguments: ["doze", "suspend"])
  func suspend(kind: String) async throws {
    let run = try capture(#"faults "\#(kind) 8000 400""#, ["-d", "2"])
    #expect(try await run.wait() == 0)
    let slips = FaultyCard.slips(in: run.output.bytes)
    #expect(slips.count == 1)
    #expect(slips.allSatisfy { abs($0.error) <= 16 && $0.silence >= 6400 })
    #expect(run.errors.text.hasPrefix("aai-capture: warning: the device was suspended, "))
  }

  @Test("a device that vanishes loses nothing it had given", arguments: [16_000, 16_100])
  func vanish(frames: Int) async throws {
    let run = try capture(#"faults "vanish \#(frames)""#)
    #expect(try await run.wait() == 74)
    #expect(run.output.bytes.count == frames * 2)
    #expect(run.errors.text == "aai-capture: error: card: the device is gone\n")
  }

  @Test(
    "an I/O error of the device ends the capture, with all it gave", arguments: [16_000, 16_100])
  func failure(frames: Int) async throws {
    let run = try capture(#"faults "fail \#(frames)""#)
    #expect(try await run.wait() == 74)
    #expect(run.output.bytes.count == frames * 2)
    #expect(run.errors.text == "aai-capture: error: card: input/output error\n")
  }

  @Test("a device that stalls ends the capture after 5 s, with all it gave")
  func stall() async throws {
    let run = try capture(#"faults "stall 1000""#)
    #expect(try await run.wait() == 74)
    #expect(run.output.bytes.count == 2000)
    #expect(
      run.errors.text == "aai-capture: error: card: the device has delivered nothing for 5 s\n")
  }

  @Test("a reader that stalls longer than the device's buffer loses nothing")
  func stalledReader() async throws {
    let device = try FaultyCard.device(source: Self.source)
    let pipe = try Pipe()
    // As small as a pipe gets, once the program has made it as wide as it can.
    let run = try Program(
      "aai-capture", ["-D", "card", "-B", "1s", "-r", "16000", "-d", "3"],
      environment: device.environment, input: .closed, output: .descriptor(pipe.writing))
    var bytes = [UInt8](repeating: 0, count: 65_536)
    var received: [UInt8] = []
    #expect(read(pipe.reading, &bytes, 2) == 2)
    received += bytes.prefix(2)
    _ = fcntl(pipe.writing, 1031, 4096)
    close(pipe.writing)
    // Nobody reads until all is captured: the device is closed then, and only writing is left.
    try await Task.sleep(for: .seconds(3.5))
    while case let count = read(pipe.reading, &bytes, bytes.count), count > 0 {
      received += bytes[..<count]
    }
    close(pipe.reading)
    #expect(try await run.wait() == 0)
    #expect(received.count == 96_000)
    #expect(FaultyCard.slips(in: received) == [])
    #expect(run.errors.text == "")
  }

  @Test("two seconds of exact zeros are worth one warning, until there was audio")
  func digitalSilence() async throws {
    let run = try capture(#"faults "silence 1600 2500, silence 48000 2100""#, ["-d", "5.5"])
    #expect(try await run.wait() == 0)
    let warning = "aai-capture: warning: input is digital silence (muted?)"
    #expect(run.errors.lines == [warning, warning])
  }

  @Test("USR1 sends silence while the clock runs on, and USR1 ends it")
  func mute() async throws {
    let run = try capture("", ["-v"])
    _ = try await run.output.wait { $0.utf8.count > 3200 ? true : nil }
    run.signal(SIGUSR1)
    try await run.errors.wait(until: "aai-capture: muted\n")
    try await Task.sleep(for: .milliseconds(300))
    run.signal(SIGUSR1)
    try await run.errors.wait(until: "aai-capture: not muted any more\n")
    let told = run.output.bytes.count
    while run.output.bytes.count < told + 8000 { try await Task.sleep(for: .milliseconds(2)) }
    run.signal(SIGINT)
    #expect(try await run.wait() == 0)
    let slips = FaultyCard.slips(in: run.output.bytes)
    #expect(slips.count == 1)
    #expect(slips.allSatisfy { $0.error == 0 && $0.silence % 320 == 0 && $0.silence > 3200 })
  }

  @Test("--muted begins with silence")
  func muted() async throws {
    let run = try capture("", ["-d", "200ms", "--muted"])
    #expect(try await run.wait() == 0)
    #expect(run.output.bytes == Array(repeating: 0, count: 6400))
  }
}

extension Double {
  fileprivate var integer: Int { Int(self) }
}
