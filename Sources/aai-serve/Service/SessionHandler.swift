import AAIProtocol
import ToolSupport
import WebSocketTransport

/// One client's connection: carries events to its session and the session's answers to it.
final class SessionHandler {
  /// Bytes a client may leave unread before it is given up.
  private static let unreadLimit = 1 << 20

  /// Begins the session of a connection, or goes on with it; `nil` when it has refused the client.
  typealias Opening = (SessionHandler) -> ServerSessionRun?

  let service: Service
  let connection: WebSocketConnection
  let faults: [Fault.Kind]
  var log: AccessLine
  /// Whether the connection is a session, and not one of several of a session.
  var isSession = true
  private let opening: Opening
  private(set) var run: ServerSessionRun?
  private var openedAt = Duration.zero
  /// What the session had heard before this connection, in milliseconds.
  private var heardBefore = 0.0
  var pendingFaults: [Fault.Kind] = []
  /// Nothing is said any more, by a fault or because there is nobody left.
  private(set) var isMute = false
  private var isWithheld = false

  init(
    _ service: Service, _ connection: WebSocketConnection, ordinal: Int, peer: String,
    faults: [Fault.Kind], opening: @escaping Opening
  ) {
    self.service = service
    self.connection = connection
    self.faults = faults
    self.opening = opening
    log = AccessLine(ordinal: ordinal, peer: peer, openedAt: service.now)
  }

  /// Takes the connection over; its session begins a little later, behind the answer to the upgrade.
  func start() {
    connection.unsentLimit = Self.unreadLimit
    connection.received = { [unowned self] in receive($0) }
    connection.closed = { [unowned self] in closed($0) }
    connection.writabilityChanged = { [unowned self] isWritable in
      if !isWritable { giveUp() }
    }
    // What the client sends before its session has begun waits.
    connection.setReading(false)
    var delay = Duration.zero
    for fault in faults {
      switch fault {
      case .slowBegin(let span): delay = span
      case .ping(let interval): ping(every: interval)
      default: break
      }
    }
    service.loop.schedule(after: delay) { [weak self] in self?.open() }
  }

  /// Since the connection was opened.
  var now: Duration { service.now - openedAt }

  /// The audio that came through this connection.
  var heard: Duration {
    .milliseconds(Int((run?.account.audioMilliseconds ?? heardBefore) - heardBefore))
  }

  private func open() {
    guard run == nil, !log.isWritten else { return }
    openedAt = service.now
    defer { if !isMute { connection.setReading(true) } }
    guard let run = opening(self) else { return }
    self.run = run
    heardBefore = run.account.audioMilliseconds
    run.attach(self)
    pendingFaults = faults.filter { Fault(kind: $0).time != nil }
    strike()
  }

  // MARK: Events

  private func receive(_ event: WebSocketEvent) {
    guard !isMute else { return }
    switch event {
    case .binary(let bytes): run?.receive(audio: bytes)
    case .text(let bytes): run?.receive(text: String(decoding: bytes, as: UTF8.self))
    default: break
    }
    strike()
  }

  private func giveUp() {
    log.ending = "does not read"
    connection.hangUp()
  }

  // MARK: Answers

  func send(_ text: String) {
    let bytes = Array(text.utf8)
    for command in faults.contains(.fragment) ? Fragments(bytes).commands : [.text(bytes)] {
      send(command)
    }
  }

  func sendLast(_ text: String) {
    isWithheld = faults.contains(.noTermination)
    if !isWithheld { send(text) }
  }

  func close(code: UInt16, reason: String) {
    guard !isWithheld else { return }
    log.ending = "closed \(code)"
    send(.close(code: WebSocketCloseCode(rawValue: code), reason: reason))
  }

  func hangUp() {
    log.ending = "dropped, since nothing came"
    connection.hangUp()
  }

  func send(_ command: WebSocketCommand) {
    if !isMute { connection.send(command) }
  }

  func flush() { connection.flush() }

  /// Turns a client away before it has a session.
  func refuse(_ error: SessionError) {
    log.error = error.text
    for case .send(let text) in ServerSession.refusal(error) { send(text) }
    close(code: error.code, reason: SessionError.closeReason)
    flush()
  }

  // MARK: The end

  func goAway() {
    log.ending = log.ending ?? "closed 1001"
    send(.close(code: .goingAway, reason: "Server shutting down"))
    flush()
  }

  /// The session has another connection now.
  func abandon() {
    log.ending = log.ending ?? "left behind by its client"
    isMute = true
    connection.hangUp()
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
