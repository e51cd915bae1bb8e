import AAIProtocol
import ToolSupport
import WebSocketTransport

/// The recognisers of one session, one for each channel of its audio.
final class Recognizers {
  enum Event {
    case line(JSONValue)
    case ended
  }

  private var wideBand: RecognizerInput
  private var processes: [RecognizerProcess] = []

  /// - Parameter event: Called with what the recogniser of a channel says or does.
  init(
    _ command: RecognizerCommand, _ wideBand: RecognizerInput, channels: Int,
    on loop: EventLoop, event: @escaping (_ channel: Int, Event) -> Void
  ) throws(SystemError) {
    self.wideBand = wideBand
    for channel in 0..<channels {
      do throws(SystemError) {
        processes.append(
          try RecognizerProcess(
            command, on: loop, line: { event(channel, .line($0)) },
            ended: { event(channel, .ended) }))
      } catch {
        kill()
        throw error
      }
    }
  }

  /// - Returns: Whether they keep up.
  func feed(_ bytes: [UInt8]) -> Bool {
    zip(processes, wideBand.convert(bytes)).reduce(true) { keepsUp, pair in
      pair.0.feed(pair.1) && keepsUp
    }
  }

  /// No more audio will come.
  func finish() { for process in processes { process.finish() } }

  func kill() { for process in processes { process.kill() } }
}
