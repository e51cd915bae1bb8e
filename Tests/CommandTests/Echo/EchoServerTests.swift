import AAIProtocol
import TestKit
import Testing

@Suite("echo-peer: server")
struct EchoServerTests {
  @Test("messages of every length come back whole and unmasked")
  func lengths() async throws {
    let program = try Program("echo-peer", ["server", "0"])
    let url = try await program.output.wait { text in
      text.contains("\n") ? ServiceURL(String(text.dropLast())) : nil
    }
    let client = try await RawWebSocket(port: url.port, target: "/", key: nil)
    let messages = [0, 1, 125, 126, 127, 65_535, 65_536, 1 << 20].map {
      [UInt8](repeating: 0x61, count: $0)
    }
    for message in messages { client.send(message) }
    client.close(1000)
    #expect(try await client.closed().code == 1000)
    #expect(client.frames.dropLast().map(\.payload) == messages)
    #expect(client.frames.allSatisfy { $0.mask == nil })
  }
}
