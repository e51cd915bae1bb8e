import AAIProtocol
import Glibc
import ToolSupport
import WebSocketTransport

/// AssemblyAI streaming v3.
extension Service {
  func openSession(_ request: ServerRequest) -> ServerReply {
    let refusal: (Int) -> ServerReply = { .json($0, ["error": "rejected on request"]) }
    return connect(request, refusal: refusal) { ordinal in
      // Kept from here on, so that the request of a client that is turned away is there, too.
      let recorder = self.recorder(request, ordinal: ordinal)
      let parameters = SessionParameters(query: request.query)
      let admission = self.admit(request, parameters)
      let version =
        request.fields["AssemblyAI-Version"].first ?? Begin.Configuration.newestAPIVersion
      return { handler in
        do throws(SessionError) {
          let identity = ServerSession.Identity(
            id: SessionID.random(), openedAt: time(nil), cap: try admission.get(),
            apiVersion: version, revisesSpeakers: self.policy.revisesSpeakers)
          return try self.begin(handler, parameters, identity, recorder)
        } catch {
          handler.refuse(error)
          return nil
        }
      }
    }
  }

  private func begin(
    _ handler: SessionHandler, _ parameters: SessionParameters,
    _ identity: ServerSession.Identity, _ recorder: SessionRecorder?
  ) throws(SessionError) -> ServerSessionRun {
    let configuration: SessionConfiguration
    do throws(ParameterViolation) {
      configuration = try SessionConfiguration(parameters)
    } catch {
      throw .invalid(error)
    }
    let ordinal = handler.log.ordinal
    handler.log.model = configuration.model.rawValue
    recorder?.begin(configuration.format)
    func run(_ source: ServerSession.Source) -> ServerSessionRun {
      ServerSessionRun(
        ServerSession(configuration, identity, source: source), self, ordinal: ordinal,
        recorder: recorder)
    }
    switch policy.hearing {
    case .script(let script): return run(.words(.script(ScriptedSpeech(script))))
    case .recording(let recording, let speed):
      return run(.replay(ReplayedFrames(recording.session(ordinal), speed: speed)))
    case .recognizer(let command):
      let format = configuration.format
      guard let wideBand = RecognizerInput(format) else {
        diagnostics.warning(
          "session \(ordinal): the recognizer takes PCM, not \(format.encoding.rawValue)")
        throw .cancelled
      }
      let run = run(.words(.recognizer(RecognizedSpeech())))
      do {
        try run.startHearing(command.listening(by: configuration.turnRules), wideBand)
      } catch {
        diagnostics.warning("\(command.path): \(error)")
        throw .cancelled
      }
      return run
    }
  }

  /// - Returns: How long the session may last.
  private func admit(
    _ request: ServerRequest, _ parameters: SessionParameters
  ) -> Result<Duration, SessionError> {
    Result { () throws(SessionError) in
      let cap = try identify(request, parameters)
      guard admitsAnother() else { throw .tooManySessions }
      return min(cap, policy.sessionCap)
    }
  }

  private func identify(
    _ request: ServerRequest, _ parameters: SessionParameters
  ) throws(SessionError) -> Duration {
    let header = request.fields["Authorization"].first.flatMap { $0.isEmpty ? nil : $0 }
    if let token = parameters["token"], header == nil {
      guard let cap = try tokens.redeem(token, at: now) else { throw .invalidKey }
      return cap
    }
    guard let key = header else { throw .missingCredentials }
    if let cap = try tokens.redeem(key, at: now) { return cap }
    guard policy.credentials.accept(key) else { throw .invalidKey }
    return policy.sessionCap
  }

  // MARK: Tokens

  func answerTokenRequest(_ request: ServerRequest) -> ServerReply {
    guard request.method == "GET" else { return .json(405, ["detail": "Method Not Allowed"]) }
    let wanted: TokenQuery
    do throws(TokenQuery.Problem) {
      wanted = try TokenQuery(request)
    } catch {
      return .json(422, error.detail)
    }
    guard policy.credentials.accept(wanted.key) else {
      return .json(401, ["error": "Unauthorized", "code": "invalid_api_key"])
    }
    guard rate.take(at: now) else { return .json(429, ["error": "Too many requests"]) }
    let token = tokens.mint(
      at: now, lifetime: .seconds(wanted.lifetime), sessionCap: .seconds(wanted.sessionCap))
    return .json(
      200, ["token": .string(token), "expires_in_seconds": JSONValue(wanted.lifetime)])
  }
}
