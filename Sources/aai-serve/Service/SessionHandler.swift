import AAIProtocol
import NIOCore
import NIOHTTP1
import ToolSupport
import WebSocketTransport

/// One client's connection: carries events to its session and the session's actions to it.
final class SessionHandler: ChannelInboundHandler {
  typealias InboundIn = WebSocketEvent
  typealias OutboundOut = WebSocketCommand

  /// Bytes a client may leave unread before it is given up.
  private static let unreadLimit = 1 << 20

  let service: Service
  let parameters: SessionParameters
  let admission: Result<Duration, SessionError>
  let faults: [Fault.Kind]
  var log: AccessLine
  var recorder: SessionRecorder?
  var session: ServedSession?
  var recognizer: RecognizerProcess?
  var wideBand: WideBand?
  var context: ChannelHandlerContext?
  var openedAt = Duration.zero
  var timer: (due: Duration, task: Scheduled<Void>)?
  var pendingFaults: [Fault.Kind] = []
  /// Nothing is said any more, by a fault or because there is nobody left.
  var isMute = false
  /// What came in one segment with the request.
  var early: [WebSocketEvent] = []
  let apiVersion: String

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
    // What the client sends before its session has begun waits in the socket.
    setReading(false)
    var delay = Duration.zero
    for fault in faults {
      switch fault {
      case .slowBegin(let span): delay = span
      case .ping(let interval): ping(every: interval)
      default: break
      }
    }
    // Behind the answer to the upgrade, and behind whatever came with it.
    context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(delay)) { self.open() }
  }

  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  var now: Duration { service.now - openedAt }

  // MARK: Events

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let event = unwrapInboundIn(data)
    if case .closed(let closure) = event { return closed(closure) }
    guard !isMute else { return }
    guard session != nil else { return early.append(event) }
    receive(event)
  }

  func receive(_ event: WebSocketEvent) {
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

  func receive(audio: ByteBuffer) {
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

  func heard(_ event: JSONValue) {
    if !isMute { perform { $0.hear(event) } }
  }

  func heardAll() {
    guard !isMute else { return }
    let wasAsked = session?.terminateWasAsked == true
    perform { $0.recognizerEnded(wasWell: wasAsked, at: now) }
  }

  func rearm() {
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

  func perform(_ input: (inout ServedSession) -> [ServedSession.Action]) {
    guard session != nil else { return }
    let actions = input(&session!)
    perform(actions)
  }

  func perform(_ actions: [ServedSession.Action]) {
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

  func write(_ command: WebSocketCommand) {
    context?.write(wrapOutboundOut(command), promise: nil)
  }

  func goAway() {
    guard let context else { return }
    log.ending = log.ending ?? "closed 1001"
    write(.close(code: .goingAway, reason: "Server shutting down"))
    context.flush()
  }

  // MARK: The end

  func closed(_ closure: WebSocketClosure) {
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
