/// Reads the answer to one request out of the bytes of a connection (RFC 9112).
///
/// It takes `bodyLimit` and 256 KiB, whatever the peer sends; it makes no difference how its bytes are cut.
struct HTTPResponseReader {
  /// Bytes of a body kept; the rest is read and dropped.
  static let bodyLimit = 1 << 20

  /// The answer and as much of its body as has come; `nil` before the end of its head.
  ///
  /// Answers of status 1xx before it are skipped, except 101.
  private(set) var response: HTTPResponse?
  /// Bytes behind the answer, which are another protocol's.
  private(set) var rest: [UInt8] = []

  private let purpose: HTTPPurpose
  private var room = bodyLimit + (256 << 10)
  private var line = HTTPStatusLine()
  private var hasLine = false
  private var fields = HTTPFieldReader()
  /// Since the end of the head.
  private var body: HTTPBodyReader?
  /// Whether nothing more of the body is wanted, though it may go on.
  private var isEnough = false

  init(for purpose: HTTPPurpose) { self.purpose = purpose }

  /// Whether the answer is all there, or as much of it as anybody needs.
  var isWhole: Bool { isEnough || body?.isWhole == true }

  /// Whether the answer is another than what was wanted.
  ///
  /// It counts as soon as its first words could be here: a server that keeps the connection open and never
  /// ends the body must not turn it into a timeout.
  var isRefusal: Bool {
    response.map { !purpose.isMet(by: $0.status) } ?? false
  }

  mutating func receive(_ bytes: ArraySlice<UInt8>) throws(HTTPViolation) {
    guard !isWhole else {
      if !isEnough { rest += bytes }
      return
    }
    var unread = bytes.prefix(room)
    room -= unread.count
    do throws(HTTPViolation) {
      try read(&unread)
    } catch {
      // A refusal is one, however broken its body.
      guard isRefusal else { throw error }
      isEnough = true
    }
    if body?.isWhole == true {
      rest += bytes[unread.startIndex...]
    } else if unread.endIndex < bytes.endIndex {
      // What is beyond the limit of any answer is not needed.
      guard response != nil else { throw .endlessHead }
      isEnough = true
    }
  }

  /// The peer sends no more. Without an answer afterwards, it has sent none.
  mutating func end() throws(HTTPViolation) {
    guard !isWhole else { return }
    guard let body else {
      guard !line.hasBegun else { throw .cutShort }
      return
    }
    guard body.mayEnd || isRefusal else { throw .cutShort }
    isEnough = true
  }

  private mutating func read(_ bytes: inout ArraySlice<UInt8>) throws(HTTPViolation) {
    while body == nil, let byte = bytes.popFirst() {
      if !hasLine {
        hasLine = try line.take(byte)
      } else if try fields.take(byte) {
        try finishHead()
      }
    }
    while let data = try body?.next(&bytes) {
      let missing = Self.bodyLimit - (response?.body.count ?? 0)
      response?.body += data.prefix(missing)
      if isRefusal, data.count >= missing { isEnough = true }
    }
  }

  private mutating func finishHead() throws(HTTPViolation) {
    let framing = try HTTPFraming(fields.fields, isRequest: false)
    if 100..<200 ~= line.status, line.status != 101 {
      line = HTTPStatusLine()
      hasLine = false
      fields = HTTPFieldReader()
      return
    }
    var response = HTTPResponse(status: line.status, fields: fields.fields)
    response.minorVersion = line.minorVersion
    let opensTunnel = purpose == .tunnel && purpose.isMet(by: line.status)
    body = HTTPBodyReader(response.hasNoBody || opensTunnel ? .length(0) : framing)
    self.response = response
  }
}
