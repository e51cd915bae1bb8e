import Glibc
import TestKit
import WebSocketTransport

/// The other end of a socket, which says what a test wants said.
struct Peer {
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

  func close() { Glibc.close(descriptor) }

  /// Whether the client was still there.
  @discardableResult
  func write(_ bytes: [UInt8]) -> Bool {
    send(descriptor, bytes, bytes.count, CInt(MSG_NOSIGNAL)) == bytes.count
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

  /// A frame of the client's, which is masked (RFC 6455 §5.3).
  mutating func wholeFrame() -> RawWebSocket.Frame? {
    guard let start = read(2) else { return nil }
    var length = Int(start[1] & 0x7F)
    if length >= 126 {
      guard let digits = read(length == 126 ? 2 : 8) else { return nil }
      length = digits.reduce(0) { $0 << 8 | Int($1) }
    }
    guard let mask = read(4), let masked = read(length) else { return nil }
    return RawWebSocket.Frame(
      isLast: start[0] & 0x80 != 0, opcode: start[0] & 0x0F, mask: mask,
      payload: masked.enumerated().map { $1 ^ mask[$0 & 3] })
  }

  mutating func frame() -> (opcode: UInt8, payload: [UInt8])? {
    wholeFrame().map { ($0.opcode, $0.payload) }
  }

  static func frame(_ opcode: UInt8, _ payload: [UInt8]) -> [UInt8] {
    let length =
      payload.count < 126
      ? [UInt8(payload.count)] : [126, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)]
    return [0x80 | opcode] + length + payload
  }

  static func code(_ code: UInt16) -> [UInt8] { [UInt8(code >> 8), UInt8(code & 0xFF)] }

  /// The answer to an upgrade whose request had this head (RFC 6455 §4.2.2).
  static func upgrade(_ head: String) -> [UInt8] {
    let accept = WebSocketKey.accept(for: field("Sec-WebSocket-Key", head) ?? "")
    return Array(
      ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Accept: \(accept)\r\n\r\n").utf8)
  }
}

extension RawListener {
  /// Blocks until the next connection has come; `nil` once stopped.
  func peer() -> Peer? { next().map { Peer(descriptor: $0) } }
}
