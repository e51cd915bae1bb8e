/// The members at the top of an event that some part of the toolkit reads.
enum EventKey: Int, CaseIterable {
  case type, id, configuration, timestamp, confidence, transcript, words, utterance, error
  case warning, revisions, data, reason, code, attempt, session, sessions, clean, url
  case acknowledged, expiresAt, turnOrder, turnIsFormatted, endOfTurn, endOfTurnConfidence
  case languageCode, languageConfidence, speakerLabel, speakerConfidence, audioDuration
  case sessionDuration, errorCode, warningCode, audioReceived, totalDuration, realtimeFactor
  case speechProbability, latency, receivedAt, delay, audioOffset, replayed, lost, audio
  case sessionID, start, end

  var name: StaticString {
    switch self {
    case .type: "type"
    case .id: "id"
    case .configuration: "configuration"
    case .timestamp: "timestamp"
    case .confidence: "confidence"
    case .transcript: "transcript"
    case .words: "words"
    case .utterance: "utterance"
    case .error: "error"
    case .warning: "warning"
    case .revisions: "revisions"
    case .data: "data"
    case .reason: "reason"
    case .code: "code"
    case .attempt: "attempt"
    case .session: "session"
    case .sessions: "sessions"
    case .clean: "clean"
    case .url: "url"
    case .acknowledged: "acknowledged"
    case .expiresAt: "expires_at"
    case .turnOrder: "turn_order"
    case .turnIsFormatted: "turn_is_formatted"
    case .endOfTurn: "end_of_turn"
    case .endOfTurnConfidence: "end_of_turn_confidence"
    case .languageCode: "language_code"
    case .languageConfidence: "language_confidence"
    case .speakerLabel: "speaker_label"
    case .speakerConfidence: "speaker_confidence"
    case .audioDuration: "audio_duration_seconds"
    case .sessionDuration: "session_duration_seconds"
    case .errorCode: "error_code"
    case .warningCode: "warning_code"
    case .audioReceived: "total_audio_received_ms"
    case .totalDuration: "total_duration_ms"
    case .realtimeFactor: "realtime_factor"
    case .speechProbability: "max_speech_probability"
    case .latency: "latency_ms"
    case .receivedAt: "received_at"
    case .delay: "delay_ms"
    case .audioOffset: "audio_offset_ms"
    case .replayed: "replayed_ms"
    case .lost: "lost_ms"
    case .audio: "audio_ms"
    case .sessionID: "session_id"
    case .start: "start_ms"
    case .end: "end_ms"
    }
  }
}
