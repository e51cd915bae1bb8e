public import AAIProtocol

/// One end of a WebSocket made by hand, which knows no better than a test tells it.
public final class RawWebSocket: Sendable {
  /// A frame as it came (RFC 6455 §5.2).
  public struct Frame: Sendable, Equatable {
    public var isLast: Bool
    public var opcode: UInt8
    /// The masking key of a client's frame; nil when it came unmasked.
    public var mask: [UInt8]?
    /// Without its mask.
    public var payload: [UInt8]

    public init(isLast: Bool, opcode: UInt8, mask: [UInt8]?, payload: [UInt8]) {
      self.isLast = isLast
      self.opcode = opcode
      self.mask = mask
      self.payload = payload
    }

    public var text: String { String(decoding: payload, as: UTF8.self) }
  }

  /// What a Close frame said.
  public struct Closing: Sendable, Equatable {
    public var code: Int
    public var reason: String

    public init(_ code: Int, _ reason: String) {
      self.code = code
      self.reason = reason
    }
  }

  public let connection: RawConnection
  private let headLength: Int
  public let isClient: Bool

  /// Connects and upgrades.
  ///
  /// - Parameter key: For the Authorization header; `nil` leaves it out.
  public init(
    port: Int, target: String = "/v3/ws", key: String? = "key", headers: [String] = []
  ) async throws {
    connection = try RawConnection(port: port)
    isClient = true
    var lines = [
      "GET \(target) HTTP/1.1", "Host: 127.0.0.1:\(port)", "Upgrade: websocket",
      "Connection: Upgrade", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
      "Sec-WebSocket-Version: 13",
    ]
    if let key { lines.append("Authorization: \(key)") }
    connection.send((lines + headers + ["", ""]).joined(separator: "\r\n"))
    headLength = try await connection.received.wait { text in
      text.firstRange(of: "\r\n\r\n").map {
        text.utf8.distance(from: text.startIndex, to: $0.upperBound)
      }
    }
    let status = connection.received.text.prefix { $0 != "\r\n" }
    guard status.contains(" 101 ") else { throw Failed("no upgrade: \(status)") }
  }

  /// Waits for a client's opening handshake and upgrades it.
  ///
  /// - Parameter accept: Makes the Sec-WebSocket-Accept for the client's key.
  public init(upgrading connection: RawConnection, accept: (String) -> String) async throws {
    self.connection = connection
    isClient = false
    let head = try await connection.received.wait { text in
      text.firstRange(of: "\r\n\r\n").map { text[..<$0.upperBound] }
    }
    headLength = head.utf8.count
    guard let key = head.firstMatch(of: /Sec-WebSocket-Key: (\S+)/)?.output.1 else {
      throw Failed("no key: \(head)")
    }
    let lines = [
      "HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade",
      "Sec-WebSocket-Accept: \(accept(String(key)))", "", "",
    ]
    connection.send(lines.joined(separator: "\r\n"))
  }

  // MARK: Sending

  public func send(_ text: String) { send(opcode: 1, Array(text.utf8)) }

  public func send(_ bytes: [UInt8]) { send(opcode: 2, bytes) }

  /// So much silence in messages of `chunk` milliseconds, 16 kHz 16-bit.
  public func send(silence milliseconds: Int, chunk: Int = 50) {
    for _ in 0..<milliseconds / chunk { send([UInt8](repeating: 0, count: 32 * chunk)) }
  }

  /// A frame with every bit as given.
  public func send(
    opcode: UInt8, _ payload: [UInt8] = [], isLast: Bool = true, reserved: UInt8 = 0,
    isMasked: Bool? = nil, announcing length: Int? = nil
  ) {
    let isMasked = isMasked ?? isClient
    var frame: [UInt8] = [(isLast ? 0x80 : 0) | reserved << 4 | opcode]
    let length = length ?? payload.count
    let mask: UInt8 = isMasked ? 0x80 : 0
    switch length {
    case ..<126: frame.append(mask | UInt8(length))
    case ..<65_536: frame += [mask | 126, UInt8(length >> 8), UInt8(length & 0xFF)]
    default:
      frame.append(mask | 127)
      frame += (0..<8).reversed().map { UInt8(truncatingIfNeeded: length >> ($0 * 8)) }
    }
    let key: [UInt8] = [0x12, 0x34, 0x56, 0x78]
    if isMasked { frame += key }
    frame += payload.enumerated().map { isMasked ? $1 ^ key[$0 & 3] : $1 }
    connection.send(frame)
  }

  public func close(_ code: UInt16 = 1000) {
    send(opcode: 8, [UInt8(code >> 8), UInt8(code & 0xFF)])
  }

  // MARK: Receiving

  /// Every whole frame that has come so far.
  public var frames: [Frame] {
    var rest = connection.received.bytes.dropFirst(headLength)
    var frames: [Frame] = []
    while rest.count >= 2 {
      let head = Array(rest.prefix(10))
      var size = 2
      var length = Int(head[1] & 0x7F)
      if length >= 126 {
        let digits = length == 126 ? 2 : 8
        guard head.count >= 2 + digits else { break }
        length = head[2..<2 + digits].reduce(0) { $0 << 8 | Int($1) }
        size += digits
      }
      var mask: [UInt8]?
      if head[1] & 0x80 != 0 {
        mask = Array(rest.dropFirst(size).prefix(4))
        size += 4
      }
      guard rest.count >= size + length else { break }
      var payload = Array(rest.dropFirst(size).prefix(length))
      if let mask { for index in payload.indices { payload[index] ^= mask[index & 3] } }
      frames.append(
        Frame(
          isLast: head[0] & 0x80 != 0, opcode: head[0] & 0x0F, mask: mask, payload: payload))
      rest = rest.dropFirst(size + length)
    }
    return frames
  }

  /// Whole text messages, fragments put together.
  public var texts: [String] {
    var texts: [String] = []
    var open: [UInt8] = []
    for frame in frames where frame.opcode <= 1 {
      open += frame.payload
      guard frame.isLast else { continue }
      texts.append(String(decoding: open, as: UTF8.self))
      open = []
    }
    return texts
  }

  public var closing: Closing? {
    frames.first { $0.opcode == 8 }.map { frame in
      guard frame.payload.count >= 2 else { return Closing(1005, "") }
      return Closing(
        Int(frame.payload[0]) << 8 | Int(frame.payload[1]),
        String(decoding: frame.payload.dropFirst(2), as: UTF8.self))
    }
  }

  /// Text messages read as JSON.
  public var events: [JSONValue] { texts.compactMap { try? JSONValue(parsing: $0) } }

  /// Waits until `found` answers something about the client's state.
  @discardableResult
  public func wait<T>(
    within deadline: Duration = .seconds(60), for found: (RawWebSocket) -> T?
  ) async throws -> T {
    try await connection.received.wait(within: deadline) { _ in found(self) }
  }

  /// Waits for the first event of a type.
  @discardableResult
  public func event(_ type: String) async throws -> JSONValue {
    try await wait { $0.events.first { $0["type"]?.string == type } }
  }

  /// Waits for the peer's Close frame.
  public func closed() async throws -> Closing { try await wait { $0.closing } }
}
