/// What a client says on a Gladia live v2 connection, other than audio as bytes.
public enum LiveMessage: Sendable {
  /// Audio in the declared encoding; empty, it only shows that the client is there.
  case audioChunk([UInt8])
  case stopRecording

  public var text: String {
    switch self {
    case .audioChunk(let bytes):
      // Base64 needs no escapes, and a tree for every chunk would be a waste.
      "{\"type\":\"audio_chunk\",\"data\":{\"chunk\":\"\(Base64.text(bytes))\"}}"
    case .stopRecording: "{\"type\":\"stop_recording\"}"
    }
  }
}
