import AAIProtocol
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import ToolSupport
import WebSocketTransport

/// One client's connection: carries events to its session and the session's actions to it.
final class SessionHandler: ChannelInboundHandler {
  typealias InboundIn = WebSocketEvent
  typealias OutboundOut = WebSocketCommand

  /// Bytes a client may leave unread before it is given up.
  private static let unreadLimit = 1 << 20

  private let service: Service
  private let parameters: SessionParameters
  private let admission: Result<Duration, SessionError>
  private let faults: [Fault.Kind]
  private var log: AccessLine
  private var recorder: SessionRecorder?
  private var session: ServedSession?
  private var recognizer: RecognizerProcess?
  private var wideBand: WideBand?
  private var context: ChannelHandlerContext?
  private var openedAt = Duration.zero
  private var timer: (due: Duration, task: Scheduled<Void>)?
  private var pendingFaults: [Fault.Kind] = []
  private var isMute = false
  private let apiVersion: String

  init(
    _ service: Service, ordinal: Int, request: ServerRequest, parameters: SessionParameters,
    admission: Result<Duration, SessionError>, faults: [Fault.Kind]
  ) {
    self.service = service
    self.parameters = parameters
    self.admission = admission
    self.faults = faults
    apiVersion = request.headers.first(name: "AssemblyAI-Version") ?? "2025-05-12"
    log = AccessLine(ordinal: ordinal, peer: request.peer, openedAt: service.now)
    if let folder = service.policy.recordFolder {
      recorder = SessionRecorder(folder: folder, ordinal: ordinal, request)
    }
  }

