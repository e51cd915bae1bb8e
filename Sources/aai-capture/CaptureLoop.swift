/// The device's thread: reads periods, keeps the timeline, hands over.
struct CaptureLoop: ~Copyable {
  private let capture: Capture
  private let device: CapturePCM
  private let period: SampleBuffer
  private var timeline: Timeline
  /// A gap whose length the next reading of the device's position will tell.
  private var gap: CaptureEvent.Gap?
  private var framesToNextReading = 0
  private var isOutletOpen = true

  /// After this long a stopped device has nothing left that was captured before.
  private static let grace = Duration.milliseconds(100)

  init(_ capture: Capture, device: consuming CapturePCM) {
    self.capture = capture
    let format = capture.request.format
    period = SampleBuffer(frames: device.period, format: format)
    timeline = Timeline(rate: format.rate)
    self.device = device
  }

  mutating func run() throws(DeviceFailure) {
    try device.start()
    capture.mailbox.post(.opened(period: device.period, buffer: device.buffer))
    while framesWanted > 0 {
      do throws(DeviceFailure) {
        waitForReader()
        // The main thread watches the time; this limit only bounds a lost wake-up.
        let isStopped = try device.wait(or: capture.stop.descriptor, patience: .seconds(1))
        if isStopped { return try readRest() }
        try readPeriods()
      } catch {
        try recover(from: error)
      }
    }
  }

  /// Leaves sound in the device while the reader is too far behind; if that overruns, the gap will
  /// be measured like any other.
  private func waitForReader() {
    while capture.outlet.isFull, !capture.stop.isPulled {
      capture.progress.waitsForReader = true
      capture.outlet.waitForRoom(until: .now + .milliseconds(100))
    }
    guard capture.progress.waitsForReader else { return }
    capture.progress.reach(timeline.frames)
    capture.progress.waitsForReader = false
  }

  private var framesWanted: Int {
    guard isOutletOpen else { return 0 }
    return capture.frames.map { $0 - timeline.frames } ?? .max
  }

  /// Reads what is there, in whole periods where there are any.
  private mutating func readPeriods() throws(DeviceFailure) {
    var available = try device.available()
    guard available > 0 else { return }
    try readPosition()
    repeat {
      let count = try read(available)
      if count == 0 { break }
      available -= count
    } while available >= device.period && framesWanted > 0 && !capture.outlet.isFull
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
    isOutletOpen = capture.outlet.deliver(period.encoded(frames: frames))
  }

  /// Lets the timeline see the device's clock: twice a second, and after each gap.
  private mutating func readPosition() throws(DeviceFailure) {
    guard gap != nil || framesToNextReading <= 0 else { return }
    let time = try device.timeOfNextFrame(rate: timeline.rate)
    framesToNextReading = timeline.rate / 2
    guard let gap else { return timeline.observe(next: time) }
    self.gap = nil
    let wanted = framesWanted
    let lost = min(timeline.resume(next: time), wanted)
    isOutletOpen = capture.outlet.deliverSilence(lost * capture.request.format.bytesPerFrame)
    capture.progress.reach(timeline.frames)
    capture.mailbox.post(.gap(gap, frames: lost))
  }

  private mutating func recover(from failure: DeviceFailure) throws(DeviceFailure) {
    guard let gap = failure.gap else { throw failure }
    self.gap = gap
    try device.restart()
  }
}
