public import AAIProtocol
public import AudioInput
import Glibc
public import NIOCore
public import ToolSupport
public import WebSocketTransport

/// A session machine at work: sound from a feed, a connection at a time, events to stdout.
///
/// Everything happens on one event loop; threads beside it block in `write(2)` and, where the sound
/// comes from no pipe, in `read(2)`.
public final class SessionRun<Machine: SessionMachine> {
  /// How a run ended.
  public struct Result: Sendable {
    public var end: SessionEnd
    /// Why the last dial failed, if it did.
    public var dialFailure: DialFailure?
    /// What kept sound from being read or events from being written.
    public var failure: Failure?
  }

  private var machine: Machine
  private let eventLoop: any EventLoop
  private let trace: Trace?
  private let remark: (SessionRemark) -> Void
  private var feed: (any AudioFeed)?
  private var writer: LineWriter?
  private let promise: EventLoopPromise<Result>
  private var result: Result?

  /// `nil` once the run has ended.
  private var connection: Connection?
  private var timer: (deadline: Duration, task: Scheduled<Void>)?
  private var isDraining = false

  /// - Parameters:
  ///   - trace: Where every frame is noted, if anywhere.
  ///   - remark: Says to the user what is no event of the service.
  public init(
    _ machine: Machine, on eventLoop: any EventLoop, connector: Connector, trace: Trace? = nil,
    remark: @escaping (SessionRemark) -> Void
  ) {
    self.machine = machine
    self.eventLoop = eventLoop
    self.trace = trace
    self.remark = remark
    promise = eventLoop.makePromise()
    connection = Connection(
      connector, on: eventLoop, received: { [self] in receive($0) },
      writable: { [self] in handle(.writable($0)) })
  }

  /// Begins the run; call it on the event loop.
  ///
  /// - Parameters:
  ///   - reader: The sound, opened.
  ///   - first: What was read of it already.
  public func start(_ reader: AudioReader, first: [UInt8]) -> EventLoopFuture<Result> {
    let run = NIOLoopBound(self, eventLoop: eventLoop)
    let eventLoop = eventLoop
    writer = LineWriter(
      failed: { reason in eventLoop.execute { run.value.outputFailed(reason) } },
      drained: { eventLoop.execute { run.value.setReading(true) } })
    perform(machine.start(at: .now))
    perform(machine.handle(.audio(first, isLive: false), at: .now))
    if let pipe = reopenPipe(reader.descriptor, O_RDONLY) {
      feed = PipeFeed(reader, from: pipe, on: eventLoop) { [self] in drainFeed() }
    } else {
      feed = ThreadFeed(reader) { eventLoop.execute { run.value.drainFeed() } }
    }
    return promise.futureResult
  }

  /// Hands in what happens outside of the run: signals and control messages.
  public func handle(_ input: SessionInput) {
    perform(machine.handle(input, at: .now))
    drainFeed()
  }

  // MARK: Sound

  private func drainFeed() {
    guard !isDraining else { return }
    isDraining = true
    defer { isDraining = false }
    while result == nil, machine.wantsAudio, let item = feed?.next() {
      switch item {
      case .audio(let bytes, let isLive):
        perform(machine.handle(.audio(bytes, isLive: isLive), at: .now))
      case .end:
        perform(machine.handle(.inputEnded, at: .now))
      case .failed(let failure):
        inputFailure = failure
        perform(machine.handle(.inputEnded, at: .now))
      }
    }
  }

  private var inputFailure: Failure?

  // MARK: Actions

  /// Does what the machine answered, in its order, though what is done can make it answer again.
  private func perform(_ actions: [SessionAction]) {
    self.actions.append(contentsOf: actions)
    guard !isPerforming else { return }
    isPerforming = true
    defer { isPerforming = false }
    repeat {
      while let action = self.actions.popFirst() { perform(action) }
      connection?.flush()
    } while !self.actions.isEmpty
    keepTimer()
  }

