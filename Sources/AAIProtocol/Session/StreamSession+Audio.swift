extension StreamSession {
  /// Sound read ahead of what may be sent; the rest waits in the pipe, where its writer sees it.
  static let window = 65_536

  /// Whether the next stretch of sound should be read now.
  ///
  /// A live source is read during an outage, too: what it says then cannot be asked for again.
  public var wantsAudio: Bool {
    guard !inputHasEnded, phase != .finished, !outputIsGone else { return false }
    if backlog.unsentCount < Self.window { return true }
    return sourceIsLive && (phase != .streaming || isStopping)
  }

  mutating func receive(_ bytes: [UInt8], isLive: Bool, at now: Duration) {
    guard !inputHasEnded else { return }
    sourceIsLive = isLive
    pacer.begin(at: now)
    backlog.append(bytes)
    boundBacklog()
  }

  mutating func endInput(at now: Duration) {
    guard !inputHasEnded else { return }
    inputHasEnded = true
    cutAt = nil
    if let size = settings.format.bytesPerSample, backlog.end % size > 0 {
      backlog.dropLast(backlog.end % size)
      actions.append(.remark(.halfSample))
    }
    if let count = settings.format.byteCount(of: settings.tailSilence), count > 0,
      let silence = settings.format.encoding.silence
    {
      backlog.append([UInt8](repeating: silence, count: count))
    }
  }

  private mutating func boundBacklog() {
    // Compressed sound cannot be taken up in the middle, so none of it is kept.
    guard canReplay else { return backlog.settle(before: backlog.cursor) }
    let limit = settings.format.byteCount(of: settings.backlog) ?? 0
    backlog.bound(to: max(limit, Self.window))
  }

  /// Whether sound that was sent can be sent again in another session.
  var canReplay: Bool {
    settings.retryTime != nil && settings.format.bytesPerSecond != nil
  }

  /// Bytes of the next message, or `nil` while there is too little sound for one.
  var nextChunkSize: Int? {
    let unsent = backlog.unsentCount
    guard let chunk = settings.format.byteCount(of: settings.chunk) else {
      return unsent > 0 ? min(unsent, 8192) : nil
    }
    if unsent >= chunk { return chunk }
    return inputHasEnded && unsent > 0 ? unsent : nil
  }

  /// Sends what may be sent now; after the last of it, `Terminate`.
  mutating func pump(at now: Duration) {
    guard phase == .streaming else { return }
    while isWritable, let size = nextChunkSize {
      // A user who has asked for an end is not kept waiting for the clock.
      guard isStopping && (sourceIsLive || inputHasEnded) || pacer.earliest(at: now) <= now else {
        return
      }
      let chunk = backlog.take(size)
      let catchingUp = sourceIsLive || backlog.cursor <= replayEnd
      pacer.sent(
        settings.format.duration(ofByteCount: size) ?? .zero, at: now, catchingUp: catchingUp)
      if settings.timing { sendLog.note(upTo: backlog.cursor, at: now) }
      actions.append(.sendAudio(padded(chunk)))
      lastSent = now
      boundBacklog()
    }
    if inputHasEnded, backlog.unsentCount == 0, isWritable {
      terminate(.no, within: settings.drainTimeout, at: now)
    }
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

  /// The whole stream's clock at a position.
  func streamTime(_ position: Int) -> Duration {
    settings.format.duration(ofByteCount: position) ?? .zero
  }
}
