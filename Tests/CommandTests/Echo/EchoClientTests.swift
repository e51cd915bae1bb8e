import TestKit
import Testing
import WebSocketTransport

/// The client's side of RFC 6455, against a server made by hand.
@Suite("echo-peer: client")
struct EchoClientTests {
  static let offences =
    Offence.ofEitherEnd + [
      Offence("a masked frame", 1002) { $0.send(opcode: 1, [0x7B, 0x7D], isMasked: true) }
    ]

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
