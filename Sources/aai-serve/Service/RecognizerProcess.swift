import AAIProtocol
import CSpawn
import Glibc
import NIOCore
import NIOPosix
import ToolSupport

/// A recogniser at work for one session: a child whose pipes are on the event loop.
///
/// It is killed, with whatever it started, when its session goes, and always reaped.
final class RecognizerProcess {
  /// Sound that may wait for a slow recogniser, in bytes: five minutes of it.
  private static let backlogLimit = 300 * 32_000
  private static let lineLimit = 1 << 20

  private let pid: pid_t
  private let eventLoop: any EventLoop
  private var channel: (any Channel)?
  private var waiting: [ByteBuffer] = []
  private var inputIsOver = false
  private var backlog = 0
  private var isReaped = false

  /// - Parameters:
  ///   - line: Called with each line of its output.
  ///   - ended: Called once, when its output has ended.
  init(
    _ command: RecognizerCommand, on eventLoop: any EventLoop,
    line: @escaping (JSONValue) -> Void, ended: @escaping () -> Void
  ) throws(SystemError) {
    self.eventLoop = eventLoop
    let input = try Self.pipe()
    let output = try Self.pipe()
    defer {
      close(input.reading)
      close(output.writing)
    }
    do throws(SystemError) {
      pid = try Self.spawn(command, stdin: input.reading, stdout: output.writing)
    } catch {
      close(input.writing)
      close(output.reading)
      throw error
    }
    let reader = NIOLoopBound(
      LineReader(limit: Self.lineLimit, line: line, ended: ended), eventLoop: eventLoop)
    NIOPipeBootstrap(group: eventLoop)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(reader.value)
        }
      }
      .takingOwnershipOfDescriptors(input: output.reading, output: input.writing)
      .assumeIsolated()
      .whenSuccess { self.adopt($0) }
  }

  private func adopt(_ channel: any Channel) {
    self.channel = channel
    channel.closeFuture.assumeIsolated().whenComplete { _ in self.reap(patience: .seconds(2)) }
    for bytes in waiting { write(bytes, to: channel) }
    waiting = []
    if inputIsOver { closeInput(of: channel) }
  }

  /// - Returns: Whether it keeps up; a recogniser five minutes behind never will.
  func feed(_ sound: ByteBuffer) -> Bool {
    guard !inputIsOver, sound.readableBytes > 0 else { return true }
    backlog += sound.readableBytes
    if let channel { write(sound, to: channel) } else { waiting.append(sound) }
    return backlog <= Self.backlogLimit
  }

  private func write(_ bytes: ByteBuffer, to channel: any Channel) {
    channel.writeAndFlush(bytes).assumeIsolated().whenComplete { _ in
      self.backlog -= bytes.readableBytes
    }
  }

  /// No more sound will come; it says the rest and ends.
  func finish() {
    guard !inputIsOver else { return }
    inputIsOver = true
    if let channel { closeInput(of: channel) }
  }

  private func closeInput(of channel: any Channel) {
    // Behind everything written before.
    channel.writeAndFlush(ByteBuffer()).whenComplete { _ in
      channel.close(mode: .output, promise: nil)
    }
  }

  /// Ends it at once.
  func kill() {
    inputIsOver = true
    guard !isReaped else { return }
    Glibc.kill(-pid, SIGTERM)
    channel?.close(promise: nil)
    reap(patience: .seconds(1))
  }

  private func reap(patience: Duration) {
    guard !isReaped else { return }
    var status: CInt = 0
    if waitpid(pid, &status, WNOHANG) != 0 {
      isReaped = true
      return
    }
    if patience <= .zero { Glibc.kill(-pid, SIGKILL) }
    eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(20)) {
      self.reap(patience: patience - .milliseconds(20))
    }
  }

  // MARK: Starting

  private static func pipe() throws(SystemError) -> (reading: CInt, writing: CInt) {
    var ends: [CInt] = [-1, -1]
    guard Glibc.pipe(&ends) == 0 else { throw SystemError() }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  private static func spawn(
    _ command: RecognizerCommand, stdin: CInt, stdout: CInt
  ) throws(SystemError) -> pid_t {
    var files = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&files)
    defer { posix_spawn_file_actions_destroy(&files) }
    posix_spawn_file_actions_adddup2(&files, stdin, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&files, stdout, STDOUT_FILENO)
    // Other sessions' sockets and pipes stay out, whoever opened them.
    aai_spawn_close_from(&files, STDERR_FILENO + 1)

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    // A group of its own: Ctrl-C reaches the server alone, which then ends its sessions in order.
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))

    var argv = ([command.path] + command.arguments).map { strdup($0) } + [nil]
    defer { argv.forEach { free($0) } }
    var pid: pid_t = 0
    let code = posix_spawn(&pid, command.path, &files, &attributes, &argv, environ)
    guard code == 0 else { throw SystemError(code: code) }
    return pid
  }
}

/// Cuts a recogniser's output into lines and reads each as JSON; what is none is dropped.
private final class LineReader: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let limit: Int
  private let line: (JSONValue) -> Void
  private let ended: () -> Void
  private var pending: [UInt8] = []

  init(limit: Int, line: @escaping (JSONValue) -> Void, ended: @escaping () -> Void) {
    self.limit = limit
    self.line = line
    self.ended = ended
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    pending += Array(unwrapInboundIn(data).readableBytesView)
    while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
      report(pending[..<end])
      pending.removeSubrange(...end)
    }
    if pending.count > limit { pending = [] }
  }

  private func report(_ bytes: ArraySlice<UInt8>) {
    if let json = try? JSONValue(parsing: bytes) { line(json) }
  }

  func channelInactive(context: ChannelHandlerContext) {
    report(pending[...])
    ended()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // It no longer reads; what it still says is read to the end, which ends the session.
  }
}
