import Glibc
import Synchronization

/// The plug-in of `Fixtures/faulty_pcm.c`, compiled when first asked for.
///
/// A device of it is paced in real time and goes wrong when told to; each sample says when it was.
public enum FaultyCard {
  private static let library = Mutex<TemporaryFolder?>(nil)

  /// A device called `card`, and whatever else `more` defines.
  ///
  /// - Parameters:
  ///   - source: Where `faulty_pcm.c` is.
  ///   - settings: In the syntax that file documents: `channels 2 faults "vanish 16000"`.
  public static func device(
    source: String, _ settings: String = "", more: String = ""
  ) throws -> AudioDevice {
    try AudioDevice(
      configuration: """
        \(definition(source: source, settings))
        \(more)

        """)
  }

  /// What defines `card` in a configuration of ALSA's.
  public static func definition(source: String, _ settings: String = "") throws -> String {
    """
    pcm_type.faulty { lib "\(try compile(source))" }
    pcm.card { type faulty \(settings) }
    """
  }

  private static func compile(_ source: String) throws -> String {
    try library.withLock { folder in
      if let folder { return folder.path + "/faulty.so" }
      let made = try TemporaryFolder()
      let command = "cc -DPIC -O1 -shared -fPIC -o \(made.path)/faulty.so '\(source)' -lasound"
      guard system(command) == 0 else { throw Failed("cannot compile \(source)") }
      folder = made
      return made.path + "/faulty.so"
    }
  }

  /// Where a recording left the clock.
  public struct Slip: Sendable, Equatable {
    /// The first frame after the silence.
    public let frame: Int
    /// Frames of silence before it.
    public let silence: Int
    /// How many frames too early it stands in the recording; less than 0 is too late.
    public let error: Int
  }

  /// Compares the first channel of a recording with the clock that its samples carry.
  ///
  /// - Returns: Each place where audio resumes after silence, or jumps without any.
  public static func slips(in bytes: [UInt8], channels: Int = 1) -> [Slip] {
    var found: [Slip] = []
    var silence = 0
    var last = 0
    for frame in 0..<(bytes.count / 2 / channels) {
      let place = frame * channels * 2
      let sample = Int(bytes[place]) | Int(bytes[place + 1]) << 8
      guard sample != 0 else {
        silence += 1
        continue
      }
      let ahead = (sample - 1 - frame % 30_000 + 45_000) % 30_000 - 15_000
      if silence > 0 || ahead != last {
        found.append(Slip(frame: frame, silence: silence, error: ahead))
      }
      (silence, last) = (0, ahead)
    }
    return found
  }
}
