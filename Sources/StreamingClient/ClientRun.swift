public import AAIProtocol
public import AudioInput
import Glibc
public import ToolSupport
public import WebSocketTransport

/// One run of a client, from the first dial to the last event.
public struct ClientRun<Machine: SessionMachine> {
  /// Opens a connection, one after the other; goes on as long as what it returns is held.
  public typealias Connect = (
    EventLoop, _ done: @escaping (Result<WebSocketConnection, DialFailure>) -> Void
  ) -> AnyObject

  let machine: Machine
  let trace: Trace?
  let tee: TeeFile?
  let diagnostics: Diagnostics

  /// - Parameters:
  ///   - machine: The service's part of it.
  ///   - trace: Where every frame is noted, if anywhere.
  ///   - tee: Where every line goes besides stdout, if anywhere.
  public init(_ machine: Machine, trace: Trace?, tee: TeeFile?, _ diagnostics: Diagnostics) {
    self.machine = machine
    self.trace = trace
    self.tee = tee
    self.diagnostics = diagnostics
  }

  /// Sends the audio of `source` and prints what comes back, on the calling thread.
  ///
  /// - Parameters:
  ///   - first: What was read of the source already.
  ///   - cutoff: The user's wish for an end, and what it means for the source.
  ///   - commands: Starts another source of input on the loop, given where to deliver it.
  public func run(
    _ source: AudioReader, first: [UInt8], cutoff: Cutoff, connect: @escaping Connect,
    commands: ((EventLoop, @escaping (SessionInput) -> Void) -> Void)? = nil
  ) throws(Failure) -> ExitStatus {
    let loop = EventLoop()
    var result: SessionRun<Machine>.Result?
    let run: SessionRun<Machine>
    do throws(SystemError) {
      run = try SessionRun(
        machine, on: loop, connect: connect,
        output: { tell in
          EventWriter(
            tee: tee, diagnostics, isStopping: cutoff.isStruck, stop: cutoff.signal.ask, tell: tell)
        }, trace: trace, remark: { $0.say(diagnostics) },
        finished: {
          result = $0
          loop.stop()
        })
    } catch {
      throw Failure(.io, "\(error)")
    }
    var stopping: Watch?
    stopping = loop.watch(cutoff.signal.descriptor, for: .reading) {
      stopping?.cancel()
      if let moment = cutoff.moment { run.stop(cuttingAt: moment) }
    }
    _ = loop.watch(cutoff.signal.others, for: .reading) {
      var signal: UInt8 = 0
      if read(cutoff.signal.others, &signal, 1) == 1, CInt(signal) == SIGUSR1 {
        run.handle(.control(.forceEndpoint))
      }
    }
    commands?(loop) { run.handle($0) }
    run.start(source, first: first)
    loop.run()
    guard let words = result?.words else { return .ok }
    throw words
  }

  /// A run that has nothing to send still says that it is over.
  public static func endWithoutAudio(
    tee: TeeFile?, _ diagnostics: Diagnostics
  ) throws(Failure) -> ExitStatus {
    diagnostics.note("no audio, no session", level: 0)
    let closed = ToolEvent.Closed(
      code: nil, reason: "no audio", isClean: true, audio: .zero, sessions: 0)
    let writer = EventWriter(
      tee: tee, diagnostics, isStopping: { _ in true }, stop: {}, tell: { _ in })
    writer.write(Array(ToolEvent.closed(closed).json.text.utf8))
    try writer.finish()
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