  func install(on channel: any Channel) throws {
    if faults.contains(.fragment) {
      let socket = try channel.pipeline.syncOperations.context(handlerType: WebSocketHandler.self)
      try channel.pipeline.syncOperations.addHandler(
        Fragmenter(), position: .before(socket.handler))
    }
    try channel.pipeline.syncOperations.addHandler(self)
    _ = try channel.syncOptions?.setOption(
      .writeBufferWaterMark, value: .init(low: Self.unreadLimit / 2, high: Self.unreadLimit))
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    var delay = Duration.zero
    for fault in faults {
      switch fault {
      case .slowBegin(let span):
        delay = span
        // What the client sends meanwhile waits in the socket.
        setReading(false)
      case .ping(let interval): ping(every: interval)
      default: break
      }
    }
    // Behind the answer to the upgrade, and behind whatever came with it.
    context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(delay)) { self.open() }
  }

  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  // MARK: Beginning

  private func open() {
    guard context != nil, session == nil, !log.isWritten else { return }
    openedAt = service.now
    do throws(SessionError) {
      try begin(cap: try admission.get())
    } catch {
      log.error = error.text
      return perform(ServedSession.refusal(error))
    }
    if faults.contains(where: { if case .slowBegin = $0 { true } else { false } }) {
      setReading(true)
    }
    pendingFaults = faults.filter { Fault(kind: $0).time != nil }
    strike()
    rearm()
  }

  private func begin(cap: Duration) throws(SessionError) {
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

  private func startHearing(
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

  private var now: Duration { service.now - openedAt }

  // MARK: Events

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let event = unwrapInboundIn(data)
    if case .closed(let closure) = event { return closed(closure) }
    guard !isMute, session != nil else { return }
    switch event {
    case .binary(let bytes): receive(audio: bytes)
    case .text(let bytes):
      let text = String(buffer: bytes)
      recorder?.message(text)
      perform { $0.receive(text: text, at: now) }
    default: break
    }
    strike()
  }

  private func receive(audio: ByteBuffer) {
    let bytes = Array(audio.readableBytesView)
    guard session?.takesAudio == true else { return }
    recorder?.audio(bytes)
    if let sound = wideBand?.convert(bytes), let recognizer {
      guard recognizer.feed(ByteBuffer(bytes: sound)) else {
        service.diagnostics.warning(
          "session \(log.ordinal): the recognizer is five minutes behind")
        return perform { $0.fail(.cancelled) }
      }
    }
    perform { $0.receive(audio: bytes, at: now) }
  }

  private func heard(_ event: JSONValue) {
    if !isMute { perform { $0.hear(event) } }
  }

  private func heardAll() {
    guard !isMute else { return }
    let wasAsked = session?.terminateWasAsked == true
    perform { $0.recognizerEnded(wasWell: wasAsked, at: now) }
  }

  private func rearm() {
    guard let due = session?.nextDeadline else { return }
    if let timer, timer.due <= due { return }
    timer?.task.cancel()
    let delay = max(due - now, .milliseconds(1))
    let task = service.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(delay)) {
      self.timer = nil
      if !self.isMute { self.perform { $0.tick(at: self.now) } }
      self.rearm()
    }
    timer = (due, task)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if !context.channel.isWritable {
      log.ending = "does not read"
      context.close(promise: nil)
    }
    context.fireChannelWritabilityChanged()
  }

  // MARK: Actions

  private func perform(_ input: (inout ServedSession) -> [ServedSession.Action]) {
    guard session != nil else { return }
    let actions = input(&session!)
    perform(actions)
  }

  private func perform(_ actions: [ServedSession.Action]) {
    guard !isMute, let context else { return }
    let isWithheld = faults.contains(.noTermination) && session?.terminateWasAsked == true
    for action in actions {
      switch action {
      case .send(let text):
        if isWithheld, text.contains("\"type\":\"Termination\"") { continue }
        write(.text(ByteBuffer(string: text)))
      case .close(let code, let reason):
        if isWithheld, code == 1000 { continue }
        log.ending = "closed \(code)"
        write(.close(code: WebSocketCloseCode(rawValue: code), reason: reason))
        recognizer?.kill()
      case .endAudio: recognizer?.finish()
      }
    }
    context.flush()
    rearm()
  }

  private func write(_ command: WebSocketCommand) {
    context?.write(wrapOutboundOut(command), promise: nil)
  }

  func goAway() {
    guard let context else { return }
    log.ending = log.ending ?? "closed 1001"
    write(.close(code: .goingAway, reason: "Server shutting down"))
    context.flush()
  }

  // MARK: Faults

  /// Lets the faults strike whose time has come, by the clock or by the sound received.
  private func strike() {
    guard !pendingFaults.isEmpty, let session else { return }
    let audio = Duration.milliseconds(Int(session.audioMilliseconds))
    let reached = max(now, audio)
    let due = pendingFaults.filter { (Fault(kind: $0).time ?? .zero) <= reached }
    pendingFaults.removeAll { due.contains($0) }
    for fault in due { strike(fault) }
    guard let next = pendingFaults.compactMap({ Fault(kind: $0).time }).min() else { return }
    service.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(next - now)) { self.strike() }
  }

  private func strike(_ fault: Fault.Kind) {
    guard let context, !isMute else { return }
    switch fault {
    case .drop:
      log.ending = "dropped by --fault"
      isMute = true
      context.channel.close(promise: nil)
    case .reset:
      log.ending = "reset by --fault"
      isMute = true
      _ = (context.channel as? any SocketOptionProvider)?
        .setSoLinger(linger(l_onoff: 1, l_linger: 0))
      context.channel.close(promise: nil)
    case .stall:
      log.ending = "stalled by --fault"
      isMute = true
      setReading(false)
      // A client that leaves is not seen any more; the longest session there is ends it.
      let channel = context.channel
      context.eventLoop.scheduleTask(in: TimeAmount(service.policy.sessionCap)) {
        channel.close(promise: nil)
      }
    case .close(let code, _):
      if let error = SessionError.example(code: code) {
        perform { $0.fail(error) }
      } else {
        perform([.close(code: code, reason: "")])
      }
    case .garbage:
      for text in Garbage.texts { write(.text(ByteBuffer(string: text))) }
      write(.binary(ByteBuffer(bytes: [0x00, 0xFF, 0x13, 0x37])))
      context.flush()
    default: break
    }
  }

  private func ping(every interval: Duration) {
    service.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(interval)) {
      guard let context = self.context else { return }
      if !self.isMute {
        self.write(.ping(ByteBuffer(string: "aai-serve")))
        context.flush()
      }
      self.ping(every: interval)
    }
  }

  private func setReading(_ isReading: Bool) {
    _ = try? context?.channel.syncOptions?.setOption(.autoRead, value: isReading)
  }

  // MARK: The end

  private func closed(_ closure: WebSocketClosure) {
    // Before anything else: the recogniser's end, which follows, is not its failure.
    isMute = true
    recognizer?.kill()
    timer?.task.cancel()
    recorder?.end()
    if let session {
      log.audio = session.audioMilliseconds / 1000
      log.turns = session.turns
      log.hasTerminate = session.terminateWasAsked
      log.error = session.failure?.text
    }
    if !log.isWritten {
      service.diagnostics.note(log.text(closure, at: service.now), level: 0)
      log.isWritten = true
    }
  }
}
