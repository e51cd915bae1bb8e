/// What the two threads of a capture share: the device's, which may hang in a driver, and the main
/// one, which never waits for it without a limit.
struct Capture: Sendable {
  let request: CaptureRequest
  /// Frames to end after, if any.
  let frames: Int?
  let outlet: OutputQueue
  /// Takes the same audio into a file.
  let recording: OutputQueue?
  let mute: MuteSwitch
  /// Somebody wants to know which device was opened.
  let describesDevice: Bool
  let gauge = LevelGauge()
  let mailbox = EventQueue()
  let stop = StopLine()
  let progress = Progress()

  /// So much waits to be written that the device should wait, too.
  var isBehind: Bool { outlet.isFull || recording?.isFull == true }

  /// Opens the device and carries its audio to the outlet until told to stop: the device's thread.
  func run() {
    do throws(DeviceFailure) {
      var loop = CaptureLoop(self, device: try CapturePCM(request))
      try loop.run()
      mailbox.post(.complete)
    } catch {
      mailbox.post(.failed(error))
    }
  }
}
