import Glibc
import TestKit
import Testing

/// Readers that are no common pipe's.
@Suite("where aai-capture writes")
struct OutletTests {
  @Test(
    "a non-blocking pipe or socket gets every byte, and stays as it is", arguments: [true, false])
  func nonBlocking(isPipe: Bool) async throws {
    let device = try AudioDevice(playing: CaptureTests.audio)
    var ends: [CInt] = [-1, -1]
    if isPipe {
      let pipe = try Pipe()
      ends = [pipe.reading, pipe.writing]
    } else {
      #expect(socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &ends) == 0)
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    }
    let flags = fcntl(ends[1], F_GETFL) | O_NONBLOCK
    _ = fcntl(ends[1], F_SETFL, flags)
    let run = try Program(
      "aai-capture", ["-q", "-d", "30"], environment: device.environment, input: .closed,
      output: .descriptor(ends[1]))
    var buffer = [UInt8](repeating: 0, count: 50_000)
    var received: [UInt8] = []
    func read() -> Bool {
      let count = Glibc.read(ends[0], &buffer, buffer.count)
      received += buffer[..<max(0, count)]
      return count > 0
    }
    #expect(read())
    #expect(fcntl(ends[1], F_GETFL) == flags)
    close(ends[1])
    while read() {}
    close(ends[0])
    #expect(try await run.wait() == 0)
    #expect(received.count == 30 * 32_000)
    #expect(received.starts(with: CaptureTests.audio))
  }

  @Test("a reader that leaves is no error where SIGPIPE is ignored, either")
  func ignoredSIGPIPE() async throws {
    let device = try AudioDevice(playing: CaptureTests.audio)
    let pipe = try Pipe()
    let run = try Program(
      "/bin/sh", ["-c", "trap '' PIPE; exec \(Program.folder)/aai-capture -q"],
      environment: device.environment, input: .closed, output: .descriptor(pipe.writing))
    close(pipe.writing)
    var byte: UInt8 = 0
    #expect(read(pipe.reading, &byte, 1) == 1)
    close(pipe.reading)
    #expect(try await run.wait() == 0)
    #expect(run.errors.text == "")
  }

  @Test("a signal that was ignored when it began stays ignored")
  func ignoredInterrupt() async throws {
    let device = try FaultyCard.device(source: FaultyDeviceTests.source)
    let run = try Program(
      "/bin/sh", ["-c", "trap '' INT; exec \(Program.folder)/aai-capture -D card -d 1"],
      environment: device.environment, input: .closed)
    while run.output.bytes.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
    run.signal(SIGINT)
    #expect(try await run.wait() == 0)
    #expect(run.output.bytes.count == 32_000)
  }
}
