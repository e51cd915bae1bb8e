import Glibc
import TestKit
import Testing
import ToolSupport

@Suite("waiting for input or a ring")
struct WakeUpTests {
  @Test("what comes first is answered, and a ring before anything else")
  func order() throws {
    let pipe = try Pipe()
    let input = StandardInput(descriptor: pipe.reading)
    let wakeUp = WakeUp()
    #expect(input.wait(orFor: wakeUp, timeout: .zero) == .timedOut)
    _ = write(pipe.writing, "x", 1)
    #expect(input.wait(orFor: wakeUp) == .ready)
    wakeUp.ring()
    #expect(input.wait(orFor: wakeUp) == .woken)
    wakeUp.answer()
    #expect(input.wait(orFor: wakeUp) == .ready)
    close(pipe.writing)
    close(pipe.reading)
  }

  @Test("a ring from another thread ends the wait, and the end of input does")
  func threads() throws {
    let pipe = try Pipe()
    let input = StandardInput(descriptor: pipe.reading)
    let wakeUp = WakeUp()
    BlockingThread.start { wakeUp.ring() }
    #expect(input.wait(orFor: wakeUp) == .woken)
    wakeUp.answer()
    BlockingThread.start { [end = pipe.writing] in close(end) }
    #expect(input.wait(orFor: wakeUp) == .ready)
    close(pipe.reading)
  }

  @Test("more rings than anybody answers never block the one who rings")
  func many() {
    let wakeUp = WakeUp()
    for _ in 0..<100_000 { wakeUp.ring() }
  }
}
