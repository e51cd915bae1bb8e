import AAIProtocol

extension LiveServerSession: ServerSessionMachine {
  /// Also when a client comes back: it gets what it has missed.
  mutating func open(at now: Duration) -> [ServerAction] {
    isConnected = true
    lastSeen = now
    defer {
      hasBegun = true
      missed = []
    }
    let first = hasBegun ? [] : say(.lifecycleEvents, "start_recording", at: now)
    return first + missed + (hasBegun ? [] : advance(at: now))
  }

  mutating func receive(audio bytes: [UInt8], at now: Duration) -> [ServerAction] {
    // What comes behind our Close frame was not heard, and will be sent again.
    guard isConnected, !isOver else { return [] }
    return take(audio: bytes, at: now)
  }

  mutating func receive(text: String, at now: Duration) -> [ServerAction] {
    guard isConnected, !isOver else { return [] }
    lastSeen = now
    guard let message = try? JSONValue(parsing: text), case .object = message else {
      return complain("a message is not a JSON object", at: now)
    }
    switch message["type"]?.string {
    case "audio_chunk":
      guard let chunk = message["data"]?["chunk"]?.string, let bytes = Base64.bytes(chunk) else {
        return refuse("data.chunk is no base64", at: now)
      }
      return take(audio: bytes, at: now)
    case "stop_recording":
      stopWasAsked = true
      return stop(at: now)
    case let type: return complain("unknown message type: \(type ?? "none")", at: now)
    }
  }

  private func complain(_ reason: String, at now: Duration) -> [ServerAction] {
    say(.errors, "error", LiveFrames.message(reason), at: now)
  }

  // MARK: The recognisers

  mutating func hear(
    _ event: JSONValue, on channel: Int, at now: Duration
  ) -> [ServerAction] {
    guard state != .over else { return [] }
    let events = listeners[channel].hear(event, at: Int(milliseconds))
    return deliver(report(events, channel, at: now))
  }

  mutating func recognizerEnded(on channel: Int, at now: Duration) -> [ServerAction] {
    guard state != .over else { return [] }
    guard state == .draining else { return breakDown() }
    unfinished.remove(channel)
    var actions = finish(channel, at: now)
    if unfinished.isEmpty { actions += finish(at: now) }
    return deliver(actions)
  }

  mutating func breakDown() -> [ServerAction] {
    state = .over
    error = "the recognizer failed"
    return deliver([.close(code: 1011, reason: "")])
  }

  // MARK: Time

  mutating func tick(at now: Duration) -> [ServerAction] {
    if let drainDeadline, state == .draining, now >= drainDeadline { return breakDown() }
    if !isConnected, now >= lastSeen + Self.returnTimeout {
      state = .over
      missed = []
      error = error ?? (result == nil ? "the client did not come back" : nil)
      return []
    }
    guard isConnected, state == .recording else { return [] }
    if now >= identity.cap { return stop(at: now) }
    if now >= lastSeen + Self.idleTimeout {
      isConnected = false
      lastSeen = now
      return [.hangUp]
    }
    return replay == nil ? [] : advance(at: now)
  }

  var nextDeadline: Duration? {
    guard !isOver else { return nil }
    guard isConnected else {
      return min(lastSeen + Self.returnTimeout, drainDeadline ?? lastSeen + Self.returnTimeout)
    }
    if state == .draining { return drainDeadline }
    return [replay?.nextDeadline, lastSeen + Self.idleTimeout].compactMap(\.self)
      .reduce(identity.cap, min)
  }

  // MARK: The end

  /// A client that takes its leave has ended the recording; any other may come back.
  mutating func disconnect(isPolite: Bool, at now: Duration) -> [ServerAction] {
    isConnected = false
    lastSeen = now
    guard isPolite, !isOver else { return [] }
    let actions = state == .recording && replay == nil ? deliver(stop(at: now)) : []
    missed = []
    return actions
  }

  mutating func close(code: UInt16, text: String?) -> [ServerAction] {
    isConnected = false
    return [.close(code: code, reason: text ?? "")]
  }

  /// What a client has missed keeps the session for it.
  var isOver: Bool { state == .over && missed.isEmpty }

  var account: SessionAccount {
    SessionAccount(
      audioMilliseconds: milliseconds, turns: utterances.count + replayedFinals,
      farewell: stopWasAsked ? "stop_recording" : nil, error: error,
      result: result)
  }
}
