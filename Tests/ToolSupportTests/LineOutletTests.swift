import Glibc
import TestKit
import Testing

@testable import ToolSupport

@Suite("what nobody has read")
struct LineOutletTests {
  private func turn(_ order: Int, isFinal: Bool = true, formatted: Bool = true) -> [UInt8] {
    Array(
      (#"{"type":"Turn","turn_order":\#(order),"end_of_turn":\#(isFinal),"#
        + #""turn_is_formatted":\#(formatted),"transcript":"said","words":[]}"# + "\n").utf8)
  }

  private func transcript(_ order: Int, isFinal: Bool = true) -> [UInt8] {
    Array(
      (#"{"type":"transcript","session_id":"s","data":{"id":"00-0000000\#(order)","#
        + #""is_final":\#(isFinal),"utterance":{"text":"said","start":0.1,"end":0.5,"#
        + #""channel":0,"words":[]}}}"# + "\n").utf8)
  }

  /// An outlet into a pipe.
  private func outlet() throws -> (LineOutlet, Pipe) {
    let pipe = try Pipe()
    signal(SIGPIPE, SIG_IGN)
    return (LineOutlet(StandardStream(descriptor: pipe.writing)), pipe)
  }

  private func read(_ pipe: Pipe, _ count: Int) {
    var buffer = [UInt8](repeating: 0, count: count)
    #expect(Glibc.read(pipe.reading, &buffer, count) == count)
  }

  @Test("final turns count that were written after the reader had left")
  func after() throws {
    var (outlet, pipe) = try outlet()
    defer { close(pipe.writing) }
    #expect(outlet.write(turn(0)) == nil)
    read(pipe, turn(0).count)
    close(pipe.reading)
    #expect(outlet.write(turn(1, isFinal: false)) == .readerLeft)
    #expect(outlet.write(turn(1)) == nil)
    #expect(outlet.write(turn(2, isFinal: false)) == nil)
    #expect(outlet.finish() == nil)
    #expect(outlet.loss == .readerLeft)
    #expect(outlet.unread.count == 1)
  }

  @Test("and those that it left in the pipe, also one of which it has read a part")
  func inThePipe() throws {
    var (outlet, pipe) = try outlet()
    defer { close(pipe.writing) }
    for order in 0..<5 { #expect(outlet.write(turn(order)) == nil) }
    read(pipe, 2 * turn(0).count + 10)
    close(pipe.reading)
    #expect(outlet.finish() == .readerLeft)
    #expect(outlet.unread.count == 3)
  }

  @Test("a reader that has read everything before it left missed nothing")
  func everything() throws {
    var (outlet, pipe) = try outlet()
    defer { close(pipe.writing) }
    #expect(outlet.write(turn(0)) == nil)
    read(pipe, turn(0).count)
    close(pipe.reading)
    #expect(outlet.finish() == nil)
    #expect(outlet.loss == nil)
    #expect(outlet.unread.count == 0)
  }

  @Test("a turn counts once, however often the service sends it, and of Gladia's as well")
  func once() throws {
    var unread = UnreadTurns()
    unread.add(turn(0, formatted: false))
    unread.add(turn(0))
    unread.add(turn(1, formatted: false))
    #expect(unread.count == 2)
    unread.add(Array("not JSON\n".utf8))
    unread.add(Array(#"{"type":"Termination"}"#.utf8))
    unread.add(transcript(7, isFinal: false))
    unread.add(transcript(7))
    #expect(unread.count == 3)
  }

  @Test("a line may be nested as deep as is ever read, on the thread that writes")
  func deep() {
    let nested = String(repeating: "[", count: 509) + String(repeating: "]", count: 509)
    let line = Array(
      (#"{"type":"Turn","turn_order":0,"end_of_turn":true,"transcript":"said","turn_is_formatted""#
        + #":true,"words":[{"text":"said","deep":\#(nested)}],"deep":\#(nested)}"#).utf8)
    let counted = BoundedQueue<Int>(capacity: 1)
    ToolSupport.Thread.start {
      var unread = UnreadTurns()
      unread.add(line)
      counted.push(unread.count)
    }
    #expect(counted.pop() == 1)
  }

  @Test("a full disk is found once")
  func full() throws {
    let full = open("/dev/full", O_WRONLY | O_CLOEXEC)
    defer { close(full) }
    var outlet = LineOutlet(StandardStream(descriptor: full))
    #expect(outlet.write(turn(0)) == .failed(SystemError(code: ENOSPC)))
    #expect(outlet.write(turn(1)) == nil)
    #expect(outlet.unread.count == 2)
  }
}
