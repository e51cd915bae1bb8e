public import Glibc
import Synchronization

/// One run of a program: real pipes, a real exit status.
///
/// stdout and stderr are collected as they come, so that a program never waits for the test.
public final class Program: Sendable {
  /// Where a stream of the program leads.
  public enum Stream: Sendable {
    /// A pipe to the test.
    case pipe
    /// An open descriptor; the program gets a copy.
    case descriptor(CInt)
    /// A terminal, which becomes the controlling one of a new session that the program leads.
    case terminal(PseudoTerminal)
    case closed

    fileprivate var isTerminal: Bool {
      if case .terminal = self { true } else { false }
    }
  }

  public let pid: pid_t
  /// The writing end of the program's stdin, when that is a pipe.
  public let input: Pipe.End?
  public let output: Collector
  public let errors: Collector
  private let ended = Mutex<CInt?>(nil)

  /// Starts `name`, one of the built programs, or an absolute path, or a program on PATH.
  ///
  /// - Parameters:
  ///   - environment: Laid over the test's own; a `nil` value removes the variable.
  ///   - group: The process group to join; 0 makes the program its own group's leader; nil inherits the test's.
  public init(
    _ name: String, _ arguments: [String] = [], environment: [String: String?] = [:],
    input: Stream = .pipe, output: Stream = .pipe, errors: Stream = .pipe, group: pid_t? = nil
  ) throws {
    let path = Program.path(of: name)
    var files = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&files)
    defer { posix_spawn_file_actions_destroy(&files) }
    let stdin = try Plumbing(input, as: STDIN_FILENO, &files)
    let stdout = try Plumbing(output, as: STDOUT_FILENO, &files)
    let stderr = try Plumbing(errors, as: STDERR_FILENO, &files)

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigdefault(&attributes, &all)
    if [input, output, errors].contains(where: \.isTerminal) {
      // POSIX_SPAWN_SETSID (spawn.h), which Swift does not import.
      flags |= 0x80
    } else if let group {
      flags |= POSIX_SPAWN_SETPGROUP
      posix_spawnattr_setpgroup(&attributes, group)
    }
    posix_spawnattr_setflags(&attributes, Int16(flags))

    var pid: pid_t = 0
    let code = withCStrings([path] + arguments) { argv in
      withCStrings(Program.environment(overlaid: environment)) { envp in
        Pipe.spawning.withLock { _ in posix_spawnp(&pid, path, &files, &attributes, argv, envp) }
      }
    }
    stdin.closeTheirs()
    stdout.closeTheirs()
    stderr.closeTheirs()
    guard code == 0 else {
      throw Failed("cannot start \(path): \(String(cString: strerror(code)))")
    }
    self.pid = pid
    self.input = stdin.ours.map { Pipe.End(descriptor: $0) }
    self.output = Collector(reading: stdout.ours)
    self.errors = Collector(reading: stderr.ours)
  }

  deinit {
    if ended.withLock({ $0 }) == nil {
      kill(pid, SIGKILL)
      var status: CInt = 0
      waitpid(pid, &status, 0)
    }
  }

  public func signal(_ signal: CInt) { kill(pid, signal) }

  /// Waits for the program to end and its streams to be read to their ends.
  ///
  /// - Returns: The exit status, or 128 + the signal that ended it, as a shell has it.
  /// - Throws: `Failed` after `deadline`; the program is killed then.
  @discardableResult
  public func wait(within deadline: Duration = .seconds(60)) async throws -> CInt {
    let end = ContinuousClock.now + deadline
    while true {
      if let status = reap() {
        try await output.finish(by: end)
        try await errors.finish(by: end)
        return status
      }
      guard .now < end else {
        kill(pid, SIGKILL)
        throw Failed("still running after \(deadline); stderr: \(errors.text)")
      }
      try await Task.sleep(for: .milliseconds(2))
    }
  }

  private func reap() -> CInt? {
    ended.withLock { ended in
      if let ended { return ended }
      var status: CInt = 0
      guard waitpid(pid, &status, WNOHANG) == pid else { return nil }
      let signal = status & 0x7F
      ended = signal == 0 ? (status >> 8) & 0xFF : 128 + signal
      return ended
    }
  }

  /// Whether the program has not ended yet.
  public var isRunning: Bool { reap() == nil }

  /// The folder the package's programs are built in: that of the test bundle.
  public static let folder: String = {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    let exe = String(
      decoding: buffer.prefix(max(count, 0)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    // `swift test` runs the bundle by its own path or, for Swift Testing, through a helper of the
    // toolchain that is given that path as an argument.
    let candidates = [exe] + CommandLine.arguments
    let bundle = candidates.first { $0.hasSuffix(".xctest") } ?? exe
    return String(bundle[..<(bundle.lastIndex(of: "/") ?? bundle.endIndex)])
  }()

  static func path(of name: String) -> String {
    let built = folder + "/" + name
    return !name.contains("/") && access(built, X_OK) == 0 ? built : name
  }

  private static func environment(overlaid changes: [String: String?]) -> [String] {
    var variables: [String: String] = [:]
    var entry = environ
    while let text = entry.pointee {
      let parts = String(cString: text).split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      variables[String(parts[0])] = parts.count == 2 ? String(parts[1]) : ""
      entry += 1
    }
    for (name, value) in changes { variables[name] = value }
    return variables.map { "\($0)=\($1)" }
  }
}

/// One stream on its way into a child.
private struct Plumbing {
  var ours: CInt?
  private var theirs: CInt?

  init(_ stream: Program.Stream, as number: CInt, _ files: inout posix_spawn_file_actions_t) throws
  {
    switch stream {
    case .pipe:
      let pipe = try Pipe()
      let (mine, other) =
        number == STDIN_FILENO ? (pipe.writing, pipe.reading) : (pipe.reading, pipe.writing)
      ours = mine
      theirs = other
      posix_spawn_file_actions_adddup2(&files, other, number)
    case .descriptor(let descriptor):
      posix_spawn_file_actions_adddup2(&files, descriptor, number)
    case .terminal(let terminal):
      // Opened by the child, which is how it becomes the session's controlling terminal.
      posix_spawn_file_actions_addopen(&files, number, terminal.path, O_RDWR, 0)
    case .closed:
      posix_spawn_file_actions_addclose(&files, number)
    }
  }

  func closeTheirs() {
    if let theirs { close(theirs) }
  }
}

private func withCStrings<R>(_ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> R)
  -> R
{
  let pointers = strings.map { strdup($0) } + [nil]
  defer { pointers.forEach { free($0) } }
  return body(pointers)
}

/// What a test says when it could not get as far as its question.
public struct Failed: Error, CustomStringConvertible {
  public let description: String
  public init(_ description: String) { self.description = description }
}
