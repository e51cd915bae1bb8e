import AAIProtocol

/// What is known of a transcript as a whole; its size does not grow with the transcript's.
struct Summary {
  private(set) var models: [String] = []
  private(set) var turns = 0
  private(set) var talk = TalkShares()
  private(set) var languages: [String: Int] = [:]
  private(set) var confidence = ConfidenceCurve()
  private(set) var leastCertain = LeastCertainWords()
  private(set) var latencies = LatencyHistogram()
  private(set) var connection = ConnectionRecord()
  private let names: SpeakerNames
  /// Lists that a writer could fill without end stop here.
  private let limit = 64

  init(names: SpeakerNames) {
    self.names = names
  }

  mutating func add(_ spoken: SpokenTurn) {
    let turn = spoken.turn
    turns += 1
    talk.add(spoken, names)
    if let language = turn.languageCode, languages[language] != nil || languages.count < limit {
      languages[language, default: 0] += 1
    }
    for word in turn.words where word.confidence > 0 {
      confidence.add(word.confidence, at: word.start)
      leastCertain.add(word)
    }
    if let end = turn.words.last?.end { connection.reach(end) }
  }

  mutating func revise(_ revision: SpeakerRevision, session: Int) {
    talk.revise(revision, session: session, names)
  }

  mutating func add(_ line: EventLine) {
    switch line {
    case .server(.begin(let begin)):
      if let model = begin.configuration?.model, !models.contains(model), models.count < limit {
        models.append(model)
      }
    case .tool(.latency(let event)): latencies.add(event.latency)
    default: break
    }
    connection.add(line)
  }
}
