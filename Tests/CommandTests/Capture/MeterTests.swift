import TestKit
import Testing

@testable import aai_capture

@Suite("aai-capture on a terminal")
struct MeterTests {
  @Test("audio is not written to a terminal")
  func refusal() async throws {
    let terminal = try PseudoTerminal()
    let run = try Program("aai-capture", [], input: .closed, output: .terminal(terminal))
    #expect(try await run.wait() == 64)
    #expect(
      run.errors.text == """
        aai-capture: error: audio is not written to a terminal
        aai-capture: hint: send it on: aai-capture | aai-stream, \
        or keep it: aai-capture > talk.raw

        """)
    #expect(try await terminal.finish() == [])
  }

  @Test("the meter is redrawn in place and gone without a trace at the end")
  func meter() async throws {
    let device = try FaultyCard.device(source: FaultyDeviceTests.source)
    let terminal = try PseudoTerminal(columns: 60)
    let run = try Program(
      "aai-capture", ["-D", "card", "-d", "1", "-V"], environment: device.environment,
      input: .closed, errors: .terminal(terminal))
    #expect(try await run.wait() == 0)
    let drawn = String(decoding: try await terminal.finish(), as: UTF8.self)
    #expect(!drawn.contains("\n"))
    let drawings = drawn.split(separator: "\r", omittingEmptySubsequences: true)
    #expect(drawings.count > 5)
    #expect(drawings.last == "\u{1B}[K")
    for drawing in drawings.dropLast() {
      #expect(drawing.hasSuffix("\u{1B}[K"))
      #expect(drawing.count - 3 < 60)
      #expect(drawing.contains("rms") && drawing.contains("peak"))
    }
  }

  @Test("a warning has a line of its own beside the meter")
  func warning() async throws {
    let device = try FaultyCard.device(
      source: FaultyDeviceTests.source, #"faults "overrun 8000 100""#)
    let terminal = try PseudoTerminal()
    let run = try Program(
      "aai-capture", ["-D", "card", "-d", "1", "-V"], environment: device.environment,
      input: .closed, errors: .terminal(terminal))
    #expect(try await run.wait() == 0)
    let drawn = String(decoding: try await terminal.finish(), as: UTF8.self)
    #expect(drawn.contains("\r\u{1B}[Kaai-capture: warning: overrun, "))
  }

  @Test("-V draws nothing where there is no terminal")
  func noTerminal() async throws {
    let device = try FaultyCard.device(source: FaultyDeviceTests.source)
    let run = try Program(
      "aai-capture", ["-D", "card", "-d", "300ms", "-V"], environment: device.environment,
      input: .closed)
    #expect(try await run.wait() == 0)
    #expect(run.errors.text == "")
  }

  @Test("a full-scale square wave is 0 dBFS, a half-scale one -6, silence minus infinity")
  func levels() {
    func level(_ samples: [Int16]) -> Level { samples.withUnsafeBufferPointer { Level($0) } }
    let full = level([.min, .min, .min])
    #expect(full.rmsDecibels == 0 && full.peakDecibels == 0 && full.isClipped)
    let half = level([16_384, -16_384])
    #expect(abs(half.rmsDecibels + 6.02) < 0.01)
    #expect(!half.isClipped)
    #expect(level([0, 0]).peakDecibels == -.infinity)
  }

  @Test("the peak is held, the clip mark stays a while, and no column is exceeded")
  func line() {
    var line = MeterLine()
    let loud = [Int16.max].withUnsafeBufferPointer { Level($0) }
    let quiet = [Int16(3277)].withUnsafeBufferPointer { Level($0) }
    line.advance(to: loud, isMuted: false)
    line.advance(to: quiet, isMuted: false)
    #expect(line.text(columns: 80).contains("rms -20.0  peak  -0.0 dBFS  CLIP"))
    #expect(line.text(columns: 80).contains("#"))
    for _ in 0..<40 { line.advance(to: quiet, isMuted: true) }
    #expect(line.text(columns: 80).contains("peak -20.0 dBFS  MUTE"))
    for columns in 0...200 { #expect(line.text(columns: columns).count < max(columns, 1)) }
  }
}
