import AAIProtocol
import AudioInput
import ToolSupport
import WebSocketTransport

/// A session machine at work: audio from a feed, a connection at a time, events to stdout.
///
/// Everything happens on one event loop; a thread beside it blocks in `write(2)`.
final class SessionRun<Machine: SessionMachine> {
  /// How a run ended.
  struct Result {
    var end: SessionEnd
    /// Why the last dial failed, if it did.
    var dialFailure: DialFailure?
    /// What kept audio from being read or events from being written.
    var failure: Failure?
  }

  /// What the writing thread tells the loop.
  private enum WriterNews: Sendable {
    case notice(EventWriter.Notice)
    case finished(Failure?)
  }

  private let loop: EventLoop
  private var machine: Machine
  private let trace: Trace?
  private let remark: (SessionNotice) -> Void
  private let finished: (Result) -> Void
  private let writer: EventWriter
  private let inbox: Inbox<WriterNews>
  private var feed: AudioFeed?
  /// `nil` once the run has ended.
  private var connection: Connection?
  private var news: Watch?
  private var timer: (deadline: Duration, timer: Timer)?

  private var actions: ArraySlice<SessionAction> = []
  private var isPerforming = false
  private var isReading = true

  private var dialFailure: DialFailure?
  private var inputFailure: Failure?

  /// - Parameters:
  ///   - output: Makes what writes the events, given where to tell how that goes.
  ///   - trace: Where every frame is noted, if anywhere.
  ///   - remark: Says to the user what is no event of the service.
  ///   - finished: Called once, when everything is written.
  init(
    _ machine: Machine, on loop: EventLoop, connect: @escaping Connection.Connect,
    output: (@escaping @Sendable (EventWriter.Notice) -> Void) -> EventWriter, trace: Trace?,
    remark: @escaping (SessionNotice) -> Void, finished: @escaping (Result) -> Void
  ) throws(SystemError) {
    self.machine = machine
    self.loop = loop
    self.trace = trace
    self.remark = remark
    self.finished = finished
    let inbox = try Inbox<WriterNews>()
    self.inbox = inbox
    writer = output { inbox.post(.notice($0)) }
    connection = Connection(
      connect, on: loop, received: { [unowned self] in receive($0) },
      closed: { [unowned self] in receive($0) },
      writable: { [unowned self] in handle(.writable($0)) })
    news = inbox.open(on: loop) { [unowned self] in receive($0) }
  }

  /// Begins the run.
  ///
  /// - Parameters:
  ///   - reader: The audio, opened.
  ///   - first: What was read of it already.
  func start(_ reader: AudioReader, first: [UInt8]) {
    feed = AudioFeed(reader, on: loop) { [unowned self] in receive($0) }
    perform(machine.start(at: .now))
    handle(.audio(first, isLive: false))
  }

  /// Takes what happens outside of the run: signals and control messages.
  func handle(_ input: SessionInput) {
    perform(machine.handle(input, at: .now))
  }

  /// The user wants an end, and the source has until `moment` to come to its own.
  func stop(cuttingAt moment: Duration) {
    feed?.cut(at: moment)
    handle(.stop)
  }

  // MARK: Actions

  /// Does what the machine answered, in its order, though what is done can make it answer again.
  private func perform(_ actions: [SessionAction]) {
    self.actions += actions
    guard !isPerforming else { return }
    isPerforming = true
    defer { isPerforming = false }
    repeat {
      while let action = self.actions.popFirst() { perform(action) }
      connection?.flush()
    } while !self.actions.isEmpty
    keepTimer()
    feed?.setWanted(machine.wantsAudio)
  }

