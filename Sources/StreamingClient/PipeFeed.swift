import AAIProtocol
import AudioInput
import Glibc
import NIOCore
import NIOPosix
import ToolSupport

/// The event loop reads by itself, for pipes: a microphone's period costs one wake-up instead of two.
///
/// The pipe's own buffer is the queue: while the loop has no use for sound, none is read.
final class PipeFeed: AudioFeed {
  private var reader: AudioReader
  private let eventLoop: any EventLoop
  private let arrived: () -> Void
  private var items: [AudioFeedItem] = []
  private var tempo = SourceTempo()
  /// Since when sound has been waited for.
  private var asked = ContinuousClock.now
  private var channel: (any Channel)?
  private var isReading = true
  private var hasEnded = false
  /// What may still be read after the cut.
  private var allowance: Int?

  /// - Parameters:
  ///   - pipe: A non-blocking descriptor for what `reader` has read the beginning of; taken over.
  ///   - arrived: Called when there is something to take.
  init(
    _ reader: AudioReader, from pipe: CInt, on eventLoop: any EventLoop,
    arrived: @escaping () -> Void
  ) {
    self.reader = reader
    self.eventLoop = eventLoop
    self.arrived = arrived
    let feed = NIOLoopBound(self, eventLoop: eventLoop)
    NIOPipeBootstrap(group: eventLoop)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(PipeHandler(feed.value))
        }
      }
      .takingOwnershipOfDescriptor(input: pipe).assumeIsolated()
      .whenComplete { result in
        switch result {
        case .success(let channel):
          self.channel = channel
          if !self.isReading { self.setReading(false) }
        case .failure(let error): self.fail(error)
        }
      }
    reader.cutoff?.listen { delay in
      eventLoop.execute {
        eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(delay)) { feed.value.cut() }
      }
    }
  }

  func next() -> AudioFeedItem? {
    guard items.isEmpty else { return items.removeFirst() }
    read(true)
    return nil
  }

  // MARK: What the pipe says

  fileprivate func receive(_ bytes: [UInt8]) {
    guard !hasEnded else { return }
    tempo.note(waited: .now - asked)
    var bytes = bytes
    if let allowance {
      bytes = Array(bytes.prefix(allowance))
      self.allowance = allowance - bytes.count
    }
    let sound = reader.unwrap(bytes)
    if !sound.isEmpty { add(.audio(sound, isLive: tempo.isLive)) }
    if reader.isComplete || allowance == 0 { end() }
    asked = .now
  }

  fileprivate func end() {
    guard !hasEnded else { return }
    let rest = reader.finish()
    if !rest.isEmpty { add(.audio(rest, isLive: tempo.isLive)) }
    finish(.end)
  }

  fileprivate func fail(_ error: any Error) {
    let code = (error as? IOError)?.errnoCode ?? EIO
    finish(.failed(reader.unreadable(SystemError(code: code))))
  }

  /// From now on only what is there already counts.
  private func cut() {
    guard !hasEnded else { return }
    allowance = Cutoff.backlog(of: reader.descriptor)
    if allowance == 0 { end() }
  }

  private func finish(_ item: AudioFeedItem) {
    guard !hasEnded else { return }
    hasEnded = true
    add(item)
    channel?.close(promise: nil)
  }

  private func add(_ item: AudioFeedItem) {
    items.append(item)
    arrived()
    // What is not taken at once has to wait, and what follows it waits in the pipe.
    if !items.isEmpty { read(false) }
  }

  private func read(_ wanted: Bool) {
    guard isReading != wanted, !hasEnded else { return }
    isReading = wanted
    if wanted { asked = .now }
    setReading(wanted)
  }

  private func setReading(_ isOn: Bool) {
    try? channel?.syncOptions?.setOption(.autoRead, value: isOn)
  }
}

private final class PipeHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer

  private let feed: PipeFeed

  init(_ feed: PipeFeed) { self.feed = feed }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    feed.receive(Array(unwrapInboundIn(data).readableBytesView))
  }

  func channelInactive(context: ChannelHandlerContext) { feed.end() }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { feed.fail(error) }
}
