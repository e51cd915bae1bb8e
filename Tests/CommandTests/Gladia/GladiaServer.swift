import AAIProtocol
import Glibc
import Synchronization
import TestKit
import WebSocketTransport

/// Gladia's side of a live session, made by hand, with a manner for each connection.
final class GladiaServer: Sendable {
  /// How one WebSocket is treated.
  struct Manner: Sendable {
    /// Whether acknowledged ranges count from the connection's first byte, not the session's.
    var countsFromZero = false
    /// Sound behind this many messages is neither kept nor acknowledged.
    var hears = Int.max
    /// The connection is cut behind this many messages with sound.
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
    /// All sound that was heard, in order.
    var sound: [UInt8] = []
    /// Text messages, and "binary" for others.
    var messages: [String] = []
  }

  let port: Int
  private let listener: CInt
  private let refusal: (status: Int, body: String)?
  private let manners: [Manner]
  private let state = Mutex(Record())

  /// - Parameters:
  ///   - refusal: What the POST is answered with instead of a session.
  ///   - manners: One for each connection, the last for all that follow.
  init(refusal: (status: Int, body: String)? = nil, _ manners: Manner...) throws {
    self.refusal = refusal
    self.manners = manners.isEmpty ? [Manner()] : manners
    let listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
        bind(listener, name, length) + listen(listener, 8) + getsockname(listener, name, &length)
      }
    }
    guard code == 0 else { throw Failed("no socket to listen on: \(errno)") }
    self.listener = listener
    port = Int(UInt16(bigEndian: address.sin_port))
    BlockingThread.start { self.accept() }
  }

  deinit { close(listener) }

  /// Ends the listening, and with it the thread that holds the server.
  func stop() { shutdown(listener, CInt(SHUT_RDWR)) }

  var record: Record { state.withLock { $0 } }

  private func accept() {
    var sockets = 0
    while true {
      // No program may be started between the two steps, for it would inherit the socket.
      var waiting = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
      poll(&waiting, 1, -1)
      let descriptor = Pipe.withSpawning {
        let descriptor = Glibc.accept(listener, nil, nil)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        return descriptor
      }
      guard descriptor >= 0 else { return }
      var peer = Peer(descriptor: descriptor)
      defer { close(descriptor) }
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
    let accept = WebSocketKey.accept(for: Peer.field("Sec-WebSocket-Key", head) ?? "")
    var opening = Array(
      ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Accept: \(accept)\r\n\r\n").utf8)
    if let code = manner.closesAtOnce { opening += Peer.frame(8, Peer.code(code)) }
    peer.write(opening)
    var heard = 0
    var origin: Int?
    while let (opcode, payload) = peer.frame() {
      var sound: [UInt8]?
      switch opcode {
      case 8:
        peer.write(Peer.frame(8, Array(payload.prefix(2))))
        return
      case 9: peer.write(Peer.frame(10, payload))
      case 2:
        state.withLock { $0.messages.append("binary") }
        sound = payload
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
      guard let sound else { continue }
      heard += 1
      if heard > manner.cutsAfter { return }
      guard heard <= manner.hears else { continue }
      let end = state.withLock { state in
        state.sound += sound
        return state.sound.count
      }
      let zero = origin ?? end - sound.count
      origin = zero
      let base = manner.countsFromZero ? zero : 0
      peer.say(
        "\"type\":\"audio_chunk\",\"acknowledged\":true,\"error\":null,"
          + "\"data\":{\"byte_range\":[\(end - sound.count - base),\(end - base)]}")
    }
  }

  private func finish(_ peer: inout Peer) {
    peer.say("\"type\":\"stop_recording\",\"acknowledged\":true,\"data\":{}")
    peer.say("\"type\":\"post_final_transcript\",\"data\":{\"metadata\":{\"billing_time\":2}}")
    peer.write(Peer.frame(8, Peer.code(1000)))
  }
}

/// The other end of a socket.
private struct Peer {
  let descriptor: CInt
  private var pending: [UInt8] = []

  init(descriptor: CInt) { self.descriptor = descriptor }

  mutating func read(_ count: Int) -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while pending.count < count {
      let more = recv(descriptor, &buffer, buffer.count, 0)
      guard more > 0 else { return nil }
      pending += buffer[..<more]
    }
    defer { pending.removeFirst(count) }
    return Array(pending[..<count])
  }

  func write(_ bytes: [UInt8]) {
    _ = send(descriptor, bytes, bytes.count, CInt(MSG_NOSIGNAL))
  }

  func say(_ members: String) {
    write(Self.frame(1, Array("{\"session_id\":\"job-1\",\(members)}".utf8)))
  }

  mutating func head() -> String? {
    var text = ""
    while !text.hasSuffix("\r\n\r\n") {
      guard let byte = read(1) else { return nil }
      text.unicodeScalars.append(Unicode.Scalar(byte[0]))
    }
    return text
  }

  static func field(_ name: String, _ head: String) -> String? {
    head.split(separator: "\r\n").first { $0.hasPrefix(name + ": ") }
      .map { String($0.dropFirst(name.utf8.count + 2)) }
  }

  static func length(_ head: String) -> Int {
    field("Content-Length", head).flatMap { Int($0) } ?? 0
  }

  /// A message of the client's, which is masked (RFC 6455 §5.3).
  mutating func frame() -> (opcode: UInt8, payload: [UInt8])? {
    guard let start = read(2) else { return nil }
    var length = Int(start[1] & 0x7F)
    if length >= 126 {
      guard let digits = read(length == 126 ? 2 : 8) else { return nil }
      length = digits.reduce(0) { $0 << 8 | Int($1) }
    }
    guard let mask = read(4), let masked = read(length) else { return nil }
    return (start[0] & 0x0F, masked.enumerated().map { $1 ^ mask[$0 & 3] })
  }

  static func frame(_ opcode: UInt8, _ payload: [UInt8]) -> [UInt8] {
    let length =
      payload.count < 126
      ? [UInt8(payload.count)] : [126, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)]
    return [0x80 | opcode] + length + payload
  }

  static func code(_ code: UInt16) -> [UInt8] { [UInt8(code >> 8), UInt8(code & 0xFF)] }
}
