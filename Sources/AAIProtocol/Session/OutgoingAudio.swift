/// Audio on its way to a service: kept, cut into messages and timed, whatever the service is.
struct OutgoingAudio: Sendable {
  /// Audio read ahead of what may be sent; the rest waits in the pipe, where its writer sees it.
  private static let window = 65_536
  /// Of compressed audio in one message: less than a second of any that is used for speech.
  private static let piece = 1024
  private static let longestPage = Duration.seconds(6)

  let settings: SessionSettings
  private(set) var backlog = Backlog()
  private var pacer: Pacer
  /// For audio of which each packet is a message, and how long those are that wait.
  private var opus: OpusPackets?
  private var packetLengths: [Int] = []
  /// Time as it goes by in compressed audio, whose bytes do not tell it.
  private var clock: CompressedClock
  private(set) var hasEnded = false
  private(set) var isLive = false
  var isWritable = true
  private var watch: RateWatch
  /// Up to here audio is sent again and may catch up.
  private var replayEnd = 0
  /// Up to here the connection has been given it.
  private var sent = 0
  /// What the service has done with, in bytes of the whole stream.
  private var settled = 0
  private(set) var isStopping = false
  /// From here on a source that is no live one has had time enough to end by itself.
  private(set) var cutAt: Duration?

  init(_ settings: SessionSettings) {
    self.settings = settings
    pacer = Pacer(pace: settings.pace)
    opus = settings.format.encoding == .opus ? OpusPackets() : nil
    clock = CompressedClock(settings.format.encoding)
    watch = RateWatch(settings.formatIsDeclared ? settings.format : nil)
  }

  // MARK: Coming in

  /// Whether the next stretch of audio should be read now.
  ///
  /// A live source is read during an outage, too: what it says then cannot be asked for again.
  func wantsMore(whileSending isSending: Bool) -> Bool {
    guard !hasEnded else { return false }
    if backlog.unsentCount < max(Self.window, min(watch.readAhead, limit)) { return true }
    return isLive && (!isSending || isStopping)
  }

  mutating func receive(
    _ bytes: [UInt8], isLive: Bool, whileSending isSending: Bool, at now: Duration,
    _ output: inout SessionOutput
  ) {
    guard !hasEnded else { return }
    self.isLive = isLive
    if let mismatch = watch.note(bytes.count, isLive: isLive, at: now) {
      output.add(
        .remark(
          .otherRate(
            arriving: mismatch.arriving, declared: settings.format.bytesPerSecond ?? 0,
            explanation: mismatch.explanation)))
    }
    if opus == nil { backlog.append(bytes) } else { receive(opus: bytes) }
    pacer.begin(at: now)
    bound(whileSending: isSending)
  }

  private mutating func receive(opus bytes: [UInt8]) {
    for packet in opus?.add(bytes) ?? [] {
      backlog.append(packet)
      packetLengths.append(packet.count)
    }
    guard opus?.isBare == true else { return }
    packetLengths = []
    // Nothing tells the time in it.
    pacer = Pacer(pace: nil)
  }

  /// Ends the input, with the silence that is asked for behind it.
  mutating func end(_ output: inout SessionOutput) {
    guard !hasEnded else { return }
    hasEnded = true
    cutAt = nil
    if let size = settings.format.bytesPerSample, backlog.end % size > 0 {
      backlog.dropLast(backlog.end % size)
      output.add(.remark(.halfSample))
    }
    if let count = settings.format.byteCount(of: settings.tailSilence), count > 0,
      let silence = settings.format.encoding.silence
    {
      backlog.append([UInt8](repeating: silence, count: count))
    }
  }

  /// The user wants an end: a source that does not come to one by itself is cut.
  mutating func stop(at now: Duration) {
    isStopping = true
    if !isLive { cutAt = now + .seconds(1) }
  }

  /// Drops the oldest of what is too much to keep. What was not sent is dropped only of a live source
  /// during an outage: any other can be let wait.
  private mutating func bound(whileSending isSending: Bool) {
    // Compressed audio cannot be taken up in the middle, so none of it is kept.
    guard canReplay, let size = settings.format.bytesPerSample else {
      return backlog.settle(before: backlog.cursor)
    }
    let excess = backlog.end - limit
    guard excess > backlog.start else { return }
    // Reads end anywhere, what is sent begins with a whole sample.
    let position = (excess + size - 1) / size * size
    if isLive && !isSending {
      backlog.drop(before: position)
    } else {
      backlog.settle(before: position)
    }
  }

