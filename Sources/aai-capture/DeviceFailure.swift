import Glibc

/// Why a device cannot be captured from, as libasound has it: a negative `errno`.
struct DeviceFailure: Error, Sendable, Equatable {
  enum Step: Sendable, Equatable {
    case open
    /// The device lacks what was asked for, in words: `48000 Hz`; this is what it has.
    case configure(String, Capabilities)
    case run
  }

  let step: Step
  let code: CInt

  /// What can be recovered from, at the price of a gap.
  var gap: CaptureEvent.Gap? {
    guard step == .run else { return nil }
    switch -code {
    case EPIPE: return .overrun
    case ESTRPIPE: return .suspend
    default: return nil
    }
  }
}
