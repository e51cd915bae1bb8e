import TestKit
import Testing

/// Something that RFC 6455 forbids an end of a WebSocket, and the code it is to be told.
struct Offence: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let code: Int
  let commit: @Sendable (RawWebSocket) -> Void

  init(_ name: String, _ code: Int, _ commit: @escaping @Sendable (RawWebSocket) -> Void) {
    testDescription = name
    self.code = code
    self.commit = commit
  }

  /// Those of a client and of a server alike.
  static let ofEitherEnd = messages + lengths + heads + closes + texts

  private static let messages = [
    Offence("a ping of 126 bytes", 1002) { $0.send(opcode: 9, [UInt8](repeating: 0, count: 126)) },
    Offence("a fragmented ping", 1002) { $0.send(opcode: 9, isLast: false) },
    Offence("a continuation of nothing", 1002) { $0.send(opcode: 0, [0]) },
    Offence("a message inside another", 1002) {
      $0.send(opcode: 1, [0x7B], isLast: false)
      $0.send(opcode: 1, [0x7D])
    },
    Offence("an announced 2 GB", 1009) { $0.send(opcode: 2, [], announcing: 1 << 31) },
  ]

  private static let lengths = [
    ("0 in two bytes", [126, 0, 0]), ("125 in two bytes", [126, 0, 125]),
    ("125 in eight bytes", [127, 0, 0, 0, 0, 0, 0, 0, 125]),
    ("65535 in eight bytes", [127, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]),
    ("2^63 bytes", [127, 0x80, 0, 0, 0, 0, 0, 0, 0]),
  ].map { (name: String, length: [UInt8]) in
    Offence("a length of \(name)", 1002) { end in
      // A frame in order, and the head of the next, which is refused without its payload.
      end.send(opcode: 9, [1, 2, 3])
      let bit: UInt8 = end.isClient ? 0x80 : 0
      for byte in [0x82, length[0] | bit] + length.dropFirst() { end.connection.send([byte]) }
    }
  }

  private static let heads =
    [1, 2, 4].map { bit in
      Offence("reserved bit \(bit)", 1002) { $0.send(opcode: 1, [], reserved: bit) }
    }
    + [3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map { opcode in
      Offence("opcode \(opcode)", 1002) { $0.send(opcode: opcode) }
    }

  private static let closes =
    [0, 999, 1004, 1005, 1006, 1015, 2999, 5000].map { code in
      Offence("close code \(code)", 1002) { $0.close(code) }
    } + [
      Offence("a close frame of one byte", 1002) { $0.send(opcode: 8, [3]) },
      Offence("a close reason that is not UTF-8", 1007) { $0.send(opcode: 8, [3, 232, 0xFF]) },
    ]

  private static let texts = [
    ("a stray byte", [0xC3, 0x28]), ("a surrogate", [0xED, 0xA0, 0x80]),
    ("an overlong slash", [0xC0, 0xAF]), ("a cut character", [0xE2, 0x82]),
    ("a scalar past the last", [0xF4, 0x90, 0x80, 0x80]),
  ].map { (name: String, bytes: [UInt8]) in
    Offence("text with \(name)", 1007) { $0.send(opcode: 1, bytes) }
  }
}