  /// The most that is kept, in bytes.
  private var limit: Int {
    max(settings.format.byteCount(of: settings.backlog) ?? 0, Self.window)
  }

  // MARK: Going out

  /// Takes the next message's audio, if there is enough of it and its time has come.
  mutating func next(at now: Duration) -> [UInt8]? {
    guard isWritable, let size = nextSize else { return nil }
    // A user who has asked for an end is not kept waiting for the clock.
    guard isStopping && (isLive || hasEnded) || pacer.earliest(at: now) <= now else { return nil }
    let chunk = backlog.take(size)
    if !packetLengths.isEmpty { packetLengths.removeFirst() }
    sent = backlog.cursor
    let catchingUp = isLive || backlog.cursor <= replayEnd
    pacer.sent(length(of: chunk), at: now, catchingUp: catchingUp)
    bound(whileSending: true)
    return chunk
  }

  /// How much later the next message may leave; of compressed audio, what the frames and pages say
  /// that end in this one.
  private mutating func length(of chunk: [UInt8]) -> Duration {
    if let length = settings.format.duration(ofByteCount: chunk.count) { return length }
    let before = clock.milliseconds
    clock.add(chunk)
    // A stream that is joined in the middle begins with all the time before it.
    return min(.milliseconds(clock.milliseconds - before), Self.longestPage)
  }

  /// When `next` may answer something; `nil` while there is nothing to wait for.
  var nextDeadline: Duration? {
    isWritable && nextSize != nil ? pacer.earliest(at: .zero) : nil
  }

  /// Bytes of the next message, or `nil` while there is too little audio for one.
  private var nextSize: Int? {
    let unsent = backlog.unsentCount
    if let opus, !opus.isBare { return packetLengths.first }
    guard let chunk = settings.format.byteCount(of: settings.chunk) else {
      return unsent > 0 ? min(unsent, Self.piece) : nil
    }
    if unsent >= chunk { return chunk }
    return hasEnded && unsent > 0 ? unsent : nil
  }

  /// Whether the last of it has gone.
  var isSent: Bool { isTaken && isWritable }

  /// Whether the last of it has been handed to the connection.
  var isTaken: Bool { hasEnded && backlog.unsentCount == 0 }

  // MARK: Going out again

  /// Whether audio that was sent can be sent again in another session.
  var canReplay: Bool {
    settings.retryTime != nil && settings.format.bytesPerSecond != nil
  }

  /// Notes that the service needs nothing before `position` a second time.
  mutating func settle(before position: Int) {
    let position = min(position, sent)
    settled = max(settled, position)
    backlog.settle(before: position)
  }

  /// Leaves out what the service turns out to have, up to `position`.
  mutating func skip(to position: Int) {
    let position = min(position, replayEnd)
    guard position > backlog.cursor else { return }
    backlog.drop(before: position)
    settled = max(settled, position)
    sent = backlog.cursor
  }

  /// Takes the first frame of what is to be sent again, for the service to answer with its count.
  mutating func takeProbe(at now: Duration) -> [UInt8]? {
    guard isWritable, let size = settings.format.bytesPerSample, backlog.cursor + size <= replayEnd
    else { return nil }
    let frame = backlog.take(size)
    sent = backlog.cursor
    pacer.sent(time(size), at: now, catchingUp: true)
    return frame
  }

  /// Goes back to the first byte that is not settled.
  ///
  /// - Returns: How much is sent again, and how much was not kept long enough for that.
  mutating func rewind(at now: Duration) -> (replayed: Duration, lost: Duration) {
    replayEnd = max(replayEnd, backlog.cursor)
    let replayed = backlog.rewind()
    let lost = max(backlog.start - settled, 0)
    settled = backlog.start
    sent = backlog.start
    pacer.restart(at: now)
    return (time(replayed), time(lost))
  }

  /// Where on that clock the audio stands that was sent.
  var sentTime: Duration {
    settings.format.duration(ofByteCount: backlog.cursor) ?? .milliseconds(clock.milliseconds)
  }

  /// The whole stream's clock at a position.
  func time(_ position: Int) -> Duration {
    settings.format.duration(ofByteCount: position) ?? .zero
  }
}
