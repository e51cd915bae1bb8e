/// Makes one transcript of the events of one or several sessions: each final turn once, on one clock.
///
/// With two-step formatting a final turn comes twice, first as it was heard, then formatted. The
/// first is held until the second, until something later, or until the end of input.
public struct TurnAssembler: Sendable {
  /// What the caller has a use for; the rest is not even decoded.
  public struct Needs: OptionSet, Sendable {
    public var rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Turns that are not final.
    public static let partials = Needs(rawValue: 1)
    /// The words of each turn.
    public static let words = Needs(rawValue: 2)
    /// The words of turns that say who spoke.
    public static let speakers = Needs(rawValue: 4)
    /// Events that are no turns.
    public static let others = Needs(rawValue: 8)
  }

  private let needs: Needs
  private let revisions: SpeakerRevisions
  private var clock = SessionClock()
  private var finished = FinishedTurns()
  /// Gladia's name for the session, which every frame of its bears.
  private var liveID: String?
  private var held: Turn?
  /// When the turn under way began, if the service has said so.
  private var speechStart: AudioTime?
  private var formatsInTwoSteps = true
  private var hasChannels: Bool
  private let severalChannels: Set<String>

  /// - Parameters:
  ///   - revisions: What is already known to be revised later on.
  ///   - severalChannels: Gladia's sessions that are known to have more than one channel; "" for those
  ///     without a name.
  public init(
    needs: Needs = [.partials, .words, .others], revisions: SpeakerRevisions = SpeakerRevisions(),
    severalChannels: Set<String> = []
  ) {
    self.needs = needs
    self.revisions = revisions
    self.severalChannels = severalChannels
    hasChannels = severalChannels.contains("")
  }

  /// Whether a turn waits for its formatted twin.
  public var isHolding: Bool { held != nil }

  public mutating func receive(_ line: EventLine) -> [TranscriptEvent] {
    switch line {
    case .server(.turn(let turn)): return receive(turn)
    case .server(.begin(let begin)):
      return change(line) { assembler in
        if assembler.clock.begin(id: begin.id) { assembler.startSession(begin) }
      }
    case .server(.unusable(let event)) where event.type == "Begin":
      return change(line) { assembler in
        if assembler.clock.begin(id: nil) { assembler.startSession(nil) }
      }
    case .tool(.resumed(let event)):
      return change(line) { assembler in
        if assembler.clock.resume(event) { assembler.startSession(nil) }
      }
    case .server(.termination(let event)):
      return change(line) { assembler in
        if let audio = event.audioDuration { assembler.clock.reach(assembler.clock.offset + audio) }
        assembler.clock.endSession()
      }
    case .live(.startSession):
      return change(line) { assembler in
        guard assembler.liveID == nil, !assembler.finished.isEmpty else { return }
        if assembler.clock.begin(id: nil) { assembler.startSession(nil) }
      }
    case .live(.endSession):
      return change(line) { $0.clock.endSession() }
    case .tool(.closed(let event)):
      return change(line) { $0.clock.close(audio: event.audio) }
    case .server(.speechStarted(let event)):
      return change(line) { $0.speechStart = event.timestamp }
    case .server(.error), .tool(.reconnecting):
      return change(line) { _ in }
    case .server(.speakerRevision(let revision)):
      for change in revision.changes where change.turnOrder == held?.order {
        held?.revise(change)
      }
      return release() + [.revised(revision, session: clock.session)]
    case .live(.transcript(let transcript)): return receive(transcript)
    default: return needs.contains(.others) ? [.other(line)] : []
    }
  }

  /// Lets go of a turn whose twin does not come.
  public mutating func release() -> [TranscriptEvent] {
    guard let turn = held else { return [] }
    held = nil
    return finish(turn)
  }

  /// The end of an input; what follows belongs to another stream.
  public mutating func endStream() -> [TranscriptEvent] {
    defer { clock.endStream() }
    return release()
  }

  private mutating func change(_ line: EventLine, _ body: (inout TurnAssembler) -> Void)
    -> [TranscriptEvent]
  {
    let released = release()
    body(&self)
    return needs.contains(.others) ? released + [.other(line)] : released
  }

  private mutating func startSession(_ begin: Begin?) {
    finished = FinishedTurns()
    speechStart = nil
    if begin != nil { liveID = nil }
    guard let model = begin?.configuration?.model else { return }
    // Of these no final turn is ever followed by a formatted one.
    formatsInTwoSteps = !["u3-", "universal-3", "pocketsphinx"].contains { model.hasPrefix($0) }
  }

  /// What follows the end of a session belongs to another one, though nothing says that it begins.
  private mutating func startSessionIfEnded() {
    if clock.beginIfEnded() { startSession(nil) }
  }

