import AAIProtocol

extension LiveServerSession {
  /// Ends the recording: acknowledges that, then lets the recognisers say the rest.
  mutating func stop(at now: Duration) -> [ServerAction] {
    if replay != nil { return finishReplay() }
    var actions = acknowledge(
      "stop_recording",
      ["recording_duration": seconds, "recording_left_to_process": left], at: now)
    guard state == .recording else { return actions }
    state = .draining
    unfinished = Set(listeners.indices.filter { listeners[$0].isRecognizer })
    if unfinished.isEmpty {
      for channel in listeners.indices { actions += finish(channel, at: now) }
      return actions + finish(at: now)
    }
    drainDeadline = now + Self.drainTimeout
    return actions + [.endAudio]
  }

  /// Of a recogniser only what it has said is known; a script has heard everything at once.
  private var left: JSONValue {
    guard listeners.contains(where: \.isRecognizer) else { return 0 }
    let heard = listeners.map(\.spentUntil).min() ?? 0
    return .seconds(max(milliseconds / 1000 - Double(max(heard, 0)) / 1000, 0))
  }

  mutating func finish(_ channel: Int, at now: Duration) -> [ServerAction] {
    let events = listeners[channel].finish()
    return report(events, channel, at: now)
  }

  /// The messages behind the last transcript.
  mutating func finish(at now: Duration) -> [ServerAction] {
    state = .over
    let account = transcription
    let result = JSONValue.members(
      (
        "metadata",
        .members(
          ("audio_duration", seconds),
          ("number_of_distinct_channels", .init(configuration.format.channels)),
          (
            "billing_time",
            .seconds(milliseconds / 1000 * Double(configuration.format.channels))
          ),
          ("transcription_time", .seconds(now.inSeconds)))
      ), ("transcription", account))
    self.result = result
    var actions = say(
      .lifecycleEvents, "end_recording", ["recording_duration": seconds], at: now)
    actions += say(.postProcessingEvents, "post_transcript", account, at: now)
    if configuration.wants(.postProcessingEvents) {
      actions += unable(configuration.postAddOns.map { "post_" + $0 }, at: now)
    }
    let last =
      say(.postProcessingEvents, "post_final_transcript", result, at: now)
      + say(.lifecycleEvents, "end_session", at: now)
    actions += last.map { if case .send(let text) = $0 { .sendLast(text) } else { $0 } }
    return actions + [.close(code: 1000, reason: "")]
  }

  private var transcription: JSONValue {
    let sorted = utterances.sorted { $0.start < $1.start }
    return [
      "full_transcript": .string(sorted.map(\.text).joined(separator: " ")),
      "languages": sorted.isEmpty ? [] : [.string(configuration.language)],
      "utterances": .array(sorted.map(\.json)),
    ]
  }

  private mutating func finishReplay() -> [ServerAction] {
    state = .over
    let lines = replay?.finish() ?? []
    replayedFinals += lines.count(where: ReplayedFrames.isFinal)
    return lines.map { .sendLast($0) } + [.close(code: 1000, reason: "")]
  }
}
