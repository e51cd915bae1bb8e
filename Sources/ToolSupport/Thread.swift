import Glibc

/// A detached thread for what blocks: `read(0)`, `sigwait`, a slow reader of stdout.
public enum Thread {
  private final class Body {
    let run: @Sendable () -> Void
    init(run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// - Parameter stackSize: In bytes; touched pages only are paid for.
  public static func start(
    stackSize: Int = 512 * 1024, _ body: @escaping @Sendable () -> Void
  ) {
    do throws(SystemError) {
      try attempt(stackSize: stackSize, body)
    } catch {
      giveUp(error)
    }
  }

  /// Starts a thread that can be done without.
  public static func attempt(
    stackSize: Int, _ body: @escaping @Sendable () -> Void
  ) throws(SystemError) {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setdetachstate(&attributes, CInt(PTHREAD_CREATE_DETACHED))
    pthread_attr_setstacksize(&attributes, stackSize)
    var thread = pthread_t()
    let context = Unmanaged.passRetained(Body(run: body))
    let code = pthread_create(
      &thread, &attributes,
      { context in
        Unmanaged<Body>.fromOpaque(context!).takeRetainedValue().run()
        return nil
      }, context.toOpaque())
    guard code == 0 else {
      context.release()
      throw SystemError(code: code)
    }
  }

  /// Without its threads no program can go on, and all are started before anything is at stake.
  private static func giveUp(_ error: SystemError) -> Never {
    let path = CommandLine.arguments.first ?? "aai"
    let diagnostics = Diagnostics(program: String(path.split(separator: "/").last ?? "aai"))
    diagnostics.error("cannot start a thread: \(error)")
    exit(ExitStatus.io.rawValue)
  }
}