  private mutating func receive(_ turn: Turn) -> [TranscriptEvent] {
    startSessionIfEnded()
    var events: [TranscriptEvent] = []
    if let waiting = held,
      turn.order != waiting.order
        || turn.isFinal && !turn.transcript.isBlank && !FinishedTurns.isSame(turn, as: waiting)
    {
      events = release()
    }
    guard turn.isFinal else {
      if needs.contains(.partials), !finished.contains(turn.order), held == nil {
        events.append(.partial(place(turn)))
      }
      return events
    }
    if turn.transcript.isBlank { return events }
    switch finished.relation(to: turn) {
    case .new: break
    case .again: return events
    case .other:
      // Gladia's frames say which session they belong to.
      if liveID == nil, clock.begin(id: nil) { startSession(nil) }
    }
    if !turn.isFormatted && formatsInTwoSteps {
      held = turn
      return events
    }
    held = nil
    return events + finish(turn)
  }

  private mutating func finish(_ turn: Turn) -> [TranscriptEvent] {
    finished.insert(turn)
    var turn = turn
    if let change = revisions[turn.order, session: clock.session] { turn.revise(change) }
    var spoken = place(turn)
    if needs.contains(.words) || !turn.words.isEmpty {
      spoken.turn.alignWords(speechStart: speechStart.map { clock.place($0) })
    }
    speechStart = nil
    if let end = spoken.turn.words.last?.end { clock.reach(end) }
    return [.final(spoken)]
  }

  private func place(_ turn: Turn) -> SpokenTurn {
    var turn = turn
    turn.dropBlankWords()
    for index in turn.words.indices {
      let word = turn.words[index]
      turn.words[index].start = clock.place(word.start)
      turn.words[index].end = clock.place(max(word.start, word.end))
    }
    return SpokenTurn(session: clock.session, turn: turn)
  }
}

extension TurnAssembler {
  /// As `receive(_:)`, without decoding what nobody needs.
  package mutating func receive(_ fields: EventFields) -> [TranscriptEvent] {
    guard fields[.type].reads("Turn") else {
      let line = EventLine(fields)
      guard case .live = line else { return receive(line) }
      return join(fields[.sessionID].string) + receive(line)
    }
    if fields[.endOfTurn].bool == false, !needs.contains(.partials) {
      guard let waiting = held, let order = fields[.turnOrder].int, order != waiting.order else {
        return []
      }
      return release()
    }
    do throws(UnusableEvent) {
      return receive(try Turn(fields, words: needsWords(of: fields)))
    } catch {
      return [.other(.server(.unusable(error)))]
    }
  }

  /// Takes note of the session that a frame of Gladia's belongs to.
  private mutating func join(_ id: String?) -> [TranscriptEvent] {
    guard let id, id != liveID || clock.hasEnded else { return [] }
    let events = release()
    let isFirst = liveID == nil && finished.isEmpty && !clock.hasEnded
    liveID = id
    hasChannels = severalChannels.contains(id)
    if !isFirst, clock.begin(id: nil) { startSession(nil) }
    return events
  }

  private func needsWords(of fields: EventFields) -> Bool {
    needs.contains(.words)
      || needs.contains(.speakers)
        && (fields[.speakerLabel].isString
          || fields[.words].spelling.contains("\"speaker\"", rarest: 5))
  }

  private mutating func receive(_ transcript: LiveTranscript) -> [TranscriptEvent] {
    if transcript.channel > 0 { hasChannels = true }
    let speaker = transcript.speaker ?? (hasChannels ? transcript.channel : nil)
    return receive(
      Turn(
        order: transcript.order, isFinal: transcript.isFinal, transcript: transcript.text,
        words: transcript.wordsOrWhole, languageCode: transcript.language,
        speakerLabel: speaker.flatMap { Unicode.Scalar(0x41 + $0 % 26) }.map { String($0) }))
  }
}

extension LiveTranscript {
  /// The words, or what is known of all of them together.
  fileprivate var wordsOrWhole: [Word] {
    guard words.isEmpty else { return words }
    return [
      Word(
        start: start, end: end, text: text, confidence: max(0, min(1, confidence ?? 0)),
        isFinal: isFinal)
    ]
  }

  /// A number of the utterance's own, which stands for its place in the session.
  fileprivate var order: Int {
    guard let id else { return Int(start.milliseconds) }
    // `00-00000011`: the channel and a count.
    let parts = id.split(separator: "-")
    if parts.count == 2, let channel = Int32(parts[0]), let count = Int32(parts[1]) {
      return Int(channel) << 32 | Int(count)
    }
    return id.utf8.reduce(5381) { ($0 &* 33) ^ Int($1) }
  }
}

extension String {
  fileprivate var isBlank: Bool { unicodeScalars.allSatisfy(\.properties.isWhitespace) }
}
