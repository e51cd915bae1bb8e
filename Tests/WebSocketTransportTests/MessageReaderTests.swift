import TestKit
import Testing

@testable import WebSocketTransport

/// RFC 6455 as a client must hold its server to it.
@Suite("a WebSocket's messages")
struct MessageReaderTests {
  /// A frame with every bit as given.
  private func frame(
    _ opcode: UInt8, _ payload: [UInt8] = [], isFinal: Bool = true, reserved: UInt8 = 0,
    mask: [UInt8]? = nil
  ) -> [UInt8] {
    precondition(payload.count < 126)
    let head = [
      (isFinal ? 0x80 : 0) | reserved << 4 | opcode,
      (mask == nil ? 0 : 0x80) | UInt8(payload.count),
    ]
    guard let mask else { return head + payload }
    return head + mask + payload.enumerated().map { $1 ^ mask[$0 & 3] }
  }

  /// What comes of `bytes` that arrive in pieces of `size`, and the code that ends it, if one does.
  private func read(
    _ bytes: [UInt8], inPiecesOf size: Int = .max, role: WebSocketRole = .client
  ) -> (outputs: [WebSocketEvent], code: UInt16?) {
    var reader = MessageReader(role: role, sizeLimit: 16)
    var outputs: [WebSocketEvent] = []
    do throws(WebSocketViolation) {
      var rest = bytes[...]
      while !rest.isEmpty {
        rest.prefix(size).withUnsafeBytes { reader.receive($0) }
        rest = rest.dropFirst(size)
        while let output = try reader.next() { outputs.append(output) }
      }
    } catch {
      return (outputs, error.code.rawValue)
    }
    return (outputs, nil)
  }

  private func text(_ text: String) -> WebSocketEvent { .text(Array(text.utf8)) }

