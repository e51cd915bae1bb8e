import AAIProtocol
import ToolSupport

/// stdout as lines of events.
struct EventOutput {
  /// Whether somebody still reads.
  private(set) var isOpen = true

  mutating func write(_ event: JSONValue) throws(Failure) {
    guard isOpen else { return }
    do throws(StandardStream.WriteFailure) {
      try StandardStream.output.write(event.text + "\n")
    } catch {
      switch error {
      case .readerLeft: isOpen = false
      case .failed(let reason): throw .output(reason)
      }
    }
  }
}
