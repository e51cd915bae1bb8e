public import AAIProtocol

/// What a program can use of all the audio there is.
public struct AudioRequirements: Sendable {
  /// Uncompressed ones; what is compressed goes through as it is.
  public var encodings: Set<AudioEncoding>
  public var channels: ClosedRange<Int>
  public var sampleRates: ClosedRange<Int>
  /// As a refusal names it.
  public var words: String

  /// AssemblyAI's, and the recogniser's.
  public static let mono16Bit = AudioRequirements(
    encodings: [.pcmS16LE, .pcmMuLaw], channels: 1...1, sampleRates: AudioFormat.sampleRates,
    words: "mono 16-bit PCM or µ-law")

  public static let gladia = AudioRequirements(
    encodings: [.pcmU8, .pcmS16LE, .pcmS24LE, .pcmS32LE, .pcmMuLaw, .pcmALaw], channels: 1...8,
    sampleRates: AudioFormat.sampleRates,
    words: "PCM of 8, 16, 24 or 32 bits, A-law or µ-law in up to 8 channels")

  /// The format, if it can be used.
  ///
  /// - Parameters:
  ///   - encoding: `nil` for one that no program here knows.
  ///   - name: What it is called.
  func format(
    _ encoding: AudioEncoding?, named name: @autoclosure () -> String, channels count: Int,
    rate: Int, in container: Container
  ) -> Result<AudioFormat, ContainerRefusal> {
    guard let encoding, encodings.contains(encoding) else {
      return .failure(.unsuited(container, found: name()))
    }
    guard channels.contains(count) else {
      return .failure(.unsuited(container, found: "\(count) channels"))
    }
    guard sampleRates.contains(rate) else {
      return .failure(.unsuited(container, found: "a rate of \(rate) Hz"))
    }
    var format = AudioFormat(encoding, sampleRate: rate)
    format.channels = count
    return .success(format)
  }
}
