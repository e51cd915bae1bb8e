import COpenSSL
import Glibc
public import NIOCore

/// TLS by the system's OpenSSL between a socket and the handlers behind it.
///
/// OpenSSL sees two memory BIOs and never the socket. Nothing that is written passes before the
/// handshake is over and, on a client, the peer has proved its name.
public final class TLSHandler: ChannelDuplexHandler, RemovableChannelHandler {
  public typealias InboundIn = ByteBuffer
  public typealias InboundOut = ByteBuffer
  public typealias OutboundIn = ByteBuffer
  public typealias OutboundOut = ByteBuffer

  /// Who waits for the handshake; failed with `TLSFailure`.
  public typealias Established = EventLoopPromise<Void>

  private enum State { case handshaking, established, closed }

  private let ssl: OpaquePointer
  private let incoming: OpaquePointer
  private let outgoing: OpaquePointer
  private let witness: CertificateWitness
  private let established: Established
  private var state = State.handshaking
  /// Plain bytes written since the last flush: what is flushed together is in as few records as can be.
  private var unsent = ByteBuffer()
  private var promises: [EventLoopPromise<Void>] = []
  private var flushIsOwed = false

  /// A client's handler for a connection to `host`, a name or an IP address.
  public convenience init(
    connectingTo host: String, _ context: TLSContext, established: Established
  ) throws(TLSFailure) {
    try self.init(context, host: host, established: established)
    SSL_set_connect_state(ssl)
    let parameters = SSL_get0_param(ssl)
    if isIPAddress(host) {
      // Only for an address in the URL: an IP in a certificate must never excuse a wrong name.
      X509_VERIFY_PARAM_set1_ip_asc(parameters, host)
    } else {
      // RFC 9525 §6.3: a wildcard is a whole label, and a common name is no name of a service.
      X509_VERIFY_PARAM_set_hostflags(
        parameters,
        UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT))
      X509_VERIFY_PARAM_set1_host(parameters, host, 0)
      _ = aai_set_server_name(ssl, host)
    }
  }

  /// A server's handler for an accepted connection.
  public convenience init(
    accepting context: TLSContext, established: Established
  ) throws(TLSFailure) {
    try self.init(context, host: "the client", established: established)
    SSL_set_accept_state(ssl)
  }

  private init(_ context: TLSContext, host: String, established: Established) throws(TLSFailure) {
    guard let ssl = SSL_new(context.pointer), let incoming = BIO_new(BIO_s_mem()),
      let outgoing = BIO_new(BIO_s_mem())
    else { throw .handshake(OpenSSLError.takeText()) }
    self.ssl = ssl
    self.incoming = incoming
    self.outgoing = outgoing
    self.established = established
    witness = CertificateWitness(host: host)
    SSL_set_bio(ssl, incoming, outgoing)
    aai_set_app_data(ssl, Unmanaged.passUnretained(witness).toOpaque())
  }

  deinit { SSL_free(ssl) }

  /// `TLSv1.3, TLS_AES_256_GCM_SHA384`, for a user who wants to know.
  public var summary: String {
    String(cString: SSL_get_version(ssl)) + ", "
      + String(cString: SSL_CIPHER_get_name(SSL_get_current_cipher(ssl)))
  }

  // MARK: Handshake

  public func handlerAdded(context: ChannelHandlerContext) {
    if context.channel.isActive { continueHandshake(context) }
  }

  public func channelActive(context: ChannelHandlerContext) {
    continueHandshake(context)
    context.fireChannelActive()
  }

  private func continueHandshake(_ context: ChannelHandlerContext) {
    guard state == .handshaking else { return }
    ERR_clear_error()
    let result = SSL_do_handshake(ssl)
    sendRecords(context, promise: nil)
    if result == 1 {
      state = .established
      established.succeed()
      if flushIsOwed { flush(context: context) }
      return
    }
    if SSL_get_error(ssl, result) != SSL_ERROR_WANT_READ { fail(handshakeFailure(), context) }
  }

  private func handshakeFailure() -> TLSFailure {
    let error = OpenSSLError.take()
    // Whatever the error is: for a bad signature the oldest one is that of the arithmetic.
    if let problem = witness.problem { return .untrusted(problem) }
    guard let (reason, text) = error else { return .handshake("unknown reason") }
    switch reason {
    case SSL_R_WRONG_VERSION_NUMBER, SSL_R_HTTP_REQUEST, SSL_R_PACKET_LENGTH_TOO_LONG,
      SSL_R_RECORD_LENGTH_MISMATCH:
      return .notTLS
    default: return .handshake(witness.explanation(ofAlert: reason) ?? text)
    }
  }

  private func sessionFailure() -> TLSFailure {
    guard let (reason, text) = OpenSSLError.take() else { return .broken("unknown reason") }
    // In TLS 1.3 the server judges the client after the client's handshake is over.
    return .broken(witness.explanation(ofAlert: reason) ?? text)
  }

  private func fail(_ failure: TLSFailure, _ context: ChannelHandlerContext) {
    guard state != .closed else { return }
    let wasHandshaking = state == .handshaking
    state = .closed
    failPromises(failure)
    if wasHandshaking {
      established.fail(failure)
    }
    context.fireErrorCaught(failure)
    context.close(promise: nil)
  }

  // MARK: Inbound

  public func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard state != .closed else { return }
    let bytes = unwrapInboundIn(data)
    bytes.withUnsafeReadableBytes { raw in
      _ = BIO_write(incoming, raw.baseAddress, Int32(raw.count))
    }
    if state == .handshaking { continueHandshake(context) }
    if state == .established { readRecords(context) }
  }

  private func readRecords(_ context: ChannelHandlerContext) {
    while state == .established {
      // One record holds 16 KiB of plain bytes at most (RFC 8446 §5.1).
      var plain = context.channel.allocator.buffer(capacity: 16_384)
      var count: Int32 = 0
      ERR_clear_error()
      plain.writeWithUnsafeMutableBytes(minimumWritableBytes: 16_384) { raw in
        count = SSL_read(ssl, raw.baseAddress, Int32(raw.count))
        return max(Int(count), 0)
      }
      if count > 0 {
        context.fireChannelRead(wrapInboundOut(plain))
        continue
      }
      switch SSL_get_error(ssl, count) {
      case SSL_ERROR_WANT_READ: break
      case SSL_ERROR_ZERO_RETURN: context.close(promise: nil)
      default: fail(sessionFailure(), context)
      }
      break
    }
    // Answers of TLS itself: key updates, alerts.
    sendRecords(context, promise: nil)
  }

  public func channelInactive(context: ChannelHandlerContext) {
    if state == .handshaking { established.fail(TLSFailure.closedDuringHandshake) }
    state = .closed
    failPromises(ChannelError.ioOnClosedChannel)
    context.fireChannelInactive()
  }

  public func handlerRemoved(context: ChannelHandlerContext) {
    if state == .handshaking { established.fail(TLSFailure.closedDuringHandshake) }
    failPromises(ChannelError.ioOnClosedChannel)
  }

  // MARK: Outbound

  public func write(
    context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?
  ) {
    guard state != .closed else {
      promise?.fail(ChannelError.ioOnClosedChannel)
      return
    }
    var bytes = unwrapOutboundIn(data)
    unsent.writeBuffer(&bytes)
    if let promise { promises.append(promise) }
  }

  public func flush(context: ChannelHandlerContext) {
    guard state == .established else {
      flushIsOwed = true
      return
    }
    flushIsOwed = false
    ERR_clear_error()
    while unsent.readableBytes > 0 {
      let count = unsent.withUnsafeReadableBytes { raw in
        SSL_write(ssl, raw.baseAddress, Int32(clamping: raw.count))
      }
      guard count > 0 else { return fail(.broken(OpenSSLError.takeText()), context) }
      unsent.moveReaderIndex(forwardBy: Int(count))
    }
    unsent.clear()
    let waiting = promises
    promises = []
    guard let first = waiting.first else { return sendRecords(context, promise: nil) }
    for promise in waiting.dropFirst() { first.futureResult.cascade(to: promise) }
    sendRecords(context, promise: first)
  }

  private func sendRecords(_ context: ChannelHandlerContext, promise: EventLoopPromise<Void>?) {
    let count = BIO_ctrl_pending(outgoing)
    guard count > 0 else {
      promise?.succeed()
      return
    }
    var records = context.channel.allocator.buffer(capacity: count)
    // Read instead of reset: that would overwrite all of the BIO's room with zeros each time, which
    // costs more than the encryption.
    records.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { raw in
      max(Int(BIO_read(outgoing, raw.baseAddress, Int32(clamping: count))), 0)
    }
    context.writeAndFlush(wrapOutboundOut(records), promise: promise)
  }

  private func failPromises(_ error: any Error) {
    let waiting = promises
    promises = []
    for promise in waiting { promise.fail(error) }
  }

  public func close(
    context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?
  ) {
    if state == .established {
      SSL_shutdown(ssl)
      sendRecords(context, promise: nil)
    }
    context.close(mode: mode, promise: promise)
  }
}
