import AAIProtocol
import ToolSupport
import WebSocketTransport

/// Gladia live v2.
extension Service {
  /// The service's own limit.
  private static let liveMessageLimit = 1 << 20

  func answerLive(_ request: ServerRequest) -> ServerReply {
    if request.isUpgrade { return connectLive(request) }
    do throws(LiveConfiguration.Refusal) {
      if let rejection = rejectionOfGrant(request) {
        throw .init(status: rejection, message: "rejected on request")
      }
      guard policy.credentials.accept(request.fields["x-gladia-key"].first ?? "") else {
        throw .init(status: 401, message: "gladia key not found")
      }
      let id = Substring(request.path.dropFirst("/v2/live/".count))
      switch (request.method, id.isEmpty) {
      case ("POST", true): return try grant(request)
      case ("GET", true):
        return LiveAnswer.list(
          desk.tickets, query: Substring(request.query), base: base(of: request, scheme: "http"))
      case ("GET", false) where id.hasSuffix("/file"):
        return try file(try ticket(id.dropLast("/file".count)))
      case ("GET", false): return LiveAnswer.report(try ticket(id))
      case ("DELETE", false):
        desk.remove(try ticket(id))
        return .answer(HTTPResponse(status: 202))
      default:
        throw .init(
          status: 404, message: "Cannot \(request.method) \(request.path)")
      }
    } catch {
      return LiveAnswer.refusal(error, to: request, at: WallClock.now)
    }
  }

  private func ticket(_ id: Substring) throws(LiveConfiguration.Refusal) -> GrantedSession {
    guard let ticket = desk[id: id] else {
      throw .init(status: 404, message: "Live job not found")
    }
    return ticket
  }

  /// Leads back to where the client has found this server, whatever name that has there.
  private func base(of request: ServerRequest, scheme: String) -> String {
    "\(scheme)\(isSecure ? "s" : "")://\(request.fields["Host"].first ?? "")"
  }

  /// The audio that came, where it is kept.
  private func file(_ ticket: GrantedSession) throws(LiveConfiguration.Refusal) -> ServerReply {
    guard let recording = ticket.run?.recording else {
      throw .init(
        status: 404,
        message: policy.recordFolder == nil
          ? "aai-serve keeps no audio without --record" : "There is no audio yet")
    }
    return .answer(
      HTTPResponse(status: 200, fields: ["Content-Type": "audio/wav"], body: recording))
  }

  private func grant(
    _ request: ServerRequest
  ) throws(LiveConfiguration.Refusal) -> ServerReply {
    let region = SessionParameters(query: request.query)["region"]
    guard region == nil || region == "us-west" || region == "eu-west" else {
      throw .init(
        status: 400, message: "Invalid parameter(s)",
        validationErrors: ["Field \"region\" must be one of: us-west, eu-west"])
    }
    let base = base(of: request, scheme: "ws")
    guard ServiceURL(base + "/") != nil else {
      throw .init(status: 400, message: "The request has no usable Host header")
    }
    let configuration = try LiveConfiguration(String(decoding: request.body, as: UTF8.self))
    guard admitsAnother() else {
      throw .init(status: 429, message: "Too many concurrent sessions")
    }
    let ticket = GrantedSession(
      configuration, request, createdAt: WallClock.now, at: now)
    desk.add(ticket, at: now)
    return LiveAnswer.granted(ticket, webSocket: base)
  }

  // MARK: Connections

  private func connectLive(_ request: ServerRequest) -> ServerReply {
    func refusal(_ status: Int, _ message: String) -> ServerReply {
      LiveAnswer.refusal(
        .init(status: status, message: message), to: request, at: WallClock.now)
    }
    let token = SessionParameters(query: request.query)["token"] ?? ""
    guard let ticket = desk[token: token] else {
      refused(request.peer, "has no token of a session")
      return refusal(401, "token not found")
    }
    return connect(
      request, messageLimit: Self.liveMessageLimit, isSession: false,
      refusal: { refusal($0, "rejected on request") }
    ) { _ in
      { handler in
        handler.log.model = ticket.configuration.model
        if ticket.run == nil { ticket.run = self.begin(ticket, ordinal: handler.log.ordinal) }
        if let run = ticket.run, !run.isOver { return run }
        handler.close(code: 4403, reason: "The session has ended")
        handler.flush()
        return nil
      }
    }
  }

  private func begin(_ ticket: GrantedSession, ordinal: Int) -> ServerSessionRun {
    let configuration = ticket.configuration
    let channels = configuration.format.channels
    let recorder = recorder(ticket.request, ordinal: ordinal)
    recorder?.begin(configuration.format)
    func run(_ source: LiveServerSession.Source) -> ServerSessionRun {
      let identity = LiveServerSession.Identity(
        id: ticket.id, createdAt: WallClock.now, cap: policy.sessionCap)
      return ServerSessionRun(
        LiveServerSession(configuration, identity, source: source), self, ordinal: ordinal,
        recorder: recorder)
    }
    func words(_ words: TurnSegmenter.Words) -> ServerSessionRun {
      run(.words(Array(repeating: words, count: channels)))
    }
    switch policy.hearing {
    case .script(let script): return words(.script(ScriptedSpeech(script)))
    case .recording(let recording, let speed):
      return run(.replay(ReplayedFrames(recording.session(ordinal), speed: speed)))
    case .recognizer(let command):
      let run = words(.recognizer(RecognizedSpeech()))
      guard let wideBand = RecognizerInput(configuration.format) else { return run }
      do throws(SystemError) {
        try run.startHearing(
          command.listening(by: configuration.turnRules), wideBand, channels: channels)
      } catch {
        diagnostics.warning("\(command.path): \(error)")
        run.perform { machine, _ in machine.breakDown() }
      }
      return run
    }
  }
}
