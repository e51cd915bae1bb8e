/// What is asked of a device before it is opened.
struct CaptureRequest: Sendable {
  /// An ALSA PCM name.
  let device: String
  let format: CaptureFormat
  /// How often samples are handed over; the device may take the nearest it can do.
  let period: Duration
  /// How long the device keeps samples that nobody has fetched.
  let buffer: Duration
}
