import AAIProtocol

/// Reads what follows the audio of a container: more of its chunks, another container, or neither.
struct ContainerTail: Sendable {
  enum Finding: Sendable, Equatable {
    /// All of it was metadata, or may yet be a header: bring more.
    case more
    /// Another container's audio begins.
    case audio(ContainerAudio)
    /// Another container follows whose audio cannot be used.
    case refused(ContainerRefusal)
    /// Bytes follow that belong to no container, so many up to here.
    case astray([UInt8])
  }

  private enum Step: Sendable {
    /// The byte that makes an odd chunk even, which some writers leave out.
    case padding
    case chunk(HeaderField)
    /// Metadata; `nil` goes on to the end.
    case metadata(UInt64?)
    case header(ContainerHeader, read: [UInt8])
  }

  private var step: Step
  /// The bytes of the container that are left for chunks; `nil` when it has none or does not know.
  private var room: UInt64?
  private let demand: AudioRequirements

  /// - Parameter audio: What has come to its end.
  init(after audio: ContainerAudio, for demand: AudioRequirements) {
    self.demand = demand
    let length = audio.byteCount ?? 0
    room = audio.containerRest.flatMap { $0 >= length ? $0 - length : nil }
    switch audio.container {
    case .wave, .rf64:
      step = length.isMultiple(of: 2) ? .chunk(HeaderField(length: 8)) : .padding
    default: step = .header(ContainerHeader(for: demand), read: [])
    }
  }

  /// - Parameter demand: What is expected of the header whose first bytes come next.
  init(headerFor demand: AudioRequirements) {
    self.demand = demand
    step = .header(ContainerHeader(for: demand), read: [])
  }

  /// Takes the next bytes off the front of `rest`.
  mutating func read(_ rest: inout Slice<UnsafeRawBufferPointer>) -> Finding {
    while !rest.isEmpty {
      switch step {
      case .padding:
        if rest.first == 0 { skip(1, of: &rest) }
        step = .chunk(HeaderField(length: 8))
      case .chunk(var field):
        let isComplete = field.fill(from: &rest)
        step = .chunk(field)
        if isComplete, let finding = begin(field) { return finding }
      case .metadata(let length):
        let skipped = min(length ?? .max, UInt64(rest.count))
        skip(skipped, of: &rest)
        step =
          length == skipped
          ? .chunk(HeaderField(length: 8)) : .metadata(length.map { $0 - skipped })
      case .header(let header, let read):
        let piece = UnsafeRawBufferPointer(rebasing: rest)
        if let finding = go(on: header, after: read, with: piece, leaving: &rest) { return finding }
      }
    }
    return .more
  }

  /// What is to be said of an input that ends here.
  mutating func finish() -> Finding {
    switch step {
    case .padding, .metadata: return .more
    case .chunk(let field): return field.bytes.isEmpty ? .more : .astray(field.bytes)
    case .header(var header, let read):
      switch header.finish() {
      case .raw, .refused(.unread(.text)): return read.isEmpty ? .more : .astray(read)
      case .refused(let refusal): return .refused(refusal)
      default: return .more
      }
    }
  }

  // MARK: Chunks

  /// ID3v1 and APE tags, which some writers put at the end without a chunk around them.
  private static let unbounded = ["TAG", "APETAGEX"]

  /// The chunks that hold metadata, though the lengths contradict each other.
  private static let known = Set([
    "LIST", "id3 ", "ID3 ", "bext", "cue ", "fact", "smpl", "inst", "iXML", "axml", "JUNK", "junk",
    "PAD ", "FLLR", "PEAK", "plst", "note", "labl", "afsp", "_PMX", "minf", "elm1", "regn", "umid",
    "DISP", "acid", "strc", "cart", "chna", "levl", "ubxt", "aXML", "MD5 ",
  ])

  /// Whether eight bytes begin a chunk that holds something else than audio.
  ///
  /// - Parameter room: The bytes of the container from here on; `nil` when that is unknown.
  static func isMetadata(_ header: HeaderField, within room: UInt64?) -> Bool {
    if known.contains(header.text(at: 0)) { return true }
    let length: UInt32 = header.littleEndian(at: 4)
    let isName = header.bytes.prefix(4).allSatisfy { (0x20...0x7E).contains($0) }
    return isName && UInt64(length) + 8 <= room ?? 0
  }

  private mutating func begin(_ field: HeaderField) -> Finding? {
    if Self.unbounded.contains(where: { field.bytes.starts(with: $0.utf8) }) {
      step = .metadata(nil)
      return nil
    }
    if Self.isMetadata(field, within: room) {
      let length: UInt32 = field.littleEndian(at: 4)
      let padded = UInt64(length) + UInt64(length & 1)
      room = room.flatMap { $0 >= padded + 8 ? $0 - padded - 8 : nil }
      step = .metadata(padded)
      return nil
    }
    return field.bytes.withUnsafeBytes { bytes in
      var none = bytes[bytes.endIndex...]
      return go(on: ContainerHeader(for: demand), after: [], with: bytes, leaving: &none)
    }
  }

  // MARK: Another container

  private mutating func go(
    on header: ContainerHeader, after read: [UInt8], with piece: UnsafeRawBufferPointer,
    leaving rest: inout Slice<UnsafeRawBufferPointer>
  ) -> Finding? {
    var header = header
    let finding = header.read(piece)
    let end = rest.endIndex
    switch finding {
    case .undecided, .header:
      rest = rest[end...]
      step = .header(header, read: finding == .undecided ? read + piece : read)
      return nil
    case .audio(let audio, let start):
      rest = rest.dropFirst(start)
      return .audio(audio)
    case .raw, .refused(.unread(.text)):
      rest = rest[end...]
      return .astray(read + piece)
    case .refused(let refusal):
      rest = rest[end...]
      return .refused(refusal)
    }
  }

  private func skip(_ count: UInt64, of rest: inout Slice<UnsafeRawBufferPointer>) {
    rest = rest.dropFirst(Int(count))
  }
}
