import AAIProtocol
import CLinux
import Glibc
import ToolSupport
import WebSocketTransport

/// A recogniser at work for one session: a child whose pipes are on the event loop.
///
/// It is killed, with whatever it started, when its session goes, and always reaped.
final class RecognizerProcess {
  /// Audio that may wait for a slow recogniser, in bytes: five minutes of it.
  private static let backlogLimit = 300 * 32_000
  /// How often a child that is to end is looked after.
  private static let interval = Duration.milliseconds(20)

  private let pid: pid_t
  private let loop: EventLoop
  private let input: PipeWriter
  private let output: LineReader
  private var isReaped = false

  /// - Parameters:
  ///   - line: Called with each line of its output.
  ///   - ended: Called once, when its output has ended.
  init(
    _ command: RecognizerCommand, on loop: EventLoop, line: @escaping (JSONValue) -> Void,
    ended: @escaping () -> Void
  ) throws(SystemError) {
    self.loop = loop
    let input = try Self.pipe()
    let output: (reading: CInt, writing: CInt)
    do throws(SystemError) {
      output = try Self.pipe()
    } catch {
      close(input.reading)
      close(input.writing)
      throw error
    }
    defer {
      close(input.reading)
      close(output.writing)
    }
    self.input = PipeWriter(input.writing, on: loop)
    var whenEnded = ended
    self.output = LineReader(output.reading, on: loop, line: line) { whenEnded() }
    pid = try Self.spawn(command, stdin: input.reading, stdout: output.writing)
    whenEnded = { [unowned self] in
      reap(patience: .seconds(2))
      ended()
    }
  }

  /// - Returns: Whether it keeps up; a recogniser five minutes behind never will.
  func feed(_ audio: [UInt8]) -> Bool {
    input.write(audio)
    return input.backlog <= Self.backlogLimit
  }

  /// No more audio will come; it says the rest and ends.
  func finish() { input.finish() }

  /// Ends it at once.
  func kill() {
    input.close()
    output.close()
    guard !isReaped else { return }
    Glibc.kill(-pid, SIGTERM)
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
    loop.schedule(after: Self.interval) { [self] in reap(patience: patience - Self.interval) }
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
