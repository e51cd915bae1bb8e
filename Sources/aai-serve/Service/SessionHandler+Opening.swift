import AAIProtocol
import Glibc
import NIOCore
import ToolSupport

extension SessionHandler {
  func open() {
    guard context != nil, session == nil, !log.isWritten else { return }
    openedAt = service.now
    defer { if !isMute { setReading(true) } }
    do throws(SessionError) {
      try begin(cap: try admission.get())
    } catch {
      log.error = error.text
      return perform(ServedSession.refusal(error))
    }
    pendingFaults = faults.filter { Fault(kind: $0).time != nil }
    strike()
    rearm()
    for event in early { receive(event) }
    early = []
  }

  func begin(cap: Duration) throws(SessionError) {
    let configuration: SessionConfiguration
    do throws(ParameterViolation) {
      configuration = try SessionConfiguration(parameters)
    } catch {
      throw .invalid(error)
    }
    log.model = configuration.model.rawValue
    recorder?.begin(configuration.format)
    let identity = ServedSession.Identity(
      id: SessionID.random(), openedAt: time(nil), cap: cap, apiVersion: apiVersion,
      revisesSpeakers: service.policy.revisesSpeakers)
    let source = try startHearing(configuration)
    var session = ServedSession(configuration, identity, source: source)
    let actions = session.open()
    self.session = session
    perform(actions)
  }

  func startHearing(
    _ configuration: SessionConfiguration
  ) throws(SessionError) -> ServedSession.Source {
    let format = configuration.format
    switch service.policy.hearing {
    case .script(let script): return .script(ScriptedSpeech(script))
    case .recording(let recording, let speed):
      return .replay(ReplayedFrames(recording.session(log.ordinal), speed: speed))
    case .recognizer(let command):
      guard let wideBand = WideBand(format) else {
        service.diagnostics.warning(
          "session \(log.ordinal): the recognizer takes PCM, not \(format.encoding.rawValue)")
        throw .cancelled
      }
      self.wideBand = wideBand
      do {
        recognizer = try RecognizerProcess(
          command.listening(by: configuration.turnRules), on: service.eventLoop,
          line: { [weak self] in self?.heard($0) }, ended: { [weak self] in self?.heardAll() })
      } catch {
        service.diagnostics.warning("\(command.path): \(error)")
        throw .cancelled
      }
      return .recognizer(RecognizedSpeech())
    }
  }
}
