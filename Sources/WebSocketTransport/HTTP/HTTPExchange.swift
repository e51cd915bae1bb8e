/// One request over a stream and the response to it; afterwards the stream is as it was before.
final class HTTPExchange {
  enum Failure: Error {
    case notHTTP(HTTPViolation)
    /// The connection ended before there was a response.
    case lost((any Error)?)
  }

  typealias Answer = (response: HTTPResponse, rest: [UInt8])

  /// A refusal counts as soon as its first words could be here; a server that keeps the connection
  /// open and sends no end must not turn it into a timeout.
  private static let patience = Duration.seconds(1)

  private let stream: SocketStream
  private let loop: EventLoop
  private var reader: HTTPResponseReader
  private var timer: Timer?
  private var done: ((Result<Answer, Failure>) -> Void)?

  init(
    _ request: HTTPRequest, for purpose: HTTPPurpose, over stream: SocketStream, on loop: EventLoop,
    _ done: @escaping (Result<Answer, Failure>) -> Void
  ) {
    self.stream = stream
    self.loop = loop
    self.done = done
    reader = HTTPResponseReader(for: purpose)
    stream.received = { [unowned self] in receive($0) }
    stream.ended = { [unowned self] in end($0) }
    stream.setReading(true)
    stream.write(request.bytes)
    stream.flush()
  }

  deinit { timer?.cancel() }

  private func receive(_ bytes: UnsafeRawBufferPointer) {
    guard done != nil else { return }
    do throws(HTTPViolation) {
      try reader.receive(Array(bytes)[...])
    } catch {
      return finish(.failure(.notHTTP(error)))
    }
    if reader.isWhole { return succeed() }
    if reader.isRefusal, timer == nil {
      timer = loop.schedule(after: Self.patience) { [unowned self] in succeed() }
    }
  }

  private func end(_ error: (any Error)?) {
    do throws(HTTPViolation) {
      try reader.end()
    } catch {
      return finish(.failure(.notHTTP(error)))
    }
    if reader.response == nil { finish(.failure(.lost(error))) } else { succeed() }
  }

  private func succeed() {
    guard let response = reader.response else { return }
    finish(.success((response, reader.rest)))
  }

  private func finish(_ outcome: Result<Answer, Failure>) {
    timer?.cancel()
    stream.received = { _ in }
    stream.ended = { _ in }
    stream.setReading(false)
    let done = done
    self.done = nil
    done?(outcome)
  }
}
