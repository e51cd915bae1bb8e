import AAIProtocol

/// Walks the chunks of a WAV or RF64 stream up to its audio (EBU Tech 3306, Microsoft RIFFNEW).
struct RIFFHeader: Sendable {
  private enum Step: Sendable {
    case chunkHeader(HeaderField)
    case format(HeaderField, rest: UInt64)
    /// ds64, which holds the lengths that 32 bits cannot.
    case lengths(HeaderField, rest: UInt64)
    case skip(UInt64)
  }

  private let container: Container
  private let demand: AudioRequirements
  private var step = Step.chunkHeader(HeaderField(length: 8))
  private var format: AudioFormat?
  private var longDataLength: UInt64?
  /// The bytes from here to the end of the container; `nil` when it does not say.
  private var room: UInt64?

  /// - Parameters:
  ///   - container: `.wave` or `.rf64`.
  ///   - signature: The twelve bytes that told it.
  init(_ container: Container, _ signature: [UInt8], for demand: AudioRequirements) {
    self.container = container
    self.demand = demand
    let length = signature[4..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    // The name of the form counts among its bytes.
    room = Self.isPlaceholder(length) || length < 4 ? nil : length - 4
  }

  mutating func read(_ bytes: UnsafeRawBufferPointer) -> ContainerHeader.Finding {
    var rest = bytes[...]
    // A chunk of no length is a step without bytes, so the loop ends by asking for more.
    while true {
      switch step {
      case .chunkHeader(var field):
        let complete = field.fill(from: &rest)
        step = .chunkHeader(field)
        guard complete else { return .header }
        if let finding = begin(field, at: rest.startIndex - bytes.startIndex) { return finding }
      case .format(var field, let after):
        let complete = field.fill(from: &rest)
        step = .format(field, rest: after)
        guard complete else { return .header }
        switch WaveFormat.read(field, in: container, for: demand) {
        case .success(let found): format = found
        case .failure(let refusal): return .refused(refusal)
        }
        step = .skip(after)
      case .lengths(var field, let after):
        let complete = field.fill(from: &rest)
        step = .lengths(field, rest: after)
        guard complete else { return .header }
        longDataLength = field.littleEndian(at: 8)
        // Counted from the name of the form, which came before this chunk.
        let length: UInt64 = field.littleEndian(at: 0)
        let read = UInt64(12 + field.length) + after
        room = length > read ? length - read : nil
        step = .skip(after)
      case .skip(let count):
        let skipped = min(count, UInt64(rest.count))
        rest = rest.dropFirst(Int(skipped))
        step = .skip(count - skipped)
        guard skipped == count else { return .header }
        step = .chunkHeader(HeaderField(length: 8))
      }
    }
  }

  func finish() -> ContainerHeader.Finding {
    .refused(.damaged(container, "it ends before its audio begins"))
  }

  private mutating func begin(_ header: HeaderField, at offset: Int) -> ContainerHeader.Finding? {
    let length: UInt32 = header.littleEndian(at: 4)
    // Chunks begin at even offsets; the pad byte is not counted.
    let padded = UInt64(length) + UInt64(length & 1)
    room = room.flatMap { $0 >= 8 ? $0 - 8 : nil }
    defer { room = room.flatMap { $0 >= padded ? $0 - padded : nil } }
    switch header.text(at: 0) {
    case "fmt ":
      guard length >= 16 else {
        return .refused(.damaged(container, "its fmt chunk has \(length) bytes"))
      }
      let field = HeaderField(length: min(Int(length), WaveFormat.longest))
      step = .format(field, rest: padded - UInt64(field.length))
    case "ds64" where length >= 16:
      step = .lengths(HeaderField(length: 16), rest: padded - 16)
    case "data":
      guard let format else {
        return .refused(.damaged(container, "its data chunk comes before its fmt chunk"))
      }
      let audio = ContainerAudio(
        container: container, format: format, byteCount: dataLength(length), containerRest: room,
        isPerhapsEmpty: length == 0)
      return .audio(audio, at: offset)
    default:
      step = .skip(padded)
    }
    return nil
  }

  /// Writers into a pipe cannot go back to fill the length in: ffmpeg leaves all ones, sox
  /// 0x7FFFF000 and some, arecord 2 GiB, others 0.
  private func dataLength(_ length: UInt32) -> UInt64? {
    if length == .max, let long = longDataLength {
      return long == 0 || long > UInt64(Int64.max) ? nil : long
    }
    return length == 0 || Self.isPlaceholder(UInt64(length)) ? nil : UInt64(length)
  }

  private static func isPlaceholder(_ length: UInt64) -> Bool {
    switch length {
    case 0x7FFF_0000...0x8000_0000, 0xFFFF_0000...: true
    default: false
    }
  }
}
