/// One text frame of a Gladia live v2 session.
public enum LiveEvent: Sendable, Equatable {
  case startSession, startRecording
  /// Audio has arrived.
  case audioAcknowledged(AudioAcknowledgment)
  case speechStart(AudioTime)
  case speechEnd(AudioTime)
  case transcript(LiveTranscript)
  /// `stop_recording` has arrived; what is left of the audio, where the service says.
  case stopAcknowledged(left: Duration?)
  case endRecording(duration: Duration?)
  case postFinalTranscript(LiveResult)
  case endSession
  case error(message: String?)
  /// A known type that carries nothing the toolkit reads, such as a translation.
  case other(type: String)

  public struct AudioAcknowledgment: Sendable, Equatable {
    public var isAccepted: Bool
    /// Bytes of audio, from and up to.
    public var byteRange: Range<Int>?
    /// Why it was not accepted.
    public var error: String?

    public init(isAccepted: Bool, byteRange: Range<Int>?, error: String? = nil) {
      self.isAccepted = isAccepted
      self.byteRange = byteRange
      self.error = error
    }
  }
}

extension LiveEvent {
  /// Reads the bytes of one frame; `nil` for a type that is not Gladia's.
  public init?(parsing frame: some Sequence<UInt8>) throws(JSONSyntaxError) {
    guard case .live(let event) = try EventLine(parsing: frame) else { return nil }
    self = event
  }

  init?(type: String, _ fields: EventFields) {
    let data = fields[.data]
    switch type {
    case "start_session": self = .startSession
    case "start_recording": self = .startRecording
    case "audio_chunk":
      self = .audioAcknowledged(
        AudioAcknowledgment(
          isAccepted: fields[.acknowledged].bool ?? false,
          byteRange: data.member("byte_range").byteRange,
          error: fields[.error].member("message").string))
    case "speech_start": self = .speechStart(data.member("time").secondsOfAudio ?? .zero)
    case "speech_end": self = .speechEnd(data.member("time").secondsOfAudio ?? .zero)
    case "transcript":
      guard let transcript = LiveTranscript(data) else { return nil }
      self = .transcript(transcript)
    case "stop_recording":
      self = .stopAcknowledged(left: data.member("recording_left_to_process").seconds)
    case "end_recording":
      self = .endRecording(duration: data.member("recording_duration").seconds)
    case "post_final_transcript": self = .postFinalTranscript(LiveResult(data))
    case "end_session": self = .endSession
    case "error":
      let error = data.member("message").isPresent ? data : fields[.error]
      self = .error(message: error.string ?? error.member("message").string)
    case "translation", "named_entity_recognition", "sentiment_analysis", "post_transcript",
      "post_summarization", "post_chapterization":
      self = .other(type: type)
    default: return nil
    }
  }
}
