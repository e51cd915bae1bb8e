import TestKit
import Testing
import WebSocketTransport

/// The client's side of RFC 6455, against a server made by hand.
@Suite("echo-peer: client")
struct EchoClientTests {
  struct Offence: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let code: Int
    let commit: @Sendable (RawWebSocket) -> Void

    init(_ name: String, _ code: Int, _ commit: @escaping @Sendable (RawWebSocket) -> Void) {
      testDescription = name
      self.code = code
      self.commit = commit
    }
  }

  static let offences =
    [
      Offence("a masked frame", 1002) { $0.send(opcode: 1, [0x7B, 0x7D], isMasked: true) },
      Offence("a ping of 126 bytes", 1002) {
        $0.send(opcode: 9, [UInt8](repeating: 0, count: 126))
      },
      Offence("a fragmented ping", 1002) { $0.send(opcode: 9, isLast: false) },
      Offence("a continuation of nothing", 1002) { $0.send(opcode: 0, [0]) },
      Offence("a message inside another", 1002) {
        $0.send(opcode: 1, [0x7B], isLast: false)
        $0.send(opcode: 1, [0x7D])
      },
      Offence("a close frame of one byte", 1002) { $0.send(opcode: 8, [3]) },
      Offence("a close reason that is not UTF-8", 1007) { $0.send(opcode: 8, [3, 232, 0xFF]) },
      Offence("an announced 2 GB", 1009) { $0.send(opcode: 2, [], announcing: 1 << 31) },
    ]
    + [
      ("0 in two bytes", [126, 0, 0]), ("125 in two bytes", [126, 0, 125]),
      ("125 in eight bytes", [127, 0, 0, 0, 0, 0, 0, 0, 125]),
      ("65535 in eight bytes", [127, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]),
      ("2^63 bytes", [127, 0x80, 0, 0, 0, 0, 0, 0, 0]),
    ].map { (name: String, length: [UInt8]) in
      Offence("a length of \(name)", 1002) { server in
        // A frame in order, and the head of the next, which is refused without its payload.
        server.send(opcode: 9, [1, 2, 3])
        for byte in [0x82] + length { server.connection.send([byte]) }
      }
    }
    + [1, 2, 4].map { bit in
      Offence("reserved bit \(bit)", 1002) { $0.send(opcode: 1, [], reserved: bit) }
    }
    + [3, 7, 11, 15].map { opcode in
      Offence("opcode \(opcode)", 1002) { $0.send(opcode: opcode) }
    }
    + [0, 999, 1004, 1005, 1006, 1015, 2999, 5000].map { code in
      Offence("close code \(code)", 1002) { $0.close(code) }
    }
    + [
      ("a stray byte", [0xC3, 0x28]), ("a surrogate", [0xED, 0xA0, 0x80]),
      ("an overlong slash", [0xC0, 0xAF]), ("a cut character", [0xE2, 0x82]),
      ("a scalar past the last", [0xF4, 0x90, 0x80, 0x80]),
    ].map { (name: String, bytes: [UInt8]) in
      Offence("text with \(name)", 1007) { $0.send(opcode: 1, bytes) }
    }

  private func start() async throws -> (Program, RawWebSocket) {
    let listener = try RawListener()
    let program = try Program("echo-peer", ["client", "ws://127.0.0.1:\(listener.port)/"])
    let server = try await RawWebSocket(
      upgrading: try await listener.accept(), accept: WebSocketKey.accept(for:))
    return (program, server)
  }

  @Test(
    "a server that breaks the protocol is told the code and exits the client with 76",
    arguments: offences)
  func offence(_ offence: Offence) async throws {
    let (program, server) = try await start()
    offence.commit(server)
    #expect(try await server.closed().code == offence.code)
    server.connection.cut()
    #expect(try await program.wait() == 76)
    #expect(program.errors.lines.count == 1)
  }

  @Test("messages of every length come back whole, each frame under a mask of its own")
  func lengths() async throws {
    let (program, server) = try await start()
    let messages = [0, 1, 125, 126, 127, 65_535, 65_536, 1 << 20].map {
      [UInt8](repeating: 0x61, count: $0)
    }
    for message in messages { server.send(opcode: 1, message) }
    server.close(1000)
    #expect(try await server.closed().code == 1000)
    server.connection.cut()
    #expect(try await program.wait() == 0)
    #expect(server.frames.dropLast().map(\.payload) == messages)
    let masks = server.frames.map(\.mask)
    #expect(!masks.contains(nil) && !masks.contains([0, 0, 0, 0]))
    #expect(Set(masks).count == masks.count)
  }

  @Test("a character split over fragments, an empty fragment, and a ping inside are understood")
  func oddities() async throws {
    let (program, server) = try await start()
    server.send(opcode: 1, [0xC3], isLast: false)
    server.send(opcode: 9, Array("inside".utf8))
    server.send(opcode: 10, Array("unasked".utf8))
    server.send(opcode: 0, [], isLast: false)
    server.send(opcode: 0, [0xB8])
    server.close(1001)
    #expect(try await server.closed().code == 1001)
    server.connection.cut()
    #expect(try await program.wait() == 0)
    #expect(server.frames.map(\.opcode) == [10, 1, 8])
    #expect(server.frames.map(\.payload).dropLast() == [Array("inside".utf8), Array("ø".utf8)])
  }

  @Test("a connection that ends without a Close frame exits the client with 69")
  func lost() async throws {
    let (program, server) = try await start()
    server.connection.cut()
    #expect(try await program.wait() == 69)
  }

  @Test("authorities that cannot be read are an error, and nothing is dialled")
  func authorities() async throws {
    let run = try await Program.run(
      "echo-peer", ["client", "wss://127.0.0.1:1/", "/nowhere/authorities.pem"])
    #expect(run.status == 78)
    #expect(run.errors.contains("/nowhere/authorities.pem"))
  }
}
