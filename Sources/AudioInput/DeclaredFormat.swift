public import AAIProtocol

/// What the user says by hand about the audio; `nil` where nothing was said.
public struct DeclaredFormat: Sendable {
  public var encoding: AudioEncoding?
  public var sampleRate: Int?

  public init(encoding: AudioEncoding? = nil, sampleRate: Int? = nil) {
    self.encoding = encoding
    self.sampleRate = sampleRate
  }

  /// What bare samples are taken for.
  public var rawFormat: AudioFormat {
    AudioFormat(encoding ?? .pcmS16LE, sampleRate: sampleRate ?? 16_000)
  }

  /// Whether the container's own bytes are what was asked for.
  func wants(_ container: Container) -> Bool {
    switch (encoding, container) {
    case (.opus, .ogg), (.oggOpus, .ogg), (.aac, .adts): true
    default: false
    }
  }

  /// The option that says otherwise than `format`, as the user spelled it.
  func contradiction(to format: AudioFormat) -> String? {
    if let encoding, encoding != format.encoding { return "-e \(encoding.rawValue)" }
    if let sampleRate, sampleRate != format.sampleRate { return "-r \(sampleRate)" }
    return nil
  }
}
