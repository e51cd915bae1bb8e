public import AAIProtocol
public import AudioInput
public import NIOCore
public import ToolSupport

/// One run of a client, from the first dial to the last event.
public struct ClientRun<Machine: SessionMachine> {
  let machine: Machine
  let trace: Trace?
  let diagnostics: Diagnostics

  /// - Parameters:
  ///   - machine: The service's part of it.
  ///   - trace: Where every frame is noted, if anywhere.
  public init(_ machine: Machine, trace: Trace?, _ diagnostics: Diagnostics) {
    self.machine = machine
    self.trace = trace
    self.diagnostics = diagnostics
  }

  /// Sends the sound of `source` and prints what comes back, on one event loop.
  ///
  /// - Parameters:
  ///   - first: What was read of the source already.
  ///   - connector: Makes, on the loop, what opens the connections.
  ///   - commands: Starts another source of input, given where to deliver it.
  public func run(
    _ source: AudioReader, first: [UInt8], stop: StopRequest,
    connector: @escaping @Sendable (any EventLoop) -> Connector,
    commands: (@Sendable (@escaping @Sendable (SessionInput) -> Void) -> Void)? = nil
  ) throws(Failure) -> ExitStatus {
    let eventLoop = ClientLoop.start()
    let (machine, trace, diagnostics) = (machine, trace, diagnostics)
    let future = eventLoop.flatSubmit {
      let run = SessionRun(
        machine, on: eventLoop, connector: connector(eventLoop), trace: trace,
        remark: { $0.say(diagnostics) })
      let handle = NIOLoopBound(run, eventLoop: eventLoop)
      let deliver: @Sendable (SessionInput) -> Void = { input in
        eventLoop.execute { handle.value.handle(input) }
      }
      stop.deliver(to: deliver)
      commands?(deliver)
      return run.start(source, first: first)
    }
    guard let result = try? future.wait() else { return .internalError }
    guard let words = result.words else { return .ok }
    throw words
  }

  /// A run that has nothing to send still says that it is over.
  public static func endWithoutSound(_ diagnostics: Diagnostics) throws(Failure) -> ExitStatus {
    diagnostics.note("no sound, no session", level: 0)
    let closed = ToolEvent.Closed(
      code: nil, reason: "no audio", isClean: true, audio: .zero, sessions: 0)
    try StandardStream.output.printLine(ToolEvent.closed(closed).json.text)
    return .ok
  }
}

extension StandardStream {
  /// Writes a line; a reader that has gone is no failure.
  public func printLine(_ line: String) throws(Failure) {
    do throws(StandardStream.WriteFailure) {
      try write(line + "\n")
    } catch {
      if case .failed(let reason) = error { throw .output(reason) }
    }
  }
}
