import ArgumentParser

/// How samples are laid out on stdout.
enum SampleFormat: String, CaseIterable, Sendable, ExpressibleByArgument {
  /// Signed 16 bits, little-endian.
  case s16le
  /// ITU-T G.711 µ-law.
  case mulaw

  /// Knows ALSA's and AssemblyAI's names, too, in any case.
  init?(argument: String) {
    switch argument.lowercased() {
    case "s16le", "s16_le", "pcm_s16le": self = .s16le
    case "mulaw", "mu_law", "pcm_mulaw": self = .mulaw
    default: return nil
    }
  }

  var bytesPerSample: Int { self == .s16le ? 2 : 1 }

  /// The byte that silence is made of.
  var silence: UInt8 { self == .s16le ? 0 : MuLaw.silence }
}
