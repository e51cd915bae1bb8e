import Glibc

/// The device's thread: reads periods, keeps the timeline, hands over.
struct CaptureLoop: ~Copyable {
  private let capture: Capture
  private let device: CapturePCM
  private let period: SampleBuffer
  private var timeline: Timeline
  /// A gap whose length the next reading of the device's position will tell.
  private var gap: CaptureEvent.Gap?
  private var framesToNextReading = 0
  private var losses: LossWatch
  /// The reader kept the device from being read since it last delivered.
  private var hasWaited = false
  private var silence: SilenceWatch
  private var isOutletOpen = true
  private var isRecordingOpen: Bool

  /// So much digital silence is worth a word.
  private static let silenceLimit = Duration.seconds(2)
  /// After this long a stopped device has nothing left that was captured before.
  private static let grace = Duration.milliseconds(100)
  /// How often the timeline sees the device's clock.
  private static let readingInterval = Duration.milliseconds(500)

  init(_ capture: Capture, device: consuming CapturePCM) {
    self.capture = capture
    let format = capture.request.format
    period = SampleBuffer(frames: device.period, format: format)
    timeline = Timeline(rate: format.rate)
    losses = LossWatch(
      buffer: format.duration(of: device.buffer), period: format.duration(of: device.period))
    silence = SilenceWatch(limit: format.frames(in: Self.silenceLimit))
    isRecordingOpen = capture.recording != nil
    self.device = device
  }

  mutating func run() throws(DeviceFailure) {
    try device.start()
    if capture.describesDevice {
      capture.mailbox.post(
        .opened(
          device.description, anatomy: device.anatomy, period: device.period,
          buffer: device.buffer))
    }
    while framesWanted > 0 {
      do throws(DeviceFailure) {
        waitForReader()
        let isStopped = try device.wait(or: capture.stop.descriptor)
        if isStopped { return try readRest() }
        try readPeriods()
      } catch {
        try recover(from: error)
      }
    }
  }

  /// Leaves audio in the device while the reader is too far behind; if that overruns, the gap will
  /// be measured like any other.
  private mutating func waitForReader() {
    guard capture.isBehind else { return }
    capture.progress.waitsForReader = true
    while capture.isBehind, !capture.stop.isPulled {
      capture.outlet.waitForRoom(until: .now + .milliseconds(100))
    }
    capture.progress.reach(timeline.frames)
    capture.progress.waitsForReader = false
    hasWaited = true
    framesToNextReading = 0
  }

  private var framesWanted: Int {
    guard isOutletOpen else { return 0 }
    return capture.frames.map { $0 - timeline.frames } ?? .max
  }

  /// Reads what is there, in whole periods where there are any.
  private mutating func readPeriods() throws(DeviceFailure) {
    var available = try device.available()
    guard available > 0 else {
      // Some plug-ins wake their reader before they have anything for it.
      usleep(1000)
      return
    }
    try readPosition()
    repeat {
      let count = try read(available)
      if count == 0 { break }
      available -= count
    } while available >= device.period && framesWanted > 0 && !capture.isBehind
  }

  /// Reads what the device had captured when it was told to stop.
  private mutating func readRest() throws(DeviceFailure) {
    let end = ContinuousClock.now + Self.grace
    var available = try device.available()
    while available > 0, framesWanted > 0, .now < end {
      let count = try read(available)
      if count == 0 { break }
      available -= count
    }
    device.stop()
  }

  private mutating func read(_ available: Int) throws(DeviceFailure) -> Int {
    let frames = min(available, device.period, framesWanted)
    let count = try device.read(into: period.samples, frames: frames)
    if count > 0 { handOver(frames: count) }
    return count
  }

  private mutating func handOver(frames: Int) {
    timeline.advance(by: frames)
    capture.progress.reach(timeline.frames)
    framesToNextReading -= frames
    hasWaited = false
    let level = period.level(frames: frames)
    capture.gauge.add(level)
    if silence.note(frames: frames, peak: level.peak) { capture.mailbox.post(.digitalSilence) }
    if capture.mute.isMuted { period.clear() }
    let bytes = period.encoded(frames: frames)
    note(capture.outlet.deliver(bytes), capture.recording?.deliver(bytes))
  }

  /// Lets the timeline see the device's clock: now and then, and after each gap.
  private mutating func readPosition() throws(DeviceFailure) {
    guard gap != nil || framesToNextReading <= 0 else { return }
    let position = try device.position(rate: timeline.rate)
    framesToNextReading = capture.request.format.frames(in: Self.readingInterval)
    if let gap {
      self.gap = nil
      losses.clear()
      return fill(timeline.resume(next: position.next), gap)
    }
    timeline.observe(next: position.next)
    let loss = losses.note(
      position, origin: timeline.origin(by: position.next), interval: Self.readingInterval,
      cause: hasWaited ? .slowReader : .overrun)
    if let loss { fill(capture.request.format.frames(in: loss.length), loss.cause) }
  }

  private mutating func fill(_ lost: Int, _ gap: CaptureEvent.Gap) {
    let frames = min(lost, framesWanted)
    timeline.advance(by: frames)
    let bytes = frames * capture.request.format.bytesPerFrame
    note(capture.outlet.deliverSilence(bytes), capture.recording?.deliverSilence(bytes))
    capture.progress.reach(timeline.frames)
    capture.mailbox.post(.gap(gap, frames: frames))
  }

  private mutating func recover(from failure: DeviceFailure) throws(DeviceFailure) {
    guard let gap = failure.gap else { throw failure }
    self.gap = hasWaited ? .slowReader : gap
    try device.restart()
  }

  /// A file that takes no more does not end the capture, as with tee(1).
  private mutating func note(_ outletIsOpen: Bool, _ recordingIsOpen: Bool?) {
    isOutletOpen = outletIsOpen
    guard isRecordingOpen, recordingIsOpen == false else { return }
    isRecordingOpen = false
    capture.mailbox.post(.recordingFailed)
  }
}
