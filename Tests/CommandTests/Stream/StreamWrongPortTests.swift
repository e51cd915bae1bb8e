import Glibc
import TestKit
import Testing

/// A port where there is no WebSocket at all.
@Suite("aai-stream: a port of something else")
struct StreamWrongPortTests {
  private func run(
    against answer: @escaping @Sendable (inout Peer) -> Void
  ) async throws -> (run: Finished, peer: String) {
    let server = try HandmadeServer { peer, _ in answer(&peer) }
    defer { server.stop() }
    let run = try await Program.run(
      "aai-stream", ["-u", "ws://\(server.hostAndPort)/v3/ws"], environment: Stream.environment,
      input: Stream.silence(milliseconds: 200))
    #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
    #expect(server.requests.count == 1)
    return (run, server.hostAndPort)
  }

  @Test(
    "what answers in another protocol is said to be no HTTP, and is not asked again",
    arguments: [
      Array("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n".utf8), Array("220 mail.example ESMTP\r\n".utf8),
      Array("-ERR unknown command\r\n".utf8), Array("RFB 003.008\n".utf8),
      Array("ICY 200 OK\r\n\r\n".utf8), [21, 3, 3, 0, 2, 2, 40], [UInt8](repeating: 0, count: 64),
      [UInt8](repeating: 0xFF, count: 4096), Array("\r\n\r\n\r\nhello".utf8),
    ])
  func otherProtocol(answer: [UInt8]) async throws {
    let (run, peer) = try await run { peer in
      peer.write(answer)
      peer.drain()
    }
    #expect(run.status == 76)
    #expect(run.errors.hasPrefix("aai-stream: error: the answer of \(peer) is not HTTP: "))
  }

  @Test("bytes of chance are survived", arguments: 0..<20)
  func chance(round: Int) async throws {
    let bytes = (0..<round * 50).map { _ in UInt8.random(in: 0...255) }
    let (run, peer) = try await run { peer in
      peer.write(bytes)
      shutdown(peer.descriptor, CInt(SHUT_WR))
      peer.drain()
    }
    #expect(run.status == 76 || run.status == 69)
    #expect(run.errors.contains(peer), "\(bytes): \(run.errors)")
  }

  @Test("an end without an answer is a failure of the network", arguments: [true, false])
  func noAnswer(isReset: Bool) async throws {
    let (run, peer) = try await run { peer in
      guard isReset else { return }
      var immediately = linger(l_onoff: 1, l_linger: 0)
      setsockopt(
        peer.descriptor, SOL_SOCKET, SO_LINGER, &immediately,
        socklen_t(MemoryLayout<linger>.size))
    }
    #expect(run.status == 69)
    #expect(run.errors.contains(peer), "\(run.errors)")
  }
}
