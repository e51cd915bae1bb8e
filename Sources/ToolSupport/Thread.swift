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
    precondition(code == 0, "cannot start a thread: \(SystemError(code: code))")
  }
}
