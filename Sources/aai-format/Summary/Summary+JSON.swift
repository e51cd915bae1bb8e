import AAIProtocol

extension Summary {
  /// The schema that the manual page describes; members without a value are `null`.
  var json: JSONValue {
    let total = talk.total
    return [
      "sessions": .init(connection.sessions),
      "models": .array(models.map { .string($0.terminalSafe) }),
      "audio_ms": .init(connection.audio.milliseconds),
      "billed_ms": connection.billed.map { .init($0.milliseconds) } ?? .null,
      "turns": .init(turns),
      "words": .init(total.words),
      "speech_ms": .init(total.time.milliseconds),
      "words_per_minute": wordsPerMinute.map { .init($0) } ?? .null,
      "speakers": .array(talk.ranking.map { speaker($0.name, $0.share) }),
      "languages": .object(
        rankedLanguages.map { (key: $0.code.terminalSafe, value: JSONValue($0.turns)) }),
      "confidence": [
        "mean": confidence.mean.map(rounded) ?? .null,
        "over_time": .array(confidence.means.map { $0.map(rounded) ?? .null }),
        "least_certain": .array(leastCertain.words.map(leastCertainWord)),
      ],
      "latency": latency,
      "reconnects": .init(connection.reconnects),
      "lost_ms": .init(connection.lost.milliseconds),
      "errors": .array(connection.errors.map { .string($0.terminalSafe) }),
      "error_count": .init(connection.errorCount),
      "closed": closed,
    ]
  }

  /// Of the time somebody spoke; `nil` before anybody has.
  var wordsPerMinute: Int? {
    let total = talk.total
    guard total.time > .zero, total.words > 0 else { return nil }
    return Int((Double(total.words) * 60_000 / Double(total.time.milliseconds)).rounded())
  }

  /// The one spoken in most turns first.
  var rankedLanguages: [(code: String, turns: Int)] {
    languages.map { (code: $0.key, turns: $0.value) }
      .sorted { ($1.turns, $0.code) < ($0.turns, $1.code) }
  }

  /// A speaker's part of all the time somebody spoke, 0 to 1.
  func talkShare(_ share: TalkShares.Share) -> Double {
    let total = talk.total.time
    return total > .zero ? share.time / total : 0
  }

  private func speaker(_ name: String, _ share: TalkShares.Share) -> JSONValue {
    [
      "name": .string(name.terminalSafe), "speech_ms": .init(share.time.milliseconds),
      "share": rounded(talkShare(share)), "words": .init(share.words),
    ]
  }

  private func leastCertainWord(_ word: Word) -> JSONValue {
    [
      "text": .string(word.text.terminalSafe), "confidence": rounded(word.confidence),
      "start_ms": .init(word.start.milliseconds),
    ]
  }

  private var latency: JSONValue {
    guard let median = latencies.percentile(0.5), let high = latencies.percentile(0.95) else {
      return .null
    }
    return [
      "turns": .init(latencies.count), "p50_ms": .init(median.milliseconds),
      "p95_ms": .init(high.milliseconds),
    ]
  }

  private var closed: JSONValue {
    switch connection.ending {
    case .terminated: ["how": "terminated"]
    case .failed: ["how": "error"]
    case .cut: ["how": "unknown"]
    case .closed(let event):
      [
        "how": "closed", "code": event.code.map { .init($0) } ?? .null,
        "reason": .string(event.reason.terminalSafe), "clean": .bool(event.isClean),
      ]
    }
  }

  private func rounded(_ value: Double) -> JSONValue { .number(value.decimal(places: 3)) }
}
