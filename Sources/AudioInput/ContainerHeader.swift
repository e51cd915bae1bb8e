/// Tells, from the first bytes of a stream in pieces of any size, whether they are bare samples or
/// a container, and where in a container the audio begins.
///
/// Bare samples are recognised after at most twelve bytes, but for those that begin as a frame of a
/// compressed stream or as text does, which takes as long as they go on so. Chunks before the audio
/// may be of any size and are never held in memory.
public struct ContainerHeader: Sendable {
  public enum Finding: Sendable, Equatable {
    /// These bytes may yet be audio: keep them, and bring more.
    case undecided
    /// These bytes were header: drop them, and bring more.
    case header
    /// No container: every byte since the first is audio.
    case raw
    /// The audio begins at byte `at` of those given last, or after them when that is their count.
    case audio(ContainerAudio, at: Int)
    case refused(ContainerRefusal)
  }

  private enum State: Sendable {
    case sniffing([UInt8])
    case riff(RIFFHeader)
    case au(AUHeader)
    case done(Finding)
  }

  private var state = State.sniffing([])

  private let demand: AudioRequirements

  /// - Parameter demand: Other audio is refused.
  public init(for demand: AudioRequirements = .mono16Bit) { self.demand = demand }

  /// Takes the next bytes of the stream. After a final finding it goes on answering the same.
  public mutating func read(_ bytes: UnsafeRawBufferPointer) -> Finding {
    let finding: Finding
    switch state {
    case .sniffing(let first):
      return sniff(first, bytes)
    case .riff(var header):
      finding = header.read(bytes)
      state = .riff(header)
    case .au(var header):
      finding = header.read(bytes)
      state = .au(header)
    case .done(let finding):
      return finding
    }
    if finding != .header { state = .done(finding) }
    return finding
  }

  /// Answers what an input is that ends here.
  public mutating func finish() -> Finding {
    switch state {
    case .sniffing(let first):
      state = .done(TextSniff.isText(first) ? .refused(.unread(.text)) : .raw)
    case .riff(let header): state = .done(header.finish())
    case .au(let header): state = .done(header.finish())
    case .done: break
    }
    guard case .done(let finding) = state else { return .raw }
    return finding
  }

  private mutating func sniff(_ first: [UInt8], _ bytes: UnsafeRawBufferPointer) -> Finding {
    var first = first
    let held = first.count
    first += bytes.prefix(Self.longestSniff - held)
    let verdict = Self.container(of: first)
    guard case .known(let container, let length) = verdict else {
      if verdict == .undecided {
        state = .sniffing(first)
        return .undecided
      }
      state = .done(.raw)
      return .raw
    }
    switch container {
    case .wave, .rf64: state = .riff(RIFFHeader(container, first, for: demand))
    case .au, .reversedAU: state = .au(AUHeader(container, for: demand))
    default: state = .done(.refused(.unread(container)))
    }
    // The signature itself is read; what follows it in this piece is the header's.
    let rest = max(0, length - held)
    let finding = read(UnsafeRawBufferPointer(rebasing: bytes.dropFirst(rest)))
    guard case .audio(let audio, let at) = finding else { return finding }
    return .audio(audio, at: at + rest)
  }

  // MARK: The first bytes

  private enum Verdict: Equatable {
    case undecided
    case none
    case known(Container, length: Int)
  }

  /// An AC-3 frame of 640 kbit/s at 32 kHz, the longest of any, and the header of the next.
  private static let longestSniff = 4100

  private static func container(of first: [UInt8]) -> Verdict {
    var undecided = first.isEmpty
    for signature in FileSignature.all {
      switch signature.match(first) {
      case .yes: return .known(signature.container, length: signature.length)
      case .perhaps: undecided = true
      case .no: break
      }
    }
    if undecided { return .undecided }
    switch frames(of: first) {
    case .none: break
    case let verdict: return verdict
    }
    guard TextSniff.canBegin(first) else { return .none }
    guard first.count >= TextSniff.enough else { return .undecided }
    return TextSniff.isText(Array(first.prefix(TextSniff.enough)))
      ? .known(.text, length: 0) : .none
  }

  private static func frames(of first: [UInt8]) -> Verdict {
    guard FrameSync.mayBegin(with: first) else { return .none }
    guard first.count >= 6 else { return .undecided }
    guard let (container, needed) = FrameSync.container(of: first) else { return .none }
    guard first.count >= needed else { return .undecided }
    return FrameSync.repeats(first, container, needed: needed)
      ? .known(container, length: 0) : .none
  }
}