  private func perform(_ action: SessionAction) {
    switch action {
    case .dial: dial()
    case .sendAudio(let bytes):
      trace?.note(.sent, "audio, \(bytes.count) bytes")
      connection?.send(.binary(bytes))
    case .sendText(let text):
      trace?.note(.sent, text)
      connection?.send(.text(Array(text.utf8)))
    case .sendEncodedAudio(let text, let count):
      trace?.note(.sent, "audio, \(count) bytes in base64")
      connection?.send(.text(Array(text.utf8)))
    case .sendPing:
      trace?.note(.sent, "ping")
      connection?.send(.ping([]))
      // A service with nothing to say gives no write to fail, and the session is paid for.
      writer.check()
    case .close:
      trace?.note(.sent, "close 1000")
      connection?.send(.close(code: .normal, reason: ""))
    case .hangUp: connection?.hangUp()
    case .print(let line):
      if !writer.write(line) { setReading(false) }
    case .remark(let what): remark(what)
    case .finish(let end): finish(end)
    }
  }

  private func dial() {
    connection?.dial { [unowned self] outcome in
      switch outcome {
      case .success: handle(.connected)
      case .failure(let failure):
        dialFailure = failure
        handle(
          .dialFailed(
            failure.failureClass, reason: failure.words.message, retryAfter: failure.retryAfter))
      }
    }
  }

  // MARK: Input

  private func receive(_ item: AudioFeed.Item) {
    switch item {
    case .audio(let bytes, let isLive): handle(.audio(bytes, isLive: isLive))
    case .end: handle(.inputEnded)
    case .failed(let failure):
      inputFailure = failure
      handle(.inputEnded)
    }
  }

  private func receive(_ event: WebSocketEvent) {
    switch event {
    case .text(let bytes):
      trace?.note(.received, String(decoding: bytes, as: UTF8.self))
      handle(.text(bytes))
    case .binary(let bytes):
      trace?.note(.received, "binary, \(bytes.count) bytes")
      handle(.binary)
    case .ping: trace?.note(.received, "ping")
    case .pong:
      trace?.note(.received, "pong")
      handle(.pong)
    case .close: break
    }
  }

  private func receive(_ closure: WebSocketClosure) {
    trace?.note(.received, closure.words)
    switch closure {
    case .closed(let code, let reason): handle(.closed(code: Int(code.rawValue), reason: reason))
    case .violated(let violation): handle(.violated(deed: violation.deed))
    case .lost: handle(.lost(reason: closure.words))
    }
  }

  // MARK: Output

  private func receive(_ news: WriterNews) {
    switch news {
    case .notice(.drained): setReading(true)
    case .notice(.abandoned):
      // What the service still says has no way out, but it ends the session.
      setReading(true)
      handle(.outputGone)
    case .finished(let failure): end(failure)
    }
  }

  /// Stops and resumes taking events while stdout cannot keep up.
  private func setReading(_ isReading: Bool) {
    connection?.setReading(isReading)
    guard isReading != self.isReading else { return }
    self.isReading = isReading
    // Behind the actions that are under way.
    loop.schedule(after: .zero) { [unowned self] in handle(.listening(isReading)) }
  }

  // MARK: Time and the end

  private func keepTimer() {
    guard let deadline = machine.nextDeadline else {
      timer?.timer.cancel()
      timer = nil
      return
    }
    // One that comes too early only asks again.
    if let timer, timer.deadline <= deadline { return }
    timer?.timer.cancel()
    let timer = loop.schedule(at: deadline) { [unowned self] in
      self.timer = nil
      handle(.tick)
    }
    self.timer = (deadline, timer)
  }

  private var result: Result?

  private func finish(_ end: SessionEnd) {
    result = Result(end: end, dialFailure: dialFailure, failure: inputFailure)
    connection?.hangUp()
    connection = nil
    feed = nil
    writer.finish { [inbox] in inbox.post(.finished($0)) }
  }

  private func end(_ failure: Failure?) {
    news?.cancel()
    timer?.timer.cancel()
    guard var result else { return }
    result.failure = failure ?? result.failure
    finished(result)
  }
}

extension Moment {
  /// Read off both clocks.
  fileprivate static var now: Moment {
    Moment(uptime: MonotonicClock.now, wall: WallClock.now)
  }
}
