import Glibc
import TestKit
import Testing

@testable import WebSocketTransport

@Suite("HTTP of chance")
struct HTTPNoiseTests {
  private static let parts = [
    "HTTP/1.1 200 OK\r\n", "HTTP/1.1 101 \r\n", "HTTP/1.0 404 X\r\n", "HTTP/1.1 100\r\n",
    "GET /a?b HTTP/1.1\r\n", "POST * HTTP/1.0\r\n", "Content-Length: 4\r\n",
    "Transfer-Encoding: chunked\r\n", "Connection: close\r\n", "A: b\r\n", "\r\n", "\r\n", "\r\n",
    "4\r\nabcd\r\n", "3;a=\"b\"\r\nabc\r\n", "0\r\n", "abcd", "\r", "\n", " ", "\0", "\u{FF}", ":",
  ]

  /// Most begin well, and some bytes are wrong.
  private func noise(seed: UInt64) -> [UInt8] {
    var random = SplitMix64(seed: seed)
    var bytes = Array(Self.parts[Int.random(in: 0..<6, using: &random)].utf8)
    for _ in 0..<Int.random(in: 1...8, using: &random) {
      bytes += Self.parts.randomElement(using: &random)!.utf8
    }
    if seed % 4 == 0, let place = bytes.indices.randomElement(using: &random) {
      bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
    }
    return bytes
  }

  @Test("however an answer is broken, it does not matter how it is cut", arguments: 1...4)
  func answers(size: Int) {
    for seed in 0..<3000 as Range<UInt64> {
      let bytes = noise(seed: seed)
      for purpose in [HTTPPurpose.document, .tunnel, .webSocket] {
        let whole = HTTPReading(bytes, for: purpose, isEnd: seed % 2 == 0)
        let cut = HTTPReading(bytes, for: purpose, inPiecesOf: size, isEnd: seed % 2 == 0)
        #expect(whole == cut, "seed \(seed)")
      }
    }
  }

  @Test("however a request is broken, it does not matter how it is cut", arguments: 1...4)
  func requests(size: Int) {
    func read(
      _ bytes: [UInt8], inPiecesOf size: Int
    ) -> (request: HTTPRequest?, rest: [UInt8], refusal: HTTPRefusal?) {
      var reader = HTTPRequestReader(headLimit: 100, bodyLimit: 8)
      do throws(HTTPRefusal) {
        var unread = bytes[...]
        while !unread.isEmpty {
          try reader.receive(unread.prefix(size))
          unread = unread.dropFirst(size)
        }
      } catch {
        return (nil, [], error)
      }
      return (reader.request, reader.rest, nil)
    }
    for seed in 0..<3000 as Range<UInt64> {
      let bytes = noise(seed: seed)
      #expect(read(bytes, inPiecesOf: .max) == read(bytes, inPiecesOf: size), "seed \(seed)")
    }
  }

  @Test("bytes of chance are survived", arguments: 0..<8 as Range<UInt64>)
  func chance(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<200 {
      let count = Int.random(in: 0...300, using: &random)
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      let heads = ["", "HTTP/1.1 200 ", "HTTP/1.1 200 OK\r\n", "GET /"]
      let all = Array(heads.randomElement(using: &random)!.utf8) + bytes
      let whole = HTTPReading(all, isEnd: true)
      #expect(whole == HTTPReading(all, inPiecesOf: 1, isEnd: true))
    }
  }

  @Test("the time a body takes grows with its length, not with its square")
  func time() {
    let chunk = Array("1\r\na\r\n".utf8)
    // The processor's, so that it does not matter what else the machine does.
    func now() -> Double {
      var time = timespec()
      clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
    func duration(_ count: Int) -> Double {
      var bytes = Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)
      for _ in 0..<count { bytes += chunk }
      let start = now()
      #expect(HTTPReading(bytes, inPiecesOf: 6).response?.body.count == count)
      return now() - start
    }
    let short = min(duration(2000), duration(2000), duration(2000))
    #expect(duration(32_000) < short * 80)
  }
}
