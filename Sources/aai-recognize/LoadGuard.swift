import Glibc
import Synchronization
import ToolSupport

/// Speaks for a library that ends the process, with status 1 and no word of ours, where a model's
/// files are not what their names say.
enum LoadGuard {
  private static let isLoading = Atomic(false)

  /// Runs `load`; if it ends the process, the process says `failure` and exits with its status.
  static func during<T>(_ diagnostics: Diagnostics, _ failure: Failure, _ load: () -> T) -> T {
    reported.withLock { $0 = (diagnostics, failure) }
    isLoading.store(true, ordering: .relaxed)
    atexit {
      guard LoadGuard.isLoading.load(ordering: .relaxed) else { return }
      guard let (diagnostics, failure) = LoadGuard.reported.withLock({ $0 }) else { return }
      diagnostics.report(failure)
      _exit(failure.status.rawValue)
    }
    defer { isLoading.store(false, ordering: .relaxed) }
    return load()
  }

  private static let reported = Mutex<(Diagnostics, Failure)?>(nil)
}
