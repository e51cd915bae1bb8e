import NIOCore
import NIOHTTP1

/// One HTTP/1.1 request and its answer; afterwards the channel is as it was before.
///
/// CONNECT, the upgrade to WebSocket, and plain requests all go through it.
final class HTTPExchange: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPClientResponsePart

  /// Bytes of a body kept; the rest is read and dropped.
  static let bodyLimit = 1 << 20
  /// Bytes of an answer taken: NIO's decoder bounds its headers, but neither the reason phrase, which
  /// nobody needs, nor the answers of status 1xx before it.
  private static let limit = bodyLimit + (256 << 10)

  private let answer: EventLoopPromise<HTTPAnswer>
  private let purpose: HTTPPurpose
  private var head: HTTPResponseHead?
  private var body = ByteBuffer()
  private var isOver = false
  /// What came behind the answer while the decoder was leaving; `nil` when nothing is kept.
  private var behind: [NIOAny]?

  private init(_ answer: EventLoopPromise<HTTPAnswer>, purpose: HTTPPurpose) {
    self.answer = answer
    self.purpose = purpose
  }

  /// Sends `request` on `channel` and reads the answer.
  ///
  /// - Parameters:
  ///   - purpose: For a tunnel, bytes that have come behind the success are the answer's body.
  ///   - proceed: Run with the answer, before any byte that follows it is passed on; it adds the
  ///     handlers of the protocol that comes next, or throws to refuse the answer.
  static func perform(
    _ request: HTTPRequestHead, body: ByteBuffer? = nil, for purpose: HTTPPurpose = .document,
    on channel: any Channel, proceed: @escaping (HTTPAnswer) throws -> Void = { _ in }
  ) -> EventLoopFuture<HTTPAnswer> {
    let promise = channel.eventLoop.makePromise(of: HTTPAnswer.self)
    let meter = ByteMeter(limit: limit)
    let encoder = HTTPRequestEncoder()
    let decoder = ByteToMessageHandler(HTTPResponseDecoder(leftOverBytesStrategy: .forwardBytes))
    let tunnelRequest = purpose == .tunnel ? TunnelRequest() : nil
    let exchange = HTTPExchange(promise, purpose: purpose)
    let pipeline = channel.pipeline.syncOperations
    do {
      try pipeline.addHandlers([meter, encoder, decoder, exchange])
      if let tunnelRequest {
        try pipeline.addHandler(tunnelRequest, position: .after(encoder))
      }
      let context = try pipeline.context(handler: exchange)
      context.write(NIOAny(HTTPClientRequestPart.head(request)), promise: nil)
      if let body {
        context.write(NIOAny(HTTPClientRequestPart.body(.byteBuffer(body))), promise: nil)
      }
      context.writeAndFlush(NIOAny(HTTPClientRequestPart.end(nil)), promise: nil)
    } catch {
      promise.fail(error)
    }
    return promise.futureResult.assumeIsolated().flatMap { answer in
      do {
        try proceed(answer)
      } catch {
        return channel.eventLoop.makeFailedFuture(error)
      }
      pipeline.removeHandler(meter, promise: nil)
      pipeline.removeHandler(encoder, promise: nil)
      if let tunnelRequest { pipeline.removeHandler(tunnelRequest, promise: nil) }
      // As it leaves, the decoder passes on what it has read beyond the answer. That is held back
      // until it has left: an answer to it, such as a Close to a Close, cannot be written through it.
      exchange.behind = []
      return pipeline.removeHandler(decoder).assumeIsolated().map {
        exchange.leave(pipeline)
        return answer
      }.nonisolated()
    }.nonisolated()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isOver else {
      behind?.append(data)
      return
    }
    switch unwrapInboundIn(data) {
    case .head(let head):
      self.head = head
      if isRefused {
        // A refusal counts as soon as its first words could be here; a server that keeps the
        // connection open and sends no end must not turn it into a timeout.
        context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(1)) { self.succeed() }
      }
    case .body(var bytes):
      let room = Self.bodyLimit - body.readableBytes
      if let part = bytes.readSlice(length: min(room, bytes.readableBytes)) {
        body.writeImmutableBuffer(part)
      }
      if isRefused, body.readableBytes == Self.bodyLimit { succeed() }
    case .end:
      // What stands behind the head of a tunnel's answer is still to be read.
      if !opensTunnel { succeed() }
    }
  }

  private var isRefused: Bool {
    head.map { !purpose.isMet(by: Int($0.status.code)) } ?? false
  }

  private var opensTunnel: Bool {
    purpose == .tunnel && head.map { purpose.isMet(by: Int($0.status.code)) } ?? false
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    if opensTunnel { succeed() }
    context.fireChannelReadComplete()
  }

  /// Hands over what came early, and makes room.
  private func leave(_ pipeline: ChannelPipeline.SynchronousOperations) {
    if let behind, !behind.isEmpty, let context = try? pipeline.context(handler: self) {
      for data in behind { context.fireChannelRead(data) }
      context.fireChannelReadComplete()
    }
    behind = nil
    pipeline.removeHandler(self, promise: nil)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // A refusal is one, however broken its body, and what is beyond the limit of any is not needed.
    let isLong = head != nil && error is ByteMeter.Exceeded
    if isRefused || isLong { succeed() } else { fail(error) }
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) {
    // A server may close in the middle of a body that nobody needs whole.
    if head == nil { fail(ChannelError.eof) } else { succeed() }
    context.fireChannelInactive()
  }

  private func succeed() {
    guard !isOver, let head else { return }
    isOver = true
    answer.succeed(
      HTTPAnswer(
        status: Int(head.status.code), version: head.version, headers: head.headers,
        body: String(buffer: body)))
  }

  private func fail(_ error: any Error) {
    guard !isOver else { return }
    isOver = true
    answer.fail(error)
  }
}
