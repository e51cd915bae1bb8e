import CLinux
import Glibc
import ToolSupport

/// Connects to the first of several addresses that answers (RFC 8305 §5, "happy eyeballs").
///
/// The next address is tried when the one before has failed, or has not answered for 250 ms.
final class ConnectionRace {
  /// RFC 8305 §8.
  private static let patience = Duration.milliseconds(250)
  /// Bytes the system may hold that it has not sent yet: two seconds of audio.
  ///
  /// Its own bound is some megabytes, behind which a ping would wait for minutes on a slow line.
  private static let unsentLimit: CInt = 65_536
  /// TCP_NOTSENT_LOWAT, tcp(7).
  private static let notSentLowWater: CInt = 25

  /// `nil` when no address was there to try.
  typealias Outcome = Result<CInt, SystemError>

  private let loop: EventLoop
  private var waiting: ArraySlice<SocketAddress>
  private var attempts: [(descriptor: CInt, watch: Watch)] = []
  private var timer: Timer?
  private var lastError: SystemError?
  private var done: ((Outcome) -> Void)?

  /// - Parameter done: Given a connected, non-blocking socket, or the last address's error.
  init(_ addresses: [SocketAddress], on loop: EventLoop, _ done: @escaping (Outcome) -> Void) {
    self.loop = loop
    self.done = done
    waiting = addresses[...]
  }

  deinit { cancel() }

  /// Tries the next address; `done` may be called before this returns.
  func start() {
    timer?.cancel()
    guard done != nil else { return }
    while let address = waiting.popFirst() {
      do throws(SystemError) {
        guard let descriptor = try connect(to: address) else { break }
        return finish(.success(descriptor))
      } catch {
        lastError = error
      }
    }
    if attempts.isEmpty, waiting.isEmpty {
      return finish(.failure(lastError ?? SystemError(code: EADDRNOTAVAIL)))
    }
    if !waiting.isEmpty {
      timer = loop.schedule(after: Self.patience) { [unowned self] in start() }
    }
  }

  func cancel() {
    done = nil
    timer?.cancel()
    for attempt in attempts {
      attempt.watch.cancel()
      close(attempt.descriptor)
    }
    attempts = []
  }

  /// - Returns: A socket that is connected already; `nil` while it is on its way.
  private func connect(to address: SocketAddress) throws(SystemError) -> CInt? {
    let descriptor = socket(
      address.family, CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0
    )
    guard descriptor >= 0 else { throw SystemError() }
    setOption(IPPROTO_TCP, TCP_NODELAY, 1, of: descriptor)
    setOption(IPPROTO_TCP, Self.notSentLowWater, Self.unsentLimit, of: descriptor)
    let code = address.withAddress { Glibc.connect(descriptor, $0, $1) }
    if code == 0 { return descriptor }
    guard errno == EINPROGRESS else {
      let error = SystemError()
      close(descriptor)
      throw error
    }
    let watch = loop.watch(descriptor, for: .writing) { [unowned self] in answered(descriptor) }
    attempts.append((descriptor, watch))
    return nil
  }

  private func answered(_ descriptor: CInt) {
    guard let index = attempts.firstIndex(where: { $0.descriptor == descriptor }) else { return }
    attempts.remove(at: index).watch.cancel()
    var code: CInt = 0
    var length = socklen_t(MemoryLayout.size(ofValue: code))
    getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length)
    if code == 0 { return finish(.success(descriptor)) }
    close(descriptor)
    lastError = SystemError(code: code)
    start()
  }

  private func finish(_ outcome: Outcome) {
    let done = done
    cancel()
    done?(outcome)
  }
}
