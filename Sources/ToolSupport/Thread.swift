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
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setdetachstate(&attributes, CInt(PTHREAD_CREATE_DETACHED))
    pthread_attr_setstacksize(&attributes, stackSize)
    var thread = pthread_t()
    let context = Unmanaged.passRetained(Body(run: body)).toOpaque()
    let code = pthread_create(
      &thread, &attributes,
      { context in
        Unmanaged<Body>.fromOpaque(context!).takeRetainedValue().run()
        return nil
      }, context)
    if code != 0 { giveUp(code) }
  }

  /// Ends the program, as `start` does, if there is no thread to be had: for what would trap.
  public static func probe() {
    var thread = pthread_t()
    let code = pthread_create(&thread, nil, { _ in nil }, nil)
    if code != 0 { giveUp(code) }
    pthread_join(thread, nil)
  }

  /// Without its threads no program can go on, and all are started before anything is at stake.
  private static func giveUp(_ code: CInt) -> Never {
    let path = CommandLine.arguments.first ?? "aai"
    let diagnostics = Diagnostics(program: String(path.split(separator: "/").last ?? "aai"))
    diagnostics.error("cannot start a thread: \(SystemError(code: code))")
    exit(ExitStatus.io.rawValue)
  }
}
