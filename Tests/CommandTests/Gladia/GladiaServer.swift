import AAIProtocol
import Synchronization
import TestKit

/// Gladia's side of a live session, made by hand, with a manner for each connection.
final class GladiaServer: Sendable {
  /// How one WebSocket is treated.
  struct Manner: Sendable {
    /// Whether acknowledged ranges count from the connection's first byte, not the session's.
    var countsFromZero = false
    /// Audio behind this many messages is neither kept nor acknowledged.
    var hears = Int.max
    /// Audio behind this many messages is kept and not acknowledged, as when a reset swallows the answer.
    var acknowledges = Int.max
    /// The connection is cut behind this many messages with audio.
    var cutsAfter = Int.max
    /// A Close frame that leaves together with the answer to the upgrade.
    var closesAtOnce: UInt16?
    /// Whether `stop_recording` brings the results and the close.
    var finishes = true
  }

  struct Record: Sendable {
    /// Heads of the requests, the POST first.
    var requests: [String] = []
    var body = ""
    /// All audio that was heard, in order.
    var audio: [UInt8] = []
    /// Text messages, and "binary" for others.
    var messages: [String] = []
  }

  var port: Int { listener.port }
  private let listener: RawListener
  private let refusal: (status: Int, body: String)?
  private let manners: [Manner]
  private let state = Mutex(Record())

  /// - Parameters:
  ///   - refusal: What the POST is answered with instead of a session.
  ///   - manners: One for each connection, the last for all that follow.
  init(refusal: (status: Int, body: String)? = nil, _ manners: Manner...) throws {
    self.refusal = refusal
    self.manners = manners.isEmpty ? [Manner()] : manners
    listener = try RawListener()
    BlockingThread.start { self.accept() }
  }

  /// Ends the listening, and with it the thread that holds the server.
  func stop() { listener.stop() }

  var record: Record { state.withLock { $0 } }

  private func accept() {
    var sockets = 0
    while var peer = listener.peer() {
      defer { peer.close() }
      guard let head = peer.head() else { continue }
      state.withLock { $0.requests.append(head) }
      if head.hasPrefix("POST") {
        answer(&peer, head)
      } else {
        serve(&peer, head, manners[min(sockets, manners.count - 1)])
        sockets += 1
      }
    }
  }

  private func answer(_ peer: inout Peer, _ head: String) {
    let body = String(decoding: peer.read(Peer.length(head)) ?? [], as: UTF8.self)
    state.withLock { $0.body = body }
    let grant =
      "{\"id\":\"job-1\",\"created_at\":\"2026-10-05T09:00:00.000Z\","
      + "\"url\":\"ws://127.0.0.1:\(port)/v2/live?token=of-its-own\"}"
    let (status, text) = refusal ?? (201, grant)
    peer.write(
      Array(
        "HTTP/1.1 \(status) Said\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)".utf8))
  }

  private func serve(_ peer: inout Peer, _ head: String, _ manner: Manner) {
    var opening = Peer.upgrade(head)
    if let code = manner.closesAtOnce { opening += Peer.frame(8, Peer.code(code)) }
    peer.write(opening)
    var heard = 0
    var origin: Int?
    while let (opcode, payload) = peer.frame() {
      var audio: [UInt8]?
      switch opcode {
      case 8:
        peer.write(Peer.frame(8, Array(payload.prefix(2))))
        return
      case 9: peer.write(Peer.frame(10, payload))
      case 2:
        state.withLock { $0.messages.append("binary") }
        audio = payload
      default:
        let text = String(decoding: payload, as: UTF8.self)
        state.withLock { $0.messages.append(text) }
        guard text.contains("audio_chunk") else {
          if manner.finishes { finish(&peer) }
          continue
        }
        // What the base64 says is for the test to compare.
        peer.say("\"type\":\"audio_chunk\",\"acknowledged\":true,\"data\":{}")
      }
      guard let audio else { continue }
      heard += 1
      if heard > manner.cutsAfter { return peer.leave() }
      guard heard <= manner.hears else { continue }
      let end = state.withLock { state in
        state.audio += audio
        return state.audio.count
      }
      let zero = origin ?? end - audio.count
      origin = zero
      guard heard <= manner.acknowledges else { continue }
      let base = manner.countsFromZero ? zero : 0
      peer.say(
        "\"type\":\"audio_chunk\",\"acknowledged\":true,\"error\":null,"
          + "\"data\":{\"byte_range\":[\(end - audio.count - base),\(end - base)]}")
    }
  }

  private func finish(_ peer: inout Peer) {
    peer.say("\"type\":\"stop_recording\",\"acknowledged\":true,\"data\":{}")
    peer.say("\"type\":\"post_final_transcript\",\"data\":{\"metadata\":{\"billing_time\":2}}")
    peer.write(Peer.frame(8, Peer.code(1000)))
  }
}

extension Peer {
  /// A message of the session's with these members.
  fileprivate func say(_ members: String) {
    write(Self.frame(1, Array("{\"session_id\":\"job-1\",\(members)}".utf8)))
  }
}
