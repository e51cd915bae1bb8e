import AAIProtocol
import ArgumentParser
import AudioInput

/// An encoding that Gladia takes.
struct LiveEncoding: ExpressibleByArgument {
  let encoding: AudioEncoding

  init?(argument: String) {
    guard let encoding = AudioEncoding(spelling: argument),
      AudioRequirements.gladia.encodings.contains(encoding)
    else { return nil }
    self.encoding = encoding
  }

  static var allValueStrings: [String] {
    AudioEncoding.allCases.filter(AudioRequirements.gladia.encodings.contains).map(\.rawValue)
  }
}
