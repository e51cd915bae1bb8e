/// How audio is written down on its way to a recogniser, named as AssemblyAI streaming v3 names it, and
/// in the same manner what Gladia takes beyond that.
public enum AudioEncoding: String, Sendable, CaseIterable {
  /// Signed 16-bit little-endian samples, mono.
  case pcmS16LE = "pcm_s16le"
  /// G.711 µ-law, one byte a sample, mono.
  case pcmMuLaw = "pcm_mulaw"
  /// Unsigned 8-bit samples, as in WAV; Gladia only.
  case pcmU8 = "pcm_u8"
  /// Signed 24-bit little-endian samples in three bytes each; Gladia only.
  case pcmS24LE = "pcm_s24le"
  /// Signed 32-bit little-endian samples; Gladia only.
  case pcmS32LE = "pcm_s32le"
  /// G.711 A-law, one byte a sample; Gladia only.
  case pcmALaw = "pcm_alaw"
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
    case "pcm_u8", "u8": self = .pcmU8
    case "pcm_s24le", "s24le", "s24_3le": self = .pcmS24LE
    case "pcm_s32le", "s32le", "s32_le": self = .pcmS32LE
    case "pcm_alaw", "alaw", "a_law": self = .pcmALaw
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
    case .pcmS24LE: 3
    case .pcmS32LE: 4
    case .pcmMuLaw, .pcmALaw, .pcmU8: 1
    case .opus, .oggOpus, .aac: nil
    }
  }

  /// The byte that, repeated, is silence; `nil` for compressed audio.
  public var silence: UInt8? {
    switch self {
    case .pcmS16LE, .pcmS24LE, .pcmS32LE: 0x00
    case .pcmU8: 0x80
    case .pcmALaw: 0xD5
    case .pcmMuLaw: 0xFF
    case .opus, .oggOpus, .aac: nil
    }
  }

  /// Whether AssemblyAI streaming v3 takes it.
  public var isAssemblyAIs: Bool {
    switch self {
    case .pcmS16LE, .pcmMuLaw, .opus, .oggOpus, .aac: true
    case .pcmU8, .pcmS24LE, .pcmS32LE, .pcmALaw: false
    }
  }
}
