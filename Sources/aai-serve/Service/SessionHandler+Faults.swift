import AAIProtocol
import WebSocketTransport

extension SessionHandler {
  /// Lets the faults strike whose time has come, by the clock or by the audio received.
  func strike() {
    guard !pendingFaults.isEmpty else { return }
    let reached = max(now, heard)
    let due = pendingFaults.filter { (Fault(kind: $0).time ?? .zero) <= reached }
    pendingFaults.removeAll { due.contains($0) }
    for fault in due { strike(fault) }
    guard let next = pendingFaults.compactMap({ Fault(kind: $0).time }).min() else { return }
    service.loop.schedule(after: next - now) { [weak self] in self?.strike() }
  }

  func strike(_ fault: Fault.Kind) {
    guard !isMute else { return }
    switch fault {
    case .drop:
      mute("dropped by --fault")
      // Half of it first: with the client's bytes still unread the whole would be a reset, and take
      // with it what was said before.
      connection.shutDownOutput()
      hangUp(after: .seconds(1))
    case .reset:
      mute("reset by --fault")
      connection.reset()
    case .stall:
      mute("stalled by --fault")
      connection.setReading(false)
      // A client that leaves is not seen any more; the longest session there is ends it.
      hangUp(after: service.policy.sessionCap)
    case .close(let code, let text, _):
      run?.perform { machine, _ in machine.close(code: code, text: text) }
    case .warning(let code, let text, _):
      send(ServiceWarning(code: code, message: text).json.text)
      flush()
    case .garbage:
      for text in Garbage.texts { send(.text(Array(text.utf8))) }
      send(.binary([0x00, 0xFF, 0x13, 0x37]))
      flush()
    default: break
    }
  }

  private func hangUp(after delay: Duration) {
    service.loop.schedule(after: delay) { [weak connection] in connection?.hangUp() }
  }

  func ping(every interval: Duration) {
    service.loop.schedule(after: interval) { [weak self] in
      guard let self else { return }
      send(.ping(Array("aai-serve".utf8)))
      flush()
      ping(every: interval)
    }
  }
}
