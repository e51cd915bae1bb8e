import AAIProtocol
import Glibc
import Synchronization
import TestKit
import Testing

/// Services that keep to RFC 6455 but ask much of their client, and some that go too far.
@Suite("aai-stream: demanding peers")
struct StreamPeerTests {
  /// A service that does as `session` says once it has begun one.
  private func serve(
    _ session: @escaping @Sendable (inout Peer) -> Void
  ) throws -> HandmadeServer {
    try HandmadeServer { peer, head in
      peer.write(Peer.upgrade(head))
      peer.say(#"{"type":"Begin","id":"s-1","expires_at":1999999999}"#)
      session(&peer)
    }
  }

  private func start(
    _ server: HandmadeServer, _ arguments: [String] = [], output: Program.Stream = .pipe
  ) throws -> Program {
    try Program(
      "aai-stream", ["-u", "ws://\(server.hostAndPort)/v3/ws"] + arguments,
      environment: Stream.environment, output: output)
  }

  /// What no peer can make it need, in KiB, whatever that sends.
  private static let memoryLimit = 32 << 10

  @Test("a flood of events that stdout does not take is left in the network, and none is lost")
  func flood() async throws {
    let count = 4000
    let padding = String(repeating: "x", count: 10_000)
    let sent = Atomic(0)
    let server = try serve { peer in
      for number in 0..<count {
        peer.say(#"{"type":"Flood","number":\#(number),"padding":"\#(padding)"}"#)
        sent.store(number, ordering: .relaxed)
      }
      peer.finishSession()
    }
    defer { server.stop() }
    let pipe = try Pipe()
    let program = try start(
      server, ["--drain-timeout", "60"], output: .descriptor(pipe.writing))
    close(pipe.writing)
    program.input?.write(Stream.silence(milliseconds: 200))
    // Until the service, too, has to wait.
    var before = -1
    while sent.load(ordering: .relaxed) != before || before <= 0 {
      before = sent.load(ordering: .relaxed)
      try await Task.sleep(for: .milliseconds(500))
    }
    #expect(before < count - 1)
    if Program.canBeSeen() { #expect(try program.anonymousMemory < Self.memoryLimit) }
    program.input?.close()
    let output = Collector(reading: pipe.reading)
    #expect(try await program.wait(within: .seconds(60)) == 0)
    try await output.finish(by: .now + .seconds(20))
    let lines = output.bytes.split(separator: 0x0A)
    let numbers = lines.compactMap { line in
      String(decoding: line.prefix(40), as: UTF8.self)
        .firstMatch(of: /"number":(\d+),/).flatMap { Int($0.output.1) }
    }
    let isWhole = numbers == Array(0..<count)
    #expect(isWhole)
    #expect(lines.count == count + 3)
  }

  @Test("a flood of pings is answered with what they said, and the audio goes on")
  func pings() async throws {
    let count = 20_000
    let answers = Mutex<(pongs: [Int], audio: Int)>(([], 0))
    let server = try serve { peer in
      for number in 0..<count { peer.write(Peer.frame(9, Array("\(number)".utf8))) }
      while let (opcode, payload) = peer.frame() {
        let text = String(decoding: payload, as: UTF8.self)
        switch opcode {
        case 10: answers.withLock { $0.pongs.append(Int(text) ?? -1) }
        case 2: answers.withLock { $0.audio += payload.count }
        case 1: peer.confirmEnd()
        default: break
        }
      }
    }
    defer { server.stop() }
    let program = try start(server)
    program.speak(Stream.silence(milliseconds: 1500))
    #expect(try await program.wait() == 0)
    let (pongs, audio) = answers.withLock { $0 }
    #expect(pongs.last == count - 1)
    #expect(pongs == Array(Set(pongs)).sorted())
    #expect(audio == 1500 * 32)
  }

  @Test("a message without end is refused with 1009 before it has grown beyond 16 MiB")
  func endless() async throws {
    let code = Atomic(0)
    let server = try serve { peer in
      let (mouth, isSilent) = (peer, Gate())
      BlockingThread.start {
        var fragment = Peer.frame(1, [UInt8](repeating: 0x20, count: 60_000))
        fragment[0] = 0x01
        while mouth.write(fragment) { fragment[0] = 0x00 }
        isSilent.open()
      }
      while let (opcode, payload) = peer.frame() {
        guard opcode == 8 else { continue }
        code.store(payload.prefix(2).reduce(0) { $0 << 8 | Int($1) }, ordering: .relaxed)
      }
      isSilent.wait()
    }
    defer { server.stop() }
    let program = try start(server)
    program.input?.write(Stream.silence(milliseconds: 50))
    let run = try await program.finished()
    #expect(run.status == 76)
    #expect(run.errors.contains("16777216 bytes"))
    #expect(run.errors.split(separator: "\n").count == 1)
    #expect(code.load(ordering: .relaxed) == 1009)
  }

  @Test("what comes behind a Close frame is not heard, and a connection left open not waited for")
  func afterClose() async throws {
    let server = try serve { peer in
      while let (opcode, _) = peer.frame(), opcode != 1 {}
      peer.confirmEnd()
      peer.say(#"{"type":"Late"}"#)
      // The client has to end it.
      peer.drain()
    }
    defer { server.stop() }
    let program = try start(server)
    program.input?.write(Stream.silence(milliseconds: 200))
    program.input?.close()
    let run = try await program.finished()
    #expect(run.status == 0)
    #expect(try run.events.map { $0["type"]?.string } == ["Begin", "Termination", "aai.closed"])
  }

  @Test("every message is under a mask of its own that nobody can foretell")
  func masks() async throws {
    // Ten minutes of audio.
    let count = 12_000
    let masks = Mutex<[[UInt8]]>([])
    let server = try serve { peer in
      while let frame = peer.wholeFrame() {
        if let mask = frame.mask { masks.withLock { $0.append(mask) } }
        if frame.opcode == 1 { return peer.confirmEnd() }
      }
    }
    defer { server.stop() }
    let program = try start(server, ["--no-pace"])
    program.feed(Stream.silence(milliseconds: count * 50))
    #expect(try await program.wait(within: .seconds(40)) == 0)
    let seen = masks.withLock { $0 }
    #expect(seen.count == count + 1)
    #expect(!seen.contains([0, 0, 0, 0]))
    // Two of so many are the same once in sixty runs; four are in none.
    #expect(Set(seen).count >= seen.count - 1)
    // Each of the 32 bits is set in about half of them: six deviations are 329 of 12,001.
    for bit in 0..<32 {
      let ones = seen.count { $0[bit / 8] >> (bit % 8) & 1 == 1 }
      #expect(abs(ones - seen.count / 2) < 400)
    }
  }

  @Test("a peer that reads slowly is not taken for a dead one; one that reads no more is")
  func slowReader() async throws {
    let readSlowly = Atomic(false)
    let isOver = Gate()
    let server = try serve { peer in
      let end = ContinuousClock.now + .seconds(6)
      while .now < end {
        guard peer.read(20_000) != nil else { return }
        usleep(100_000)
      }
      readSlowly.store(!peer.hasLeft, ordering: .relaxed)
      isOver.wait()
    }
    defer { server.stop() }
    let program = try start(
      server, ["--no-pace", "--no-reconnect", "--ping-interval", "1", "--ping-timeout", "2"])
    program.feed([UInt8](repeating: 0, count: 16 << 20))
    let run = try await program.finished(within: .seconds(30))
    isOver.open()
    let wasAlive = readSlowly.load(ordering: .relaxed)
    #expect(wasAlive)
    #expect(run.status == 69)
    #expect(run.errors.contains("no answer to a ping"))
  }
}

extension Peer {
  fileprivate func say(_ text: String) { write(Peer.frame(1, Array(text.utf8))) }

  /// Says that the session is over.
  fileprivate func confirmEnd() {
    say(#"{"type":"Termination"}"#)
    write(Peer.frame(8, Peer.code(1000)))
  }

  /// Hears the client out, up to `Terminate`, and confirms that.
  fileprivate mutating func finishSession() {
    while let (opcode, _) = frame() {
      if opcode == 1 { return confirmEnd() }
    }
  }
}
