import AAIProtocol
import ArgumentParser
import AudioInput

/// An encoding that Gladia takes.
struct LiveEncoding: ExpressibleByArgument {
  let encoding: AudioEncoding

  init?(argument: String) {
    guard let encoding = AudioEncoding(spelling: argument),
      SoundDemand.gladia.encodings.contains(encoding)
    else { return nil }
    self.encoding = encoding
  }

  static var allValueStrings: [String] {
    AudioEncoding.allCases.filter(SoundDemand.gladia.encodings.contains).map(\.rawValue)
  }
}