  private var actions = CircularBuffer<SessionAction>()
  private var isPerforming = false

  private func perform(_ action: SessionAction) {
    switch action {
    case .dial: dial()
    case .sendAudio(let bytes):
      trace?.note(.sent, "audio, \(bytes.count) bytes")
      connection?.write(.binary(ByteBuffer(bytes: bytes)))
    case .sendText(let text):
      trace?.note(.sent, text)
      connection?.write(.text(ByteBuffer(string: text)))
    case .sendEncodedAudio(let text, let count):
      trace?.note(.sent, "audio, \(count) bytes in base64")
      connection?.write(.text(ByteBuffer(string: text)))
    case .sendPing:
      trace?.note(.sent, "ping")
      connection?.write(.ping(ByteBuffer()))
      // A service with nothing to say gives no write to fail, and the session is paid for.
      if StandardStream.output.hasNoReader { outputFailedLater() }
    case .close:
      trace?.note(.sent, "close 1000")
      connection?.write(.close(code: .normal, reason: ""))
    case .hangUp: connection?.hangUp()
    case .print(let line):
      if writer?.write(line) == false { setReading(false) }
    case .remark(let what): remark(what)
    case .finish(let end): finish(end)
    }
  }

  private func dial() {
    connection?.dial { [self] outcome in
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

  private var dialFailure: DialFailure?

  // MARK: The connection

  private func receive(_ event: WebSocketEvent) {
    switch event {
    case .text(let buffer):
      let bytes = Array(buffer.readableBytesView)
      trace?.note(.received, String(decoding: bytes, as: UTF8.self))
      handle(.text(bytes))
    case .binary(let buffer):
      trace?.note(.received, "binary, \(buffer.readableBytes) bytes")
      handle(.binary)
    case .ping: trace?.note(.received, "ping")
    case .pong:
      trace?.note(.received, "pong")
      handle(.pong)
    case .closed(let closure):
      trace?.note(.received, closure.words)
      switch closure {
      case .closed(let code, let reason):
        handle(.closed(code: Int(code.rawValue), reason: reason))
      case .violated(let violation): handle(.violated(deed: violation.deed))
      case .lost: handle(.lost(reason: closure.words))
      }
    }
  }

  /// Stops and resumes taking events while stdout cannot keep up.
  private func setReading(_ isReading: Bool) {
    connection?.setReading(isReading)
    guard isReading != self.isReading else { return }
    self.isReading = isReading
    // Behind the actions that are under way.
    eventLoop.assumeIsolated().execute { [self] in handle(.listening(isReading)) }
  }

  private var isReading = true

  private func outputFailed(_ reason: StandardStream.WriteFailure) {
    if case .failed(let error) = reason { outputFailure = .output(error) }
    // What the service still says has no way out, but it ends the session.
    setReading(true)
    handle(.outputGone)
  }

  private func outputFailedLater() {
    eventLoop.assumeIsolated().execute { [self] in outputFailed(.readerLeft) }
  }

  private var outputFailure: Failure?

  // MARK: Time and the end

  private func keepTimer() {
    guard let deadline = machine.nextDeadline else {
      timer?.task.cancel()
      timer = nil
      return
    }
    // One that comes too early only asks again.
    if let timer, timer.deadline <= deadline { return }
    timer?.task.cancel()
    let task = eventLoop.assumeIsolated().scheduleTask(
      deadline: .uptimeNanoseconds(0) + TimeAmount(deadline)
    ) { [self] in
      timer = nil
      handle(.tick)
    }
    timer = (deadline, task)
  }

  private func finish(_ end: SessionEnd) {
    let result = Result(
      end: end, dialFailure: dialFailure, failure: outputFailure ?? inputFailure)
    self.result = result
    timer?.task.cancel()
    let promise = promise
    writer?.finish { promise.succeed(result) }
    connection?.hangUp()
    connection = nil
  }
}
