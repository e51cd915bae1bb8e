extension StreamSession {
  /// Whether the next stretch of audio should be read now.
  public var wantsAudio: Bool {
    phase != .finished && !output.isGone && audio.wantsMore(whileSending: phase == .streaming)
  }

  /// Sends what may be sent now; after the last of it, `Terminate`.
  mutating func pump(at now: Duration) {
    guard phase == .streaming else { return }
    while let chunk = audio.next(at: now) {
      if settings.timing { sendLog.note(upTo: audio.backlog.cursor, at: now) }
      output.add(.sendAudio(padded(chunk)))
      noteSent(at: now)
    }
    if audio.isSent { terminate(.no, within: settings.drainTimeout, at: now) }
  }

  /// The service refuses messages of less than 50 ms, so the last one is filled with silence.
  private func padded(_ chunk: [UInt8]) -> [UInt8] {
    guard let least = settings.format.byteCount(of: .milliseconds(50)), chunk.count < least,
      let silence = settings.format.encoding.silence
    else { return chunk }
    return chunk + [UInt8](repeating: silence, count: least - chunk.count)
  }

  /// Where a moment of the running session lies on the whole stream, in bytes.
  func position(ofSessionTime time: AudioTime) -> Int {
    origin + (settings.format.byteCount(of: .milliseconds(max(time.milliseconds, 0))) ?? 0)
  }
}
