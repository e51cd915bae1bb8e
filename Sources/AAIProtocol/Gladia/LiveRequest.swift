/// The request that begins a Gladia live v2 session: a JSON object made of what differs from the
/// service's defaults.
public struct LiveRequest: Sendable {
  public private(set) var body: JSONValue = [:]

  public init() {}

  /// What the audio is; a request cannot say otherwise.
  private static let audioFields = ["encoding", "bit_depth", "sample_rate", "channels"]

  /// Sets the member that `path` leads to, through objects that are made on the way; `nil` sets none.
  public mutating func set(_ path: String..., to value: JSONValue?) {
    guard let value else { return }
    body.merge(path.reversed().reduce(value) { .object([(key: $1, value: $0)]) })
  }

  /// Lays an object over what is there, member by member.
  ///
  /// - Returns: The first member that says what the audio is, which is left to `declare`; nothing is
  ///   laid over then.
  public mutating func merge(_ other: JSONValue) -> String? {
    if let field = Self.audioFields.first(where: { other[$0] != nil }) { return field }
    body.merge(other)
    return nil
  }

  /// The sample rates that the service takes, in Hz.
  public static let sampleRates = [8000, 16_000, 32_000, 44_100, 48_000]

  /// Says what the audio is.
  public mutating func declare(_ format: AudioFormat) {
    let encoding =
      switch format.encoding {
      case .pcmMuLaw: "wav/ulaw"
      case .pcmALaw: "wav/alaw"
      default: "wav/pcm"
      }
    set("encoding", to: .string(encoding))
    set("bit_depth", to: .init(8 * (format.encoding.bytesPerSample ?? 0)))
    set("sample_rate", to: .init(format.sampleRate))
    set("channels", to: .init(format.channels))
  }

  /// Asks for acknowledgements whatever was said, since without them nothing can be sent again.
  ///
  /// - Returns: Whether somebody wants to see them, which is so unless it was said otherwise.
  public mutating func askForAcknowledgments() -> Bool {
    let flag = LiveMessageKind.acknowledgments.flag
    guard body["messages_config"]?[flag]?.bool == false else { return true }
    set("messages_config", flag, to: true)
    return false
  }
}

extension JSONValue {
  /// Members of `other` replace those of the same key; objects are merged in turn (RFC 7396, except
  /// that null is a value).
  fileprivate mutating func merge(_ other: JSONValue) {
    guard case .object(var members) = self, case .object(let additions) = other else {
      self = other
      return
    }
    for (key, value) in additions {
      if let index = members.firstIndex(where: { $0.key == key }) {
        members[index].value.merge(value)
      } else {
        members.append((key, value))
      }
    }
    self = .object(members)
  }
}
