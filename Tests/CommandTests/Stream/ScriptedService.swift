import AAIProtocol
import Synchronization
import TestKit

/// AssemblyAI's side of a session, made by hand for what aai-serve does not say.
final class ScriptedService: Sendable {
  /// How one connection is treated.
  struct Manner: Sendable {
    enum End: Sendable {
      /// A Close frame; without a code it is empty.
      case closes(UInt16? = nil, String = "")
      /// The end of the connection with no Close frame.
      case cuts
      /// Nothing, while the client is still read.
      case waits
    }

    /// What the upgrade is answered with instead of 101, headers and body.
    var refusal: String?
    var begins = true
    /// Messages with audio before it says what it has to say and ends.
    var hears = 0
    var says: [String] = []
    /// `nil` is a session in order, up to `Terminate`.
    var end: End?
  }

  private let listener: RawListener
  private let manners: [Manner]
  private let heads = Mutex<[String]>([])

  /// - Parameter manners: One for each connection; those that follow are in order.
  init(_ manners: Manner...) throws {
    self.manners = manners
    listener = try RawListener()
    BlockingThread.start { [self] in accept() }
  }

  /// Ends the listening, and with it the thread that holds the service.
  func stop() { listener.stop() }

  var url: String { "ws://127.0.0.1:\(listener.port)/v3/ws" }

  /// The heads of the requests so far.
  var requests: [String] { heads.withLock { $0 } }

  private func accept() {
    while var peer = listener.peer() {
      defer { peer.close() }
      guard let head = peer.head() else { continue }
      let ordinal = heads.withLock { heads in
        heads.append(head)
        return heads.count - 1
      }
      serve(&peer, head, ordinal < manners.count ? manners[ordinal] : Manner())
    }
  }

  private func serve(_ peer: inout Peer, _ head: String, _ manner: Manner) {
    if let refusal = manner.refusal {
      peer.write(Array(refusal.replacing("\n", with: "\r\n").utf8))
      return
    }
    peer.write(Peer.upgrade(head))
    if manner.begins { say(#"{"type":"Begin","id":"s-1","expires_at":1999999999}"#, to: peer) }
    var heard = 0
    while true {
      if let end = manner.end, heard == manner.hears {
        for text in manner.says { say(text, to: peer) }
        switch end {
        case .cuts: return
        case .closes(let code, let reason):
          peer.write(Peer.frame(8, code.map { Peer.code($0) + Array(reason.utf8) } ?? []))
        case .waits: break
        }
        // To be found in the loop once.
        heard += 1
      }
      guard let (opcode, payload) = peer.frame(), opcode != 8 else { return }
      if opcode == 2 { heard += 1 }
      if manner.end == nil, opcode == 1, String(decoding: payload, as: UTF8.self).contains("Termin")
      {
        say(#"{"type":"Termination"}"#, to: peer)
        peer.write(Peer.frame(8, Peer.code(1000) + Array("Session Ended".utf8)))
      }
    }
  }

  private func say(_ text: String, to peer: Peer) {
    peer.write(Peer.frame(1, Array(text.utf8)))
  }
}
