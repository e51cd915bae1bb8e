/// Reads one request out of the bytes of a connection (RFC 9112).
///
/// It makes no difference how its bytes are cut.
struct HTTPRequestReader {
  /// Whole; `nil` before.
  private(set) var request: HTTPRequest?
  /// Bytes behind the request.
  private(set) var rest: [UInt8] = []

  private let headLimit: Int
  private let bodyLimit: Int
  private var count = 0
  private var line = HTTPRequestLine()
  private var hasLine = false
  private var fields = HTTPFieldReader()
  /// Since the end of the head.
  private var body: HTTPBodyReader?
  private var bodyBytes: [UInt8] = []

  /// - Parameters:
  ///   - headLimit: Bytes of the request's line and fields.
  ///   - bodyLimit: Bytes of its body; what frames those may take as many as the head.
  init(headLimit: Int, bodyLimit: Int) {
    self.headLimit = headLimit
    self.bodyLimit = bodyLimit
  }

  /// Whether there is a part of a request.
  var hasBegun: Bool { line.hasBegun && request == nil }

  mutating func receive(_ bytes: ArraySlice<UInt8>) throws(HTTPRefusal) {
    var bytes = bytes
    if request == nil {
      do throws(HTTPViolation) {
        try readHead(&bytes)
        try readBody(&bytes)
      } catch {
        throw refusal(error)
      }
    }
    if request != nil { rest += bytes }
  }

  private mutating func readHead(_ bytes: inout ArraySlice<UInt8>) throws(HTTPViolation) {
    while body == nil, let byte = bytes.popFirst() {
      count += 1
      guard count <= headLimit else {
        throw line.hasBegun && !hasLine ? .longTarget : .endlessHead
      }
      if !hasLine {
        hasLine = try line.take(byte)
      } else if try fields.take(byte) {
        let framing = try HTTPFraming(fields.fields, isRequest: true)
        // What announces that it is too long need not come.
        if case .length(let length) = framing, length > bodyLimit { throw .longBody }
        body = HTTPBodyReader(framing)
      }
    }
  }

  private mutating func readBody(_ bytes: inout ArraySlice<UInt8>) throws(HTTPViolation) {
    let before = bytes.count
    while let data = try body?.next(&bytes) {
      bodyBytes += data
      guard bodyBytes.count <= bodyLimit else { throw .longBody }
    }
    guard let body else { return }
    count += before - bytes.count
    guard count <= headLimit + bodyLimit else { throw .longBody }
    guard body.isWhole else { return }
    request = HTTPRequest(
      method: line.method, target: line.target, fields: fields.fields, body: bodyBytes)
    request?.minorVersion = line.minorVersion
  }

  private func refusal(_ violation: HTTPViolation) -> HTTPRefusal {
    switch violation {
    case .longTarget:
      let limit = min(headLimit, HTTPRequestLine.targetLimit)
      return HTTPRefusal(status: 414, reason: "sent a request line of more than \(limit) bytes")
    case .longField:
      let limit = HTTPFieldReader.sizeLimit
      return HTTPRefusal(status: 431, reason: "sent a header field of more than \(limit) bytes")
    case .manyFields:
      let limit = HTTPFieldReader.countLimit
      return HTTPRefusal(status: 431, reason: "sent more than \(limit) header fields")
    case .endlessHead:
      return HTTPRefusal(status: 431, reason: "sent a request of more than \(headLimit) bytes")
    case .longBody:
      return HTTPRefusal(status: 413, reason: "sent a body of more than \(bodyLimit) bytes")
    default: return HTTPRefusal(status: 400, reason: "sent what is no HTTP")
    }
  }
}
