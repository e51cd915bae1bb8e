import AAIProtocol
import ToolSupport
import WebSocketTransport

/// A session at work: its machine with a clock, recognisers, and the connection there is just now.
final class ServerSessionRun {
  /// The number by which messages name it.
  let ordinal: Int
  private let service: Service
  private let startedAt: Duration
  private var machine: any ServerSessionMachine
  private weak var connection: SessionHandler?
  private var recognizers: Recognizers?
  private var recorder: SessionRecorder?
  private var timer: (due: Duration, timer: Timer)?
  private var hasEnded = false
  /// Since 1970.
  private(set) var endedAt: Duration?

  init(
    _ machine: some ServerSessionMachine, _ service: Service, ordinal: Int,
    recorder: SessionRecorder? = nil
  ) {
    self.machine = machine
    self.service = service
    self.ordinal = ordinal
    self.recorder = recorder
    startedAt = service.now
  }

  var account: SessionAccount { machine.account }
  var isOver: Bool { machine.isOver }

  /// The audio that came so far, as a file; `nil` where none is kept.
  var recording: [UInt8]? { recorder?.recording }

  private var now: Duration { service.now - startedAt }

  /// Starts a recogniser for each channel.
  func startHearing(
    _ command: RecognizerCommand, _ wideBand: RecognizerInput, channels: Int = 1
  ) throws(SystemError) {
    recognizers = try Recognizers(
      command, wideBand, channels: channels, on: service.loop
    ) { [weak self] channel, event in
      self?.perform { machine, now in
        switch event {
        case .line(let json): machine.hear(json, on: channel, at: now)
        case .ended: machine.recognizerEnded(on: channel, at: now)
        }
      }
    }
  }

  // MARK: The connection

  /// Talks through `handler` from now on; an older connection has lost its session.
  func attach(_ handler: SessionHandler) {
    connection?.abandon()
    connection = handler
    perform { $0.open(at: $1) }
  }

  func detach(_ handler: SessionHandler, isPolite: Bool) {
    guard connection === handler else { return }
    connection = nil
    perform { $0.disconnect(isPolite: isPolite, at: $1) }
  }

  func receive(audio bytes: [UInt8]) { perform { $0.receive(audio: bytes, at: $1) } }

  func receive(text: String) {
    recorder?.message(text)
    perform { $0.receive(text: text, at: $1) }
  }

  // MARK: Actions

  func perform(_ input: (inout any ServerSessionMachine, Duration) -> [ServerAction]) {
    guard !hasEnded else { return }
    for action in input(&machine, now) { perform(action) }
    connection?.flush()
    if machine.isOver { end() } else { rearm() }
  }

  private func perform(_ action: ServerAction) {
    switch action {
    case .send(let text): connection?.send(text)
    case .sendLast(let text): connection?.sendLast(text)
    case .close(let code, let reason): connection?.close(code: code, reason: reason)
    case .hangUp: connection?.hangUp()
    case .endAudio: recognizers?.finish()
    case .hear(let bytes):
      recorder?.audio(bytes)
      guard let recognizers, !recognizers.feed(bytes) else { return }
      service.diagnostics.warning("session \(ordinal): the recognizer is five minutes behind")
      for action in machine.breakDown() { perform(action) }
    }
  }

  private func rearm() {
    guard let due = machine.nextDeadline else { return }
    if let timer, timer.due <= due { return }
    timer?.timer.cancel()
    let delay = max(due - now, .milliseconds(1))
    let timer = service.loop.schedule(after: delay) { [weak self] in
      self?.timer = nil
      self?.perform { $0.tick(at: $1) }
    }
    self.timer = (due, timer)
  }

  /// Lets go of everything the session holds.
  func end() {
    // Before anything else: the recogniser's end, which follows, is not its failure.
    hasEnded = true
    endedAt = endedAt ?? WallClock.now
    timer?.timer.cancel()
    recognizers?.kill()
    recorder?.end()
  }
}
