import ToolSupport

/// The main thread's part of a capture: talks, watches the time, and decides how it ends.
struct Supervisor {
  let capture: Capture
  let diagnostics: Diagnostics

  private var stopDeadline: ContinuousClock.Instant?

  /// A device that delivers nothing for this long has failed.
  private static let patience = Duration.seconds(5)
  /// How long the device's thread may take to stop.
  private static let grace = Duration.milliseconds(300)

  init(_ capture: Capture, _ diagnostics: Diagnostics) {
    self.capture = capture
    self.diagnostics = diagnostics
  }

  /// Runs the capture to its end.
  mutating func run() throws(Failure) {
    Thread.start { [capture] in capture.run() }
    let failure = watch()
    do throws(StandardStream.WriteFailure) {
      try capture.outlet.finish()
    } catch {
      if case .failed(let error) = error { throw .output(error) }
    }
    if let failure { throw failure }
  }

  /// - Returns: What ended the capture, unless it was meant to end.
  private mutating func watch() -> Failure? {
    let device = capture.request.device
    while true {
      let deadline = stopDeadline ?? stallDeadline
      guard let event = capture.mailbox.next(until: deadline) else {
        // A device's thread that hangs in the driver is left behind.
        if stopDeadline != nil { return nil }
        if stallDeadline > .now { continue }
        let seconds = Self.patience.components.seconds
        return Failure(.io, "\(device): the device has delivered nothing for \(seconds) s")
      }
      switch event {
      case .stopRequested:
        stopDeadline = .now + Self.grace
        capture.stop.pull()
      case .complete: return nil
      case .failed(let failure): return failure.explained(for: capture.request)
      default: talk(of: event)
      }
    }
  }

  /// When the device will have failed, should nothing come until then.
  private var stallDeadline: ContinuousClock.Instant {
    (capture.progress.waitsForReader ? .now : capture.progress.lastDelivery) + Self.patience
  }

  private func talk(of event: CaptureEvent) {
    switch event {
    case .opened(let period, let buffer):
      diagnostics.note(
        "\(capture.request.device): period \(period) frames, buffer \(buffer) frames")
    case .gap(.overrun, let frames):
      diagnostics.warning("overrun, \(length(of: frames)) lost and filled with silence")
    case .gap(.suspend, let frames):
      diagnostics.warning(
        "the device was suspended, \(length(of: frames)) lost and filled with silence")
    case .stopRequested, .complete, .failed: break
    }
  }

  private func length(of frames: Int) -> String {
    let milliseconds = capture.request.format.duration(of: frames) / .milliseconds(1)
    return "\(Int(milliseconds.rounded())) ms"
  }
}
