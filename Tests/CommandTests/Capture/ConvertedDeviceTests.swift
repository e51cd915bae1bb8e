import TestKit
import Testing

/// What most cards are to most programs: 48 kHz stereo behind ALSA's converters.
@Suite("aai-capture and a device that is converted")
struct ConvertedDeviceTests {
  private func capture(
    faults: String, _ arguments: [String] = []
  ) async throws -> (status: CInt, bytes: [UInt8], errors: [String]) {
    let device = try FaultyCard.device(
      source: FaultyDeviceTests.source,
      more: """
        pcm.default {
          type plug
          slave.pcm { type faulty rate 48000 channels 2 faults "\(faults)" }
        }
        """)
    let run = try Program(
      "aai-capture", arguments, environment: device.environment, input: .closed)
    let status = try await run.wait()
    return (status, run.output.bytes, run.errors.lines)
  }

  @Test("overruns and suspends below the converters are filled, so that nothing slips")
  func gaps() async throws {
    let run = try await capture(
      faults: "overrun 24000 250, overrun 60000 43, suspend 84000 300", ["-d", "3"])
    #expect(run.status == 0)
    #expect(run.bytes.count == 96_000)
    #expect(run.errors.count >= 3)
    // Frames count up by 3 now; near a gap and a wrap, the converter's filter rings.
    let samples = (0..<48_000).map {
      Int(Int16(truncatingIfNeeded: Int(run.bytes[$0 * 2]) | Int(run.bytes[$0 * 2 + 1]) << 8))
    }
    let errors = samples.indices.filter { samples[$0] != 0 }.map {
      (samples[$0] - 3 * $0 % 30_000 + 45_000) % 30_000 - 15_000
    }
    let usual = errors[4000]
    #expect(errors.count { abs($0 - usual) > 3 * 32 } < errors.count / 20)
  }

  @Test("a device that vanishes below the converters is told from one that fails")
  func vanish() async throws {
    let run = try await capture(faults: "vanish 48000")
    #expect(run.status == 74)
    // What the converters still hold is theirs.
    #expect(run.bytes.count <= 32_000)
    #expect(run.errors == ["aai-capture: error: default: the device is gone"])
  }

  @Test("-v names a device that has no name of its own as it was asked for")
  func unnamed() async throws {
    let run = try await capture(faults: "", ["-d", "100ms", "-v"])
    #expect(run.errors.first?.hasPrefix("aai-capture: default: default, period 320 ") == true)
  }
}
