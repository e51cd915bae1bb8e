import AAIProtocol
@testable import AudioInput
import Testing

private let telephone = AudioFormat(.pcmMuLaw, sampleRate: 8000)
private let speech = AudioFormat(.pcmS16LE, sampleRate: 16_000)

/// All chunks of `bytes`, added in pieces of `size`.
private func chunks(_ bytes: [UInt8], pieces size: Int, _ format: AudioFormat)
  -> (full: [[UInt8]], tail: Chunker.Tail)
{
  var chunker = Chunker(format, chunk: .milliseconds(50))
  var full: [[UInt8]] = []
  for start in stride(from: 0, to: bytes.count, by: size) {
    bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { piece in
      chunker.add(piece) { full.append(Array($0)) }
    }
  }
  return (full, chunker.finish())
}

@Suite("chunker")
struct ChunkerTests {
  @Test(
    "any sizes give the same chunks",
    arguments: [1, 3, 799, 1600, 1601, 4096, 1 << 20])
  func sizes(size: Int) {
    let bytes = (0..<10_001).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let (full, tail) = chunks(bytes, pieces: size, speech)
    #expect(full.map(\.count) == Array(repeating: 1600, count: 6))
    #expect(Array(full.joined()) == Array(bytes[..<9600]))
    #expect(tail.chunk == bytes[9600..<10_000] + [UInt8](repeating: 0, count: 1200))
    #expect(tail.paddedByteCount == 1200)
    #expect(tail.droppedByteCount == 1)
  }

  @Test("the last chunk of µ-law is padded with its own silence, to 50 ms and no further")
  func padding() {
    let short = chunks([1, 2, 3], pieces: 3, telephone)
    #expect(short.full.isEmpty)
    #expect(short.tail.chunk == [1, 2, 3] + [UInt8](repeating: 0xFF, count: 397))

    var chunker = Chunker(telephone, chunk: .milliseconds(200))
    let bytes = [UInt8](repeating: 9, count: 1000)
    bytes.withUnsafeBytes { chunker.add($0) { (_: UnsafeRawBufferPointer) in } }
    #expect(chunker.finish() == .init(chunk: bytes, paddedByteCount: 0, droppedByteCount: 0))
  }

  @Test("a stream that ends with a chunk, or with half a sample, leaves nothing to send")
  func nothingLeft() {
    let whole = chunks([UInt8](repeating: 1, count: 3200), pieces: 1000, speech)
    #expect(whole.full.count == 2)
    #expect(whole.tail == .init(chunk: [], paddedByteCount: 0, droppedByteCount: 0))
    let half = chunks([1], pieces: 1, speech)
    #expect(half.tail == .init(chunk: [], paddedByteCount: 0, droppedByteCount: 1))
  }

  @Test("an error of the receiver comes through as it is")
  func error() {
    struct Full: Error, Equatable {}
    var chunker = Chunker(speech, chunk: .milliseconds(50))
    [UInt8](repeating: 0, count: 100).withUnsafeBytes { chunker.add($0) { _ in } }
    #expect(throws: Full()) {
      try [UInt8](repeating: 0, count: 5000).withUnsafeBytes {
        try chunker.add($0) { (_) throws(Full) in throw Full() }
      }
    }
  }
}
