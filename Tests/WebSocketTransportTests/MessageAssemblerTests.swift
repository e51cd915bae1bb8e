import NIOCore
import NIOWebSocket
import Testing

@testable import WebSocketTransport

/// RFC 6455 as a client must hold its server to it.
@Suite("a WebSocket's messages")
struct MessageAssemblerTests {
  private func frame(
    _ opcode: WebSocketOpcode, _ bytes: [UInt8], fin: Bool = true,
    reserved: WebSocketFrame.ReservedBits = [], mask: WebSocketMaskingKey? = nil
  ) -> WebSocketFrame {
    WebSocketFrame(
      fin: fin, rsv1: reserved.contains(.rsv1), rsv2: reserved.contains(.rsv2),
      rsv3: reserved.contains(.rsv3), opcode: opcode, maskKey: mask, data: ByteBuffer(bytes: bytes))
  }

  private func code(_ frames: [WebSocketFrame]) -> UInt16? {
    var assembler = MessageAssembler(role: .client, sizeLimit: 16)
    for frame in frames {
      do throws(WebSocketViolation) {
        _ = try assembler.receive(frame)
      } catch {
        return error.code.rawValue
      }
    }
    return nil
  }

  @Test("fragments, with a ping between them, are one message")
  func fragments() throws {
    var assembler = MessageAssembler(role: .client, sizeLimit: 16)
    let first = frame(.text, Array("grü".utf8.dropLast()), fin: false)
    guard try assembler.receive(first) == nil else {
      Issue.record("half a message was passed on")
      return
    }
    guard case .ping? = try assembler.receive(frame(.ping, [1])) else {
      Issue.record("the ping was held back")
      return
    }
    // The second half of a character in a frame of its own.
    _ = try assembler.receive(frame(.continuation, [0xBC], fin: false))
    guard case .text(let bytes)? = try assembler.receive(frame(.continuation, Array("n".utf8)))
    else {
      Issue.record("no message")
      return
    }
    #expect(String(buffer: bytes) == "grün")
  }

  @Test("a masked frame, reserved bits and unknown opcodes are protocol errors")
  func headers() throws {
    #expect(code([frame(.text, [], mask: [1, 2, 3, 4])]) == 1002)
    for bit in [WebSocketFrame.ReservedBits.rsv1, .rsv2, .rsv3] {
      #expect(code([frame(.text, [], reserved: bit)]) == 1002)
    }
    for number: UInt8 in [3, 4, 5, 6, 7, 11, 12, 13, 14, 15] {
      let opcode = try #require(WebSocketOpcode(encodedWebSocketOpcode: number))
      #expect(code([frame(opcode, [])]) == 1002)
    }
  }

  @Test("fragments out of order are protocol errors")
  func order() {
    #expect(code([frame(.continuation, [])]) == 1002)
    #expect(code([frame(.text, [], fin: false), frame(.text, [])]) == 1002)
    #expect(code([frame(.text, [], fin: false), frame(.binary, [])]) == 1002)
  }

  @Test(
    "text that is not UTF-8 is refused with 1007",
    arguments: [
      [0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xE2, 0x82], [0xF4, 0x90, 0x80, 0x80],
    ])
  func invalidText(bytes: [Int]) {
    #expect(code([frame(.text, bytes.map(UInt8.init))]) == 1007)
    #expect(code([frame(.binary, bytes.map(UInt8.init))]) == nil)
  }

  @Test("fragments without end are refused with 1009 before they fill the memory")
  func endless() {
    let piece = [UInt8](repeating: 0, count: 9)
    #expect(code([frame(.binary, piece, fin: false), frame(.continuation, piece)]) == 1009)
  }

  @Test("illegal close frames are protocol errors, legal ones are not")
  func closes() {
    #expect(code([frame(.connectionClose, [3])]) == 1002)
    for number in [0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000] {
      #expect(code([frame(.connectionClose, [UInt8(number >> 8), UInt8(number & 255)])]) == 1002)
    }
    #expect(code([frame(.connectionClose, [0x03, 0xE8, 0xFF])]) == 1007)
    for number in [1000, 1001, 1011, 1013, 3005, 4999] {
      #expect(code([frame(.connectionClose, [UInt8(number >> 8), UInt8(number & 255)])]) == nil)
    }
    #expect(code([frame(.connectionClose, [])]) == nil)
  }

  @Test("a server refuses frames without a mask")
  func unmasked() {
    var assembler = MessageAssembler(role: .server, sizeLimit: 16)
    #expect(throws: WebSocketViolation.self) { _ = try assembler.receive(frame(.text, [])) }
  }
}
