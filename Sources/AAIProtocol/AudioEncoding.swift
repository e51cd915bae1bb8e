/// How sound is written down on its way to a recogniser, named as AssemblyAI streaming v3 names it.
public enum AudioEncoding: String, Sendable, CaseIterable {
  /// Signed 16-bit little-endian samples, mono.
  case pcmS16LE = "pcm_s16le"
  /// G.711 µ-law, one byte a sample, mono.
  case pcmMuLaw = "pcm_mulaw"
  /// One Opus packet per message.
  case opus
  /// Opus in Ogg, cut anywhere.
  case oggOpus = "ogg_opus"
  /// AAC as an ADTS stream, cut anywhere.
  case aac

  /// Takes the service's own names and those that ALSA and ffmpeg use, in any case.
  public init?(spelling: String) {
    switch spelling.lowercased() {
    case "pcm_s16le", "s16le", "s16_le": self = .pcmS16LE
    case "pcm_mulaw", "mulaw", "mu_law", "ulaw": self = .pcmMuLaw
    case "opus": self = .opus
    case "ogg_opus": self = .oggOpus
    case "aac": self = .aac
    default: return nil
    }
  }

  /// `nil` where bytes and time do not go together.
  public var bytesPerSample: Int? {
    switch self {
    case .pcmS16LE: 2
    case .pcmMuLaw: 1
    case .opus, .oggOpus, .aac: nil
    }
  }

  /// The byte that, repeated, is silence; `nil` for compressed sound.
  public var silence: UInt8? {
    switch self {
    case .pcmS16LE: 0x00
    case .pcmMuLaw: 0xFF
    case .opus, .oggOpus, .aac: nil
    }
  }
}
