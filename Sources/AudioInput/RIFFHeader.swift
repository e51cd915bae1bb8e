import AAIProtocol

/// Walks the chunks of a WAV or RF64 stream up to its sound (EBU Tech 3306, Microsoft RIFFNEW).
struct RIFFHeader: Sendable {
  private enum Step: Sendable {
    case chunkHeader(HeaderField)
    case format(HeaderField, rest: UInt64)
    /// ds64, which holds the lengths that 32 bits cannot.
    case lengths(HeaderField, rest: UInt64)
    case skip(UInt64)
  }

  private let container: Container
  private let demand: SoundDemand
  private var step = Step.chunkHeader(HeaderField(length: 8))
  private var format: AudioFormat?
  private var longDataLength: UInt64?

  /// - Parameter container: `.wave` or `.rf64`; the twelve bytes that told it are read already.
  init(_ container: Container, for demand: SoundDemand) {
    self.container = container
    self.demand = demand
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
    .refused(.damaged(container, "it ends before its sound begins"))
  }

  private mutating func begin(_ header: HeaderField, at offset: Int) -> ContainerHeader.Finding? {
    let length: UInt32 = header.littleEndian(at: 4)
    // Chunks begin at even offsets; the pad byte is not counted.
    let padded = UInt64(length) + UInt64(length & 1)
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
      let sound = ContainedSound(
        container: container, format: format, byteCount: dataLength(length))
      return .sound(sound, at: offset)
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
    switch length {
    case 0, 0x7FFF_0000...0x8000_0000, 0xFFFF_0000...: return nil
    default: return UInt64(length)
    }
  }
}
