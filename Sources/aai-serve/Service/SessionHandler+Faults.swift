import Glibc
import NIOCore
import NIOPosix
import WebSocketTransport

extension SessionHandler {
  /// Lets the faults strike whose time has come, by the clock or by the sound received.
  func strike() {
    guard !pendingFaults.isEmpty else { return }
    let reached = max(now, heard)
    let due = pendingFaults.filter { (Fault(kind: $0).time ?? .zero) <= reached }
    pendingFaults.removeAll { due.contains($0) }
    for fault in due { strike(fault) }
    guard let next = pendingFaults.compactMap({ Fault(kind: $0).time }).min() else { return }
    service.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(next - now)) { self.strike() }
  }

  func strike(_ fault: Fault.Kind) {
    guard let context, !isMute else { return }
    switch fault {
    case .drop:
      mute("dropped by --fault")
      // Half of it first: with the client's bytes still unread the whole would be a reset, and take
      // with it what was said before.
      let channel = context.channel
      context.close(mode: .output, promise: nil)
      context.eventLoop.scheduleTask(in: .seconds(1)) { channel.close(promise: nil) }
    case .reset:
      mute("reset by --fault")
      _ = (context.channel as? any SocketOptionProvider)?
        .setSoLinger(linger(l_onoff: 1, l_linger: 0))
      context.channel.close(promise: nil)
    case .stall:
      mute("stalled by --fault")
      setReading(false)
      // A client that leaves is not seen any more; the longest session there is ends it.
      let channel = context.channel
      context.eventLoop.scheduleTask(in: TimeAmount(service.policy.sessionCap)) {
        channel.close(promise: nil)
      }
    case .close(let code, _): run?.perform { machine, _ in machine.close(code: code) }
    case .garbage:
      for text in Garbage.texts { write(.text(ByteBuffer(string: text))) }
      write(.binary(ByteBuffer(bytes: [0x00, 0xFF, 0x13, 0x37])))
      context.flush()
    default: break
    }
  }

  func ping(every interval: Duration) {
    service.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(interval)) {
      guard let context = self.context else { return }
      if !self.isMute {
        self.write(.ping(ByteBuffer(string: "aai-serve")))
        context.flush()
      }
      self.ping(every: interval)
    }
  }
}
