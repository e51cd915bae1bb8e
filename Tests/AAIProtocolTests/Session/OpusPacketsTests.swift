import Testing

@testable import AAIProtocol

@Suite("packets of an Opus stream")
struct OpusPacketsTests {
  /// A page with these packets; the last goes on on the next page if `isOpen`.
  private func page(
    _ packets: [[UInt8]], continuing: Bool = false, isOpen: Bool = false, stream: UInt8 = 7
  ) -> [UInt8] {
    var table: [UInt8] = []
    for (index, packet) in packets.enumerated() {
      table += [UInt8](repeating: 255, count: packet.count / 255)
      // An open packet fills its last segment.
      if !(isOpen && index == packets.count - 1) { table.append(UInt8(packet.count % 255)) }
    }
    return Array("OggS".utf8) + [0, continuing ? 1 : 0] + [UInt8](repeating: 0, count: 8)
      + [stream, 0, 0, 0] + [UInt8](repeating: 0, count: 8) + [UInt8(table.count)] + table
      + packets.joined()
  }

  private func packets(_ bytes: [UInt8], inPiecesOf size: Int = .max) -> [[UInt8]] {
    var opus = OpusPackets()
    var rest = bytes[...]
    var packets: [[UInt8]] = []
    while !rest.isEmpty {
      packets += opus.add(Array(rest.prefix(size)))
      rest = rest.dropFirst(size)
    }
    return packets
  }

  private let head = Array("OpusHead and more".utf8)
  private let tags = Array("OpusTags and more".utf8)
  private let long = [UInt8](repeating: 9, count: 510)

  @Test(
    "each is found whole, across pages, too, wherever the stream is cut", arguments: [1, 7, .max])
  func bounds(size: Int) {
    let stream =
      page([head]) + page([tags]) + page([[1, 2, 3], [], [4]])
      + page([[5], long], isOpen: true) + page([[6]], stream: 8)
      + page([[7, 8], [UInt8](repeating: 3, count: 255)], continuing: true)
    #expect(
      packets(stream, inPiecesOf: size) == [
        [1, 2, 3], [4], [5], long + [7, 8], [UInt8](repeating: 3, count: 255),
      ])
  }

  @Test("half a packet is none, and damage between pages costs no page")
  func damage() {
    let stream =
      page([head]) + page([[9], [8]], continuing: true) + Array("OgXX".utf8)
      + page([long], isOpen: true) + page([[1]])
    #expect(packets(stream) == [[8], [1]])
  }

  @Test("a stream that is not Ogg is passed on as it comes", arguments: [1, 3, .max])
  func bare(size: Int) {
    let bytes: [UInt8] = [0x4F, 0x67, 0x67, 0x00, 1, 2, 3]
    #expect(Array(packets(bytes, inPiecesOf: size).joined()) == bytes)
  }
}
