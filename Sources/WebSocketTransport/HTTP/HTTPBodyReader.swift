/// Takes the body of a message out of what frames it (RFC 9112 §6, §7).
struct HTTPBodyReader {
  /// What the next byte belongs to.
  private enum Place {
    case data, chunkHead, carriageReturn, lineFeed, trailers, nothing
  }

  private let framing: HTTPFraming
  private var place: Place
  /// Bytes of data before something else comes.
  private var count = Int.max
  private var chunkHead = HTTPChunkHead()
  private var trailers = HTTPFieldReader()

  init(_ framing: HTTPFraming) {
    self.framing = framing
    switch framing {
    case .connection: place = .data
    case .chunked: place = .chunkHead
    case .length(let length):
      place = length == 0 ? .nothing : .data
      count = length
    }
  }

  var isWhole: Bool { place == .nothing }

  /// Whether it is whole when the connection ends now.
  var mayEnd: Bool { isWhole || framing == .connection }

  /// Takes the next bytes of the body, and what frames them, off the front of `bytes`; `nil` when that is
  /// empty or the body is whole.
  mutating func next(_ bytes: inout ArraySlice<UInt8>) throws(HTTPViolation) -> ArraySlice<UInt8>? {
    while !isWhole, let byte = bytes.first {
      if place == .data {
        let data = bytes.prefix(count)
        bytes.removeFirst(data.count)
        count -= data.count
        if count == 0 { place = framing == .chunked ? .carriageReturn : .nothing }
        return data
      }
      bytes.removeFirst()
      try take(byte)
    }
    return nil
  }

  /// Takes a byte that is none of the body's own.
  private mutating func take(_ byte: UInt8) throws(HTTPViolation) {
    switch place {
    case .chunkHead:
      guard let size = try chunkHead.take(byte) else { return }
      count = size
      place = size == 0 ? .trailers : .data
      chunkHead = HTTPChunkHead()
    case .carriageReturn:
      guard byte == .carriageReturn else { throw .chunk }
      place = .lineFeed
    case .lineFeed:
      guard byte == .lineFeed else { throw .chunk }
      place = .chunkHead
    case .trailers:
      guard try trailers.take(byte) else { return }
      // What frames a body cannot stand behind it (RFC 9110 §6.5.1); the others are dropped.
      guard !trailers.fields.contains("Content-Length"),
        !trailers.fields.contains("Transfer-Encoding")
      else { throw .twoLengths }
      place = .nothing
    case .data, .nothing: break
    }
  }
}
