import CLinux
import Glibc
import ToolSupport

/// A connected TCP socket on an event loop, encrypted or not; closed with the last reference to it.
///
/// What is written is kept until the socket takes it; `isWritable` says when there is too much.
final class SocketStream {
  /// Bytes that may wait to be sent before the stream asks for a pause.
  var unsentLimit = 65_536
  /// Called with what has come; the buffer is gone afterwards.
  var received: (UnsafeRawBufferPointer) -> Void = { _ in }
  /// Called once when nothing more can come, unless `close()` was called before; `nil` for an
  /// orderly end.
  var ended: ((any Error)?) -> Void = { _ in }
  /// Called when the socket is closed.
  var released: () -> Void = {}
  /// Called when `isWritable` has changed.
  var writabilityChanged: (Bool) -> Void = { _ in }

  private let loop: EventLoop
  private let descriptor: CInt
  private var watch: Watch?
  private var tls: TLSSession?
  private var handshake: ((TLSFailure?) -> Void)?
  /// TLS has something of its own to send before it can read on, such as the answer to a key update.
  private var readingWantsRoom = false
  /// TLS must read something before it can send.
  private var sendingWantsInput = false

  private var unsent = ByteQueue()
  private(set) var isWritable = true
  private var isReading = false
  /// Nothing more will be sent, once what waits has gone.
  private var isShuttingDown = false
  /// Why nothing more can be sent.
  private var writeError: (any Error)?

  /// Takes over a connected, non-blocking socket.
  init(_ descriptor: CInt, on loop: EventLoop) {
    self.descriptor = descriptor
    self.loop = loop
    watch = loop.watch(descriptor, for: []) { [unowned self] in ready() }
  }

  deinit { close() }

  var isOpen: Bool { watch != nil }

  /// Address and port of the other end.
  var peer: String? {
    SocketAddress { getpeername(descriptor, $0, &$1) }?.hostAndPort
  }

  /// Goes on as TLS; `done` is told how the handshake ended.
  func startTLS(
    _ make: (CInt) throws(TLSFailure) -> TLSSession, _ done: @escaping (TLSFailure?) -> Void
  ) {
    do throws(TLSFailure) {
      tls = try make(descriptor)
    } catch {
      return done(error)
    }
    handshake = done
    continueHandshake()
  }

  private func continueHandshake() {
    guard let tls, let done = handshake else { return }
    do throws(TLSFailure) {
      switch try tls.handshake() {
      case .wantsWriting: watch?.interest = .writing
      case .wantsReading: watch?.interest = .reading
      case .done, .ended:
        handshake = nil
        updateInterest()
        done(nil)
      }
    } catch {
      handshake = nil
      watch?.interest = []
      done(error)
    }
  }

  // MARK: Reading

  /// Starts, stops and resumes taking what the peer sends.
  func setReading(_ isReading: Bool) {
    self.isReading = isReading
    updateInterest()
  }

  private func ready() {
    if handshake != nil { return continueHandshake() }
    if !unsent.isEmpty { send() }
    if isReading { readOnce() }
    updateInterest()
  }

  /// One TLS record, or what the buffer holds: the loop comes back while there is more.
  private func readOnce() {
    guard isOpen else { return }
    do {
      switch try read(loop.scratch) {
      case .done(let count):
        received(UnsafeRawBufferPointer(rebasing: loop.scratch[..<count]))
      case .wantsReading: readingWantsRoom = false
      case .wantsWriting: readingWantsRoom = true
      case .ended: end(writeError)
      }
    } catch {
      end(writeError ?? error)
    }
  }

  private func read(_ buffer: UnsafeMutableRawBufferPointer) throws -> TLSSession.Progress {
    if let tls { return try tls.read(into: buffer) }
    while true {
      let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
      if count > 0 { return .done(count) }
      if count == 0 { return .ended }
      switch errno {
      case EINTR: continue
      case EAGAIN: return .wantsReading
      case let code: throw SystemError(code: code)
      }
    }
  }

  private func end(_ error: (any Error)?) {
    guard isOpen else { return }
    close()
    ended(error)
  }

  // MARK: Writing

  /// Hands bytes over; they leave with the next `flush()`.
  func write(_ bytes: [UInt8]) {
    guard isOpen, writeError == nil, !isShuttingDown else { return }
    unsent.append(bytes)
  }

  /// Sends what has been written, as far as the socket takes it.
  func flush() {
    guard isOpen, handshake == nil, !unsent.isEmpty else { return }
    send()
    updateInterest()
  }

  private func send() {
    do {
      while !unsent.isEmpty {
        let progress = try unsent.withUnsafeBytes { try send($0) }
        sendingWantsInput = progress == .wantsReading
        guard case .done(let count) = progress else { break }
        unsent.removeFirst(count)
      }
    } catch {
      // What the peer said before it left is still to be read, and may say why it did.
      writeError = error
      unsent.removeAll()
      setReading(true)
    }
    if unsent.isEmpty, isShuttingDown { finishOutput() }
    noteWritability()
  }

  private func send(_ bytes: UnsafeRawBufferPointer) throws -> TLSSession.Progress {
    if let tls { return try tls.write(bytes) }
    while true {
      let count = Glibc.send(descriptor, bytes.baseAddress, bytes.count, CInt(MSG_NOSIGNAL))
      if count >= 0 { return .done(count) }
      switch errno {
      case EINTR: continue
      case EAGAIN: return .wantsWriting
      case let code: throw SystemError(code: code)
      }
    }
  }

  /// Half of the limit is free before there is room again, so that it does not change with every piece.
  private func noteWritability() {
    let isWritable = unsent.count <= (isWritable ? unsentLimit : unsentLimit / 2)
    guard isWritable != self.isWritable else { return }
    self.isWritable = isWritable
    writabilityChanged(isWritable)
  }

  private func updateInterest() {
    guard handshake == nil else { return }
    var interest: Interest = readingWantsRoom ? .writing : []
    if isReading { interest.insert(.reading) }
    if !unsent.isEmpty { interest.insert(sendingWantsInput ? .reading : .writing) }
    watch?.interest = interest
  }

  // MARK: The end

  /// Sends nothing more after what waits; the peer may go on.
  func shutDownOutput() {
    guard isOpen, !isShuttingDown else { return }
    isShuttingDown = true
    if unsent.isEmpty { finishOutput() }
  }

  private func finishOutput() {
    tls?.shutDown()
    shutdown(descriptor, CInt(SHUT_WR))
  }

  /// Ends the connection at once; what the socket has taken still arrives.
  func close() {
    guard let watch else { return }
    watch.cancel()
    self.watch = nil
    if handshake == nil, !isShuttingDown { tls?.shutDown() }
    release()
  }

  /// Ends the connection without a word of TLS.
  func vanish() {
    shutdown(descriptor, CInt(SHUT_RDWR))
  }

  private func release() {
    handshake = nil
    Glibc.close(descriptor)
    released()
  }

  /// Ends the connection with a reset, which takes with it what has not been read yet.
  func reset() {
    var linger = linger(l_onoff: 1, l_linger: 0)
    guard let watch else { return }
    setsockopt(
      descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
    watch.cancel()
    self.watch = nil
    release()
  }
}
