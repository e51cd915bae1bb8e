import Glibc
import TestKit
import Testing

/// Ctrl-C before there is a session: nothing can be lost that was not lost already.
@Suite("aai-stream: Ctrl-C on the way to a session")
struct StreamInterruptionTests {
  /// What the program is waiting for.
  enum Stage: String, Sendable, CaseIterable {
    case connection, handshake, upgrade, begin
  }

  @Test(
    "ends the run at once, whatever it waits for and though its source goes on",
    arguments: Stage.allCases)
  func waiting(for stage: Stage) async throws {
    let hole = try BlackHole()
    let silent = try RawListener()
    let server = try HandmadeServer { peer, head in
      if stage == .begin { peer.write(Peer.upgrade(head)) }
      peer.drain()
    }
    defer { server.stop() }
    let url =
      switch stage {
      case .connection: "ws://127.0.0.1:\(hole.port)/"
      case .handshake: "wss://127.0.0.1:\(silent.port)/"
      case .upgrade, .begin: "ws://\(server.hostAndPort)/"
      }
    let program = try Program(
      "aai-stream", ["-u", url, "--connect-timeout", "5m"], environment: Stream.environment)
    program.input?.write(Stream.silence(milliseconds: 1000))
    var connection: RawConnection?
    switch stage {
    case .connection:
      // Nobody hears a packet that vanishes, but the kernel has noted that it was sent.
      while program.isRunning, try !hole.isDialled {
        try await Task.sleep(for: .milliseconds(5))
      }
    case .handshake:
      connection = try await silent.accept()
      _ = try await connection?.received.wait { $0.isEmpty ? nil : true }
    case .upgrade, .begin:
      while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
    }
    program.signal(SIGINT)
    let run = try await program.finished(within: .seconds(5))
    #expect(run.status == 69)
    #expect(run.errors == "aai-stream: error: stopped before a session had begun\n")
    withExtendedLifetime((hole, connection)) {}
  }
}
