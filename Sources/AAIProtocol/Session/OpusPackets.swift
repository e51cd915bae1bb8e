/// The packets of an Opus stream, of which each has to be a message by itself (protocol.md §2.1).
///
/// Ogg says where they end (RFC 7845); bare packets have lost their bounds on the way through a pipe.
struct OpusPackets: Sendable {
  private enum Wrapping { case unknown, ogg, none }

  private var wrapping = Wrapping.unknown
  private var pending: [UInt8] = []
  /// The stream that is Opus, among others of the same file.
  private var stream: UInt32?
  /// The beginning of a packet that goes on on the next page; `nil` where that was not seen.
  private var open: [UInt8]?

  /// Whether the stream turned out to have no bounds between its packets.
  var isBare: Bool { wrapping == .none }

  /// Takes what comes next of the stream.
  ///
  /// - Returns: The packets that are whole by now; of a bare stream, all there is.
  mutating func add(_ bytes: [UInt8]) -> [[UInt8]] {
    pending += bytes
    var packets: [[UInt8]] = []
    var rest = pending[...]
    loop: while !rest.isEmpty {
      if wrapping == .none {
        packets.append(Array(rest))
        rest = []
        break
      }
      switch OggPage.read(rest) {
      case .incomplete: break loop
      case .page(let page):
        wrapping = .ogg
        take(page, &packets)
        rest = rest.dropFirst(page.length)
      // Bytes between pages are damage, bytes before the first are something else.
      case .noPage:
        if wrapping == .unknown { wrapping = .none } else { rest = rest.dropFirst() }
      }
    }
    pending = Array(rest)
    return packets
  }

  private mutating func take(_ page: OggPage, _ packets: inout [[UInt8]]) {
    if let first = page.parts.first, first.starts(with: "OpusHead".utf8) { stream = page.stream }
    guard page.stream == stream else { return }
    var beginning = page.isContinuation ? open : []
    open = nil
    for (index, part) in page.parts.enumerated() {
      let packet = beginning.map { $0 + part }
      beginning = []
      if index == page.parts.count - 1, !page.endsWhole {
        open = packet
      } else if let packet, !packet.isEmpty, !packet.starts(with: "OpusHead".utf8),
        !packet.starts(with: "OpusTags".utf8)
      {
        packets.append(packet)
      }
    }
  }
}
