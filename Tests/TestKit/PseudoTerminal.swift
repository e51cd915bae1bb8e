import Glibc
import Synchronization

/// A terminal without a screen: what a program believes to be somebody's window.
///
/// A program started with a `.terminal` stream leads a session of its own whose controlling terminal
/// this is, so that keys become signals for it and everything it starts:
///
///     let terminal = try PseudoTerminal(columns: 80)
///     let shell = try Program(
///       "/bin/sh", ["-c", "a | b | c"], input: .terminal(terminal), output: .terminal(terminal),
///       errors: .terminal(terminal))
///     try await terminal.output.wait(until: "ready")
///     terminal.type("\u{3}")
///     let status = try await shell.wait()
///     let screen = try await terminal.finish()
public final class PseudoTerminal: Sendable {
  /// Everything written to the terminal so far, line feeds as the CR LF they become.
  public let output: Collector
  /// The device programs open.
  let path: String
  private let master: CInt
  private let held: Mutex<CInt>

  public init(columns: Int = 80, rows: Int = 24) throws {
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var locked: CInt = 0
    var number: CUnsignedInt = 0
    // TIOCSPTLCK and TIOCGPTN (asm/ioctls.h) are what unlockpt(3) and ptsname(3) do; Swift imports
    // neither.
    guard master >= 0, ioctl(master, 0x4004_5431, &locked) == 0,
      ioctl(master, 0x8004_5430, &number) == 0
    else { throw Failed("no pseudo-terminal: \(errno)") }
    path = "/dev/pts/\(number)"
    // While one end is held here, programs may come and go without ending the output.
    let slave = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard slave >= 0 else { throw Failed("\(path): \(errno)") }
    held = Mutex(slave)
    output = Collector(reading: dup(master))
    resize(columns: columns, rows: rows)
  }

  deinit {
    hangUp()
    close(master)
  }

  /// Tells the programs in front of the terminal its new size, as a window does.
  public func resize(columns: Int, rows: Int = 24) {
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
  }

  /// Presses keys; `\u{3}` is Ctrl-C, `\u{1A}` Ctrl-Z, `\u{4}` Ctrl-D.
  public func type(_ keys: String) {
    let bytes = Array(keys.utf8)
    _ = bytes.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
  }

  /// What the terminal's line discipline is set to, to be compared before and after.
  public var modes: [UInt32] {
    var settings = termios()
    _ = tcgetattr(master, &settings)
    return [settings.c_iflag, settings.c_oflag, settings.c_cflag, settings.c_lflag]
  }

  /// Waits until every program has left the terminal, and answers all that was written to it.
  public func finish(within deadline: Duration = .seconds(60)) async throws -> [UInt8] {
    hangUp()
    try await output.finish(by: .now + deadline)
    return output.bytes
  }

  private func hangUp() {
    held.withLock {
      if $0 >= 0 { close($0) }
      $0 = -1
    }
  }
}
