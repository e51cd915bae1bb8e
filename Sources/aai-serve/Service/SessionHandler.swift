import AAIProtocol
import NIOCore
import ToolSupport
import WebSocketTransport

/// One client's connection: carries events to its session and the session's answers to it.
final class SessionHandler: ChannelInboundHandler {
  typealias InboundIn = WebSocketEvent
  typealias OutboundOut = WebSocketCommand

  /// Bytes a client may leave unread before it is given up.
  private static let unreadLimit = 1 << 20

  /// Begins the session of a connection, or goes on with it; `nil` when it has refused the client.
  typealias Opening = (SessionHandler) -> SessionRun?

  let service: Service
  let faults: [Fault.Kind]
  var log: AccessLine
  /// Whether the connection is a session, and not one of several of a session.
  var isSession = true
  private let opening: Opening
  private(set) var run: SessionRun?
  private(set) var context: ChannelHandlerContext?
  private var openedAt = Duration.zero
  /// What the session had heard before this connection, in milliseconds.
  private var heardBefore = 0.0
  var pendingFaults: [Fault.Kind] = []
  /// Nothing is said any more, by a fault or because there is nobody left.
  private(set) var isMute = false
  private var isWithheld = false
  /// What came in one segment with the request.
  private var early: [WebSocketEvent] = []

  init(
    _ service: Service, ordinal: Int, peer: String, faults: [Fault.Kind],
    opening: @escaping Opening
  ) {
    self.service = service
    self.faults = faults
    self.opening = opening
    log = AccessLine(ordinal: ordinal, peer: peer, openedAt: service.now)
  }

  func install(on channel: any Channel) throws {
    if faults.contains(.fragment) {
      try channel.pipeline.syncOperations.addHandler(Fragmenter())
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

  /// Since the connection was opened.
  var now: Duration { service.now - openedAt }

  /// The sound that came through this connection.
  var heard: Duration {
    .milliseconds(Int((run?.account.audioMilliseconds ?? heardBefore) - heardBefore))
  }

  private func open() {
    guard context != nil, run == nil, !log.isWritten else { return }
    openedAt = service.now
    defer { if !isMute { setReading(true) } }
    guard let run = opening(self) else { return }
    self.run = run
    heardBefore = run.account.audioMilliseconds
    run.attach(self)
    pendingFaults = faults.filter { Fault(kind: $0).time != nil }
    strike()
    for event in early { receive(event) }
    early = []
  }

  // MARK: Events

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let event = unwrapInboundIn(data)
    if case .closed(let closure) = event { return closed(closure) }
    guard !isMute else { return }
    guard run != nil else { return early.append(event) }
    receive(event)
  }

  private func receive(_ event: WebSocketEvent) {
    switch event {
    case .binary(let bytes): run?.receive(audio: Array(bytes.readableBytesView))
    case .text(let bytes): run?.receive(text: String(buffer: bytes))
    default: break
    }
    strike()
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if !context.channel.isWritable {
      log.ending = "does not read"
      context.close(promise: nil)
    }
    context.fireChannelWritabilityChanged()
  }

  func setReading(_ isReading: Bool) {
    _ = try? context?.channel.syncOptions?.setOption(.autoRead, value: isReading)
  }

  // MARK: Answers

  func send(_ text: String) { write(.text(ByteBuffer(string: text))) }

  func sendLast(_ text: String) {
    isWithheld = faults.contains(.noTermination)
    if !isWithheld { send(text) }
  }

  func close(code: UInt16, reason: String) {
    guard !isWithheld else { return }
    log.ending = "closed \(code)"
    write(.close(code: WebSocketCloseCode(rawValue: code), reason: reason))
  }

  func hangUp() {
    log.ending = "dropped, since nothing came"
    context?.close(promise: nil)
  }

  func write(_ command: WebSocketCommand) {
    if !isMute { context?.write(wrapOutboundOut(command), promise: nil) }
  }

  func flush() { context?.flush() }

  /// Turns a client away before it has a session.
  func refuse(_ error: SessionError) {
    log.error = error.text
    for case .send(let text) in ServedSession.refusal(error) { send(text) }
    close(code: error.code, reason: SessionError.closeReason)
    flush()
  }

  // MARK: The end

  func goAway() {
    log.ending = log.ending ?? "closed 1001"
    write(.close(code: .goingAway, reason: "Server shutting down"))
    flush()
  }

  /// The session has another connection now.
  func abandon() {
    log.ending = log.ending ?? "left behind by its client"
    isMute = true
    context?.close(promise: nil)
  }

  /// Says and hears nothing any more, whatever the connection still does.
  func mute(_ ending: String) {
    log.ending = ending
    isMute = true
    run?.detach(self, isPolite: false)
  }

  private func closed(_ closure: WebSocketClosure) {
    isMute = true
    if let account = run?.account {
      log.audio = account.audioMilliseconds / 1000
      log.turns = account.turns
      log.farewell = account.farewell
      log.error = account.error
    }
    run?.detach(self, isPolite: closure.isPolite)
    if !log.isWritten {
      service.diagnostics.note(log.text(closure, at: service.now), level: 0)
      log.isWritten = true
    }
  }
}

extension WebSocketClosure {
  /// Whether the client took its leave.
  fileprivate var isPolite: Bool {
    if case .closed(.normal, _) = self { true } else { false }
  }
}
