import ToolSupport

/// The main thread's part of a capture: talks, watches the time, and decides how it ends.
struct CaptureController {
  let capture: Capture
  let diagnostics: Diagnostics
  /// What a file that is kept beside stdout is called.
  let recordingName: String
  private var meter: Meter?
  private var summary = CaptureSummary()
  private var stopDeadline: ContinuousClock.Instant?
  private var nextDrawing = ContinuousClock.now
  private var recordingHasFailed = false
  /// A device that seemed to have stalled may still deliver until then.
  private var secondChance: ContinuousClock.Instant?

  /// A device that delivers nothing for this long has failed.
  private static let patience = Duration.seconds(5)
  private static let oversleep = Duration.milliseconds(100)
  /// How long the device's thread may take to stop.
  private static let grace = Duration.milliseconds(300)

  init(
    _ capture: Capture, _ diagnostics: Diagnostics, meter: Meter? = nil, recordingName: String = ""
  ) {
    self.capture = capture
    self.diagnostics = diagnostics
    self.meter = meter
    self.recordingName = recordingName
  }

  /// Runs the capture to its end.
  mutating func run() throws(Failure) -> ExitStatus {
    Thread.start { [capture] in capture.run() }
    let failure = watch()
    meter?.erase()
    let outputFailure = finish(capture.outlet)
    if let recording = capture.recording, let error = finish(recording) { report(error) }
    if failure == nil, outputFailure == nil {
      diagnostics.note(
        summary.text(
          frames: capture.progress.frames, format: capture.request.format,
          highest: capture.gauge.highest))
    }
    if case .failed(let error) = outputFailure { throw .output(error) }
    if let failure { throw failure }
    return recordingHasFailed ? .io : .ok
  }

  /// - Returns: What ended the capture, unless it was meant to end.
  private mutating func watch() -> Failure? {
    let device = capture.request.device
    while true {
      var deadline = stopDeadline ?? stallDeadline
      if meter != nil { deadline = min(deadline, nextDrawing) }
      if let event = capture.mailbox.next(until: deadline) {
        switch event {
        case .stopRequested:
          stopDeadline = .now + Self.grace
          capture.stop.pull()
        case .complete: return nil
        case .failed(let failure): return failure.explained(for: capture.request)
        default:
          meter?.erase()
          talk(of: event)
        }
        continue
      }
      // A device's thread that hangs in the driver is left behind.
      if let stopDeadline, stopDeadline <= .now { return nil }
      if stopDeadline == nil, isStalled(at: .now, wokenFor: deadline) {
        let seconds = Self.patience.components.seconds
        return Failure(.io, "\(device): the device has delivered nothing for \(seconds) s")
      }
      drawMeter()
    }
  }

  /// Whether the device has failed, or may have a second chance.
  ///
  /// The program may have been stopped meanwhile (SIGSTOP, a frozen machine), and with it the thread
  /// that reads the device: who wakes late was, and who wakes in time may have been just until then.
  private mutating func isStalled(
    at now: ContinuousClock.Instant, wokenFor deadline: ContinuousClock.Instant
  ) -> Bool {
    guard stallDeadline <= now else { return false }
    if let secondChance, secondChance >= lastDelivery + Self.patience { return true }
    secondChance = now + (now - deadline > Self.oversleep ? Self.patience : Self.grace)
    return false
  }

  private mutating func drawMeter() {
    guard meter != nil, nextDrawing <= .now else { return }
    nextDrawing = .now + Meter.interval
    let level = capture.gauge.takeRecent()
    let isMuted = capture.mute.isMuted
    meter?.draw(level, isMuted: isMuted)
  }

  /// When the device will have failed, should nothing come until then.
  private var stallDeadline: ContinuousClock.Instant {
    max(lastDelivery + Self.patience, secondChance ?? lastDelivery)
  }

  private var lastDelivery: ContinuousClock.Instant {
    capture.progress.waitsForReader ? .now : capture.progress.lastDelivery
  }

  private mutating func talk(of event: CaptureEvent) {
    switch event {
    case .opened(let description, let anatomy, let period, let buffer):
      diagnostics.note(
        "\(capture.request.device): \(description), period \(period) frames, "
          + "buffer \(buffer) frames")
      for line in anatomy { diagnostics.note("alsa: \(line)", level: 2) }
    case .gap(let gap, let frames):
      summary.note(gap: frames)
      diagnostics.warning("\(words(for: gap)), \(length(of: frames)) lost and filled with silence")
    case .digitalSilence:
      diagnostics.warning("input is digital silence (muted?)")
    case .muted(let isMuted):
      diagnostics.note(isMuted ? "muted" : "not muted any more")
    case .recordingFailed:
      if let recording = capture.recording, let error = finish(recording) { report(error) }
    case .stopRequested, .complete, .failed: break
    }
  }

  private func words(for gap: CaptureEvent.Gap) -> String {
    switch gap {
    case .overrun: "overrun"
    case .suspend: "the device was suspended"
    case .slowReader: "the reader stalled"
    }
  }

  private func length(of frames: Int) -> String {
    let milliseconds = capture.request.format.duration(of: frames) / .milliseconds(1)
    return "\(Int(milliseconds.rounded())) ms"
  }

  /// Waits until all is written, and answers why it was not.
  private func finish(_ outlet: OutputQueue) -> StandardStream.WriteFailure? {
    do throws(StandardStream.WriteFailure) {
      try outlet.finish()
      return nil
    } catch {
      return error
    }
  }

  private mutating func report(_ failure: StandardStream.WriteFailure) {
    guard !recordingHasFailed else { return }
    recordingHasFailed = true
    diagnostics.error("\(recordingName): \(WAVFile.reason(failure))")
  }
}
