import CALSA
import Glibc

/// An open capture device: the one place that calls `snd_pcm_*`.
///
/// Samples are native 16-bit integers whatever is asked for on stdout. The device is opened without
/// blocking, so that a busy one is an error instead of a wait, and is closed with the value.
struct CapturePCM: ~Copyable {
  /// Frames that are handed over at a time, and frames the device keeps.
  let period: Int
  let buffer: Int

  let handle: OpaquePointer
  private let status: OpaquePointer
  /// The device's own descriptors, and one place for the caller's.
  private let polled: UnsafeMutableBufferPointer<pollfd>
  /// Whether time stamps are of CLOCK_MONOTONIC; else that clock is read instead of them.
  private let hasMonotonicStamps: Bool

  init(_ request: CaptureRequest) throws(DeviceFailure) {
    var opened: OpaquePointer?
    let code = snd_pcm_open(&opened, request.device, SND_PCM_STREAM_CAPTURE, SND_PCM_NONBLOCK)
    guard code >= 0, let opened else { throw DeviceFailure(step: .open, code: code) }
    let sizes: (period: Int, buffer: Int)
    do throws(DeviceFailure) {
      sizes = try Self.configureHardware(opened, request)
      hasMonotonicStamps = try Self.configureSoftware(opened, period: sizes.period)
    } catch {
      snd_pcm_close(opened)
      throw error
    }
    handle = opened
    (period, buffer) = sizes
    let count = Int(max(0, snd_pcm_poll_descriptors_count(opened)))
    polled = .allocate(capacity: count + 1)
    polled.initialize(repeating: pollfd())
    snd_pcm_poll_descriptors(opened, polled.baseAddress, UInt32(count))
    var status: OpaquePointer?
    snd_pcm_status_malloc(&status)
    guard let status else { fatalError("out of memory") }
    self.status = status
  }

  deinit {
    snd_pcm_status_free(status)
    snd_pcm_close(handle)
    polled.deallocate()
  }

  func start() throws(DeviceFailure) {
    try check(snd_pcm_start(handle))
  }

  /// Waits until there is something to read, `other` can be read, or a second is over.
  ///
  /// - Returns: Whether `other` can be read.
  func wait(or other: CInt) throws(DeviceFailure) -> Bool {
    let last = polled.count - 1
    polled[last] = pollfd(fd: other, events: Int16(POLLIN), revents: 0)
    while true {
      // Whoever watches this thread knows when to give up; the limit only bounds a lost wake-up.
      let ready = poll(polled.baseAddress, nfds_t(polled.count), 1000)
      if ready < 0 && errno == EINTR { continue }
      if ready <= 0 || polled[last].revents != 0 { return polled[last].revents != 0 }
      var events: UInt16 = 0
      try check(
        snd_pcm_poll_descriptors_revents(handle, polled.baseAddress, UInt32(last), &events))
      // POLLERR is explained by the call that follows.
      if CInt(events) & (POLLIN | POLLERR | POLLNVAL) != 0 { return false }
    }
  }

  /// How many frames can be read at once.
  func available() throws(DeviceFailure) -> Int {
    let count = try check(snd_pcm_avail_update(handle))
    if count == 0 { try checkState() }
    return count
  }

  /// Not every plug-in answers a call with the reason why it has nothing to give.
  private func checkState() throws(DeviceFailure) {
    switch snd_pcm_state(handle) {
    case SND_PCM_STATE_XRUN: throw DeviceFailure(step: .run, code: -EPIPE)
    case SND_PCM_STATE_SUSPENDED: throw DeviceFailure(step: .run, code: -ESTRPIPE)
    case SND_PCM_STATE_DISCONNECTED: throw DeviceFailure(step: .run, code: -ENODEV)
    default: break
    }
  }

  /// Reads at most `frames` interleaved frames, without waiting.
  func read(
    into samples: UnsafeMutableBufferPointer<Int16>, frames: Int
  ) throws(DeviceFailure) -> Int {
    // ALSA's null and file plug-ins may leave part of it untouched: no echo of the last period.
    samples.update(repeating: 0)
    let count = snd_pcm_readi(handle, samples.baseAddress, snd_pcm_uframes_t(frames))
    return count == -Int(EAGAIN) ? 0 : try check(count)
  }

  func position(rate: Int) throws(DeviceFailure) -> Position {
    try check(snd_pcm_status(handle, status))
    var stamp = timespec()
    snd_pcm_status_get_htstamp(status, &stamp)
    if !hasMonotonicStamps || (stamp.tv_sec == 0 && stamp.tv_nsec == 0) {
      clock_gettime(CLOCK_MONOTONIC, &stamp)
    }
    let waiting = Double(snd_pcm_status_get_delay(status)) / Double(rate)
    return Position(
      time: .seconds(stamp.tv_sec) + .nanoseconds(stamp.tv_nsec),
      waiting: .nanoseconds(Int(waiting * 1e9)))
  }

  /// Sets a device going again that has overrun or was suspended.
  func restart() throws(DeviceFailure) {
    while snd_pcm_state(handle) == SND_PCM_STATE_SUSPENDED {
      let code = snd_pcm_resume(handle)
      if code != -EAGAIN { break }
      // The driver is still waking up (aplay waits for a second here).
      usleep(50_000)
    }
    // Not every driver can resume where it stopped; a fresh start always works.
    if snd_pcm_state(handle) != SND_PCM_STATE_RUNNING {
      try check(snd_pcm_prepare(handle))
      try check(snd_pcm_start(handle))
    }
  }

  /// Stops at once; what was not read is gone.
  func stop() {
    snd_pcm_drop(handle)
  }

  @discardableResult
  private func check<Count: BinaryInteger>(_ code: Count) throws(DeviceFailure) -> Int {
    guard code >= 0 else { throw DeviceFailure(step: .run, code: CInt(code)) }
    return Int(code)
  }
}