  @Test(
    "fragments, with a ping between them, are one message, however they are cut",
    arguments: [1, 2, 3, 5, 7, .max])
  func fragments(size: Int) {
    let bytes =
      frame(1, Array("grü".utf8.dropLast()), isFinal: false) + frame(9, [1])
      + frame(0, [], isFinal: false)
      // The second half of a character in a frame of its own.
      + frame(0, [0xBC], isFinal: false) + frame(0, Array("n".utf8)) + frame(2, [0xFF])
      + frame(8, [3, 232] + Array("ü".utf8))
    let (outputs, code) = read(bytes, inPiecesOf: size)
    #expect(code == nil)
    #expect(
      outputs == [
        .ping([1]), text("grün"), .binary([0xFF]),
        .close(code: .normal, reason: "ü"),
      ])
  }

  @Test("a mask goes on where the last piece of its frame ended", arguments: 1...9)
  func masks(size: Int) {
    let mask: [UInt8] = [0x12, 0x34, 0x56, 0x78]
    let bytes = frame(1, Array("a mask of four".utf8), mask: mask)
    #expect(read(bytes, inPiecesOf: size, role: .server).outputs == [text("a mask of four")])
  }

  @Test("what is whole counts, though what follows it in the same read is refused")
  func order() {
    let (outputs, code) = read(frame(1, [0x61]) + [0x82, 126, 0, 1] + frame(1, [0x62]))
    #expect(outputs == [text("a")])
    #expect(code == 1002)
  }

  @Test("two bytes are enough to refuse a frame")
  func early() {
    #expect(read([0xC1, 127]).code == 1002)
    #expect(read([0x83, 126]).code == 1002)
    #expect(read([0x81, 0xFE]).code == 1002)
    #expect(read([0x89, 126]).code == 1002)
    #expect(read([0x81]).code == nil)
  }

  @Test("a masked frame, reserved bits and unknown opcodes are protocol errors")
  func heads() {
    #expect(read(frame(1, mask: [1, 2, 3, 4])).code == 1002)
    for bit: UInt8 in [1, 2, 4] { #expect(read(frame(1, reserved: bit)).code == 1002) }
    for opcode: UInt8 in [3, 4, 5, 6, 7, 11, 12, 13, 14, 15] {
      #expect(read(frame(opcode)).code == 1002)
    }
    #expect(read(frame(1), role: .server).code == 1002)
  }

  @Test("fragments out of order are protocol errors, and so is a fragmented ping")
  func sequence() {
    #expect(read(frame(0)).code == 1002)
    #expect(read(frame(1, isFinal: false) + frame(1)).code == 1002)
    #expect(read(frame(1, isFinal: false) + frame(2)).code == 1002)
    #expect(read(frame(9, isFinal: false)).code == 1002)
  }

  @Test(
    "a length must be written in as few bytes as it needs",
    arguments: [
      [126, 0, 0], [126, 0, 125], [127, 0, 0, 0, 0, 0, 0, 0, 125],
      [127, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF], [127, 0x80, 0, 0, 0, 0, 0, 0, 0],
    ])
  func lengths(length: [Int]) {
    #expect(read([0x82] + length.map(UInt8.init)).code == 1002)
  }

  @Test("a message too big is refused by what is announced, fragments counted together")
  func big() {
    #expect(read([0x82, 17]).code == 1009)
    #expect(read([0x82, 127, 0x7F] + [UInt8](repeating: 0xFF, count: 7)).code == 1009)
    let nine = [UInt8](repeating: 0, count: 9)
    #expect(read(frame(2, nine, isFinal: false) + [0x00, 7]).code == nil)
    #expect(read(frame(2, nine, isFinal: false) + [0x00, 8]).code == 1009)
  }

  @Test(
    "text that is not UTF-8 is refused with 1007 by the first byte that cannot be part of it",
    arguments: [
      [0xFF], [0x80], [0xC0], [0xC1], [0xE0, 0x80], [0xED, 0xA0], [0xF0, 0x80], [0xF4, 0x90],
      [0xF5], [0xE2, 0x28], [0xE2, 0x82, 0x28], [0xF0, 0x9F, 0x98, 0x28],
    ])
  func invalidText(bytes: [Int]) {
    let bytes = bytes.map(UInt8.init)
    for before in ["", "a", "é"] {
      let payload = Array(before.utf8) + bytes
      // Of a message that would go on in the same frame, or in another.
      #expect(read([0x81, 16] + payload).code == 1007)
      #expect(read(frame(1, payload, isFinal: false)).code == 1007)
      #expect(read(frame(1, payload.dropLast(), isFinal: false)).code == nil)
      #expect(read(frame(2, payload)).code == nil)
    }
  }

  @Test("text that ends in the middle of a character is refused with 1007")
  func cutText() {
    for character in ["é", "€", "😀"] {
      let part = Array(character.utf8.dropLast())
      #expect(read(frame(1, part)).code == 1007)
      #expect(read(frame(1, part, isFinal: false) + frame(0)).code == 1007)
    }
  }

  @Test("illegal close frames are protocol errors, legal ones are not")
  func closes() {
    #expect(read(frame(8, [3])).code == 1002)
    for number in [0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000] {
      #expect(read(frame(8, [UInt8(number >> 8), UInt8(number & 255)])).code == 1002)
    }
    #expect(read(frame(8, [0x03, 0xE8, 0xFF])).code == 1007)
    for number in [1000, 1001, 1011, 1013, 3005, 4999] {
      #expect(read(frame(8, [UInt8(number >> 8), UInt8(number & 255)])).code == nil)
    }
    #expect(read(frame(8)).outputs == [.close(code: .noStatus, reason: "")])
  }

  @Test("however frames are broken, it does not matter how they are cut", arguments: 1...3)
  func noise(size: Int) {
    let opcodes: [UInt8] = [0, 0, 1, 2, 8, 9, 10]
    for seed in 0..<3000 as Range<UInt64> {
      var random = SplitMix64(seed: seed)
      var bytes: [UInt8] = []
      for _ in 0..<6 {
        let opcode = opcodes[Int.random(in: opcodes.indices, using: &random)]
        let payload = Array("aé€😀\u{3E8}".utf8).shuffled(using: &random).prefix(opcode == 8 ? 2 : 5)
        bytes += frame(opcode, Array(payload), isFinal: opcode > 7 || .random(using: &random))
      }
      if seed % 4 > 0, let place = bytes.indices.randomElement(using: &random) {
        bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
      }
      let (whole, cut) = (read(bytes), read(bytes, inPiecesOf: size))
      #expect(whole.code == cut.code, "seed \(seed)")
      #expect(whole.outputs == cut.outputs, "seed \(seed)")
    }
  }
}
