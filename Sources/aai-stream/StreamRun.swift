import AAIProtocol
import AudioInput
import Glibc
import NIOCore
import NIOPosix
import StreamingClient
import ToolSupport
import WebSocketTransport

/// One run of aai-stream, from the first dial to the last event.
struct StreamRun {
  let url: ServiceURL
  let headers: [RequestHeader]
  let credential: Credential
  let dialer: Dialer
  let session: StreamSession
  let trace: Trace?
  let diagnostics: Diagnostics

  /// Sends the sound of `source` and prints what comes back, on one event loop.
  func run(
    _ source: AudioReader, first: [UInt8], stop: StopRequest, control: String?
  ) throws(Failure) -> ExitStatus {
    let eventLoop = MultiThreadedEventLoopGroup(numberOfThreads: 1).next()
    let commands = try control.map { path throws(Failure) in try ControlInput(path) }
    let future = eventLoop.flatSubmit { [self] in
      let run = SessionRun(
        session, on: eventLoop, connector: connector(on: eventLoop), trace: trace,
        remark: { say($0) })
      let handle = NIOLoopBound(run, eventLoop: eventLoop)
      let deliver: @Sendable (SessionInput) -> Void = { input in
        eventLoop.execute { handle.value.handle(input) }
      }
      stop.deliver(to: deliver)
      commands?.start(diagnostics, deliver)
      return run.start(source, first: first)
    }
    guard let result = try? future.wait() else { return .internalError }
    guard let words = result.words else { return .ok }
    throw words
  }

  private func connector(on eventLoop: any EventLoop) -> Connector {
    let all =
      [(name: "Authorization", value: credential.secret)]
      + [(name: "User-Agent", value: "aai-tools/\(Version.current)")]
      + headers.map { (name: $0.name, value: $0.value) }
    return Connector { install in
      dialer.openWebSocket(url, headers: all, on: eventLoop, install: install)
    }
  }

  private func say(_ remark: SessionRemark) {
    switch remark {
    case .began(let id, let expiresAt):
      let until = expiresAt.map { ", until \(RFC3339.text(.seconds($0)))" } ?? ""
      diagnostics.note("session \(id)\(until)")
    case .otherModel(let asked, let applied):
      diagnostics.warning("asked for the model \(asked), the service applies \(applied)")
    case .notJSON:
      diagnostics.warning("a frame of the service is not a JSON object; such frames are dropped")
    case .binaryMessage:
      diagnostics.warning("a binary frame of the service was dropped")
    case .reconnecting(let reason, let delay):
      let seconds = Double(delay.milliseconds) / 1000
      diagnostics.warning("connection lost (\(reason)); trying again in \(seconds) s")
    case .resumed(let lost):
      if lost > .zero {
        diagnostics.warning("\(lost.milliseconds) ms of sound were lost in the outage")
      } else {
        diagnostics.note("resumed, nothing lost", level: 0)
      }
    case .halfSample:
      diagnostics.warning("half a sample at the end of the input was dropped")
    case .controlDropped:
      diagnostics.warning("a control message came between two sessions and was dropped")
    }
  }
}
