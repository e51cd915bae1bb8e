import AAIProtocol

/// Takes the audio out of a stream: as much as each header announces, in the byte order of the wire.
///
/// One recording may follow another of the same format, as `cat` joins them.
struct Unwrapper: Sendable {
  private enum Place: Sendable {
    /// So many bytes of audio are still to come; `nil` when nobody knows.
    case audio(UInt64?)
    /// A header that says 0 is of a recording without audio, or of a writer that did not know.
    case perhapsEmpty(HeaderField)
    case tail(ContainerTail)
    /// What comes is dropped and counted.
    case astray
  }

  /// What the stream turned out not to be.
  enum Complaint: Equatable {
    /// So many bytes of audio were announced and not brought.
    case missing(UInt64)
    /// So many bytes follow that no header announces.
    case astray(UInt64)
  }

  /// Why nothing more is taken out.
  enum Break: Equatable {
    case otherFormat(ContainerAudio)
    case refused(ContainerRefusal)
  }

  private let format: AudioFormat
  private let demand: AudioRequirements
  private var contained: ContainerAudio?
  private var place: Place
  private var seam: HeaderSearch?
  /// The beginning of a sample that was not read whole yet.
  private var partial: [UInt8] = []
  /// Bytes handed on, by which the samples of a further recording are kept whole.
  private var count = 0
  private var astrayCount: UInt64 = 0
  private var isSilent = true

  private(set) var `break`: Break?

  /// - Parameters:
  ///   - format: What the audio is.
  ///   - audio: What the header said; `nil` for raw audio.
  ///   - demand: What a further header may announce.
  init(_ format: AudioFormat, _ audio: ContainerAudio?, for demand: AudioRequirements) {
    self.format = format
    self.demand = demand
    contained = audio
    place = .audio(nil)
    if let audio { begin(audio) } else { seam = HeaderSearch(in: format) }
  }

  /// Whether nothing but what no header announces has come of late.
  var isAstray: Bool {
    if case .astray = place { `break` == nil } else { false }
  }

  private mutating func begin(_ audio: ContainerAudio) {
    contained = audio
    seam = audio.byteCount == nil ? HeaderSearch(in: format) : nil
    place = audio.isPerhapsEmpty ? .perhapsEmpty(HeaderField(length: 8)) : .audio(audio.byteCount)
  }

  // MARK: Reading

  /// The audio in the bytes that were read next.
  mutating func unwrap(_ bytes: [UInt8]) -> [UInt8] {
    if case .audio(nil) = place, contained?.isBigEndian != true, seam?.isIdle(in: bytes) ?? true {
      count += bytes.count
      return bytes
    }
    var audio: [UInt8] = []
    bytes.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty, `break` == nil { read(&rest, into: &audio) }
    }
    return audio
  }

  private mutating func read(
    _ rest: inout Slice<UnsafeRawBufferPointer>, into audio: inout [UInt8]
  ) {
    switch place {
    case .audio(nil):
      guard let found = seam?.search(&rest) else {
        audio += turned(rest)
        rest = rest[rest.endIndex...]
        return
      }
      audio += turned(found.audio[...])
      if let header = found.header { follow(ContainerTail(headerFor: demand), header, &audio) }
    case .audio(let remaining?):
      let taken = rest.prefix(Int(clamping: remaining))
      rest = rest[taken.endIndex...]
      audio += turned(taken)
      let left = remaining - UInt64(taken.count)
      place = .audio(left)
      if left == 0, let contained { place = .tail(ContainerTail(after: contained, for: demand)) }
    case .perhapsEmpty(var field):
      guard field.fill(from: &rest) else {
        place = .perhapsEmpty(field)
        return
      }
      settle(field, into: &audio)
    case .tail(var tail):
      let finding = tail.read(&rest)
      place = .tail(tail)
      take(finding, &audio)
    case .astray:
      note(astray: rest)
      rest = rest[rest.endIndex...]
    }
  }

  /// Decides what eight bytes are that follow a length of zero.
  private mutating func settle(_ field: HeaderField, into audio: inout [UInt8]) {
    guard let contained, ContainerTail.isMetadata(field, within: contained.containerRest) else {
      place = .audio(nil)
      audio += unwrap(field.bytes)
      return
    }
    follow(ContainerTail(after: contained, for: demand), field.bytes, &audio)
  }

  private mutating func follow(
    _ tail: ContainerTail, _ first: [UInt8], _ audio: inout [UInt8]
  ) {
    place = .tail(tail)
    audio += unwrap(first)
  }

  private mutating func take(_ finding: ContainerTail.Finding, _ audio: inout [UInt8]) {
    switch finding {
    case .more: break
    case .audio(let further):
      guard further.format == format else {
        `break` = .otherFormat(further)
        return
      }
      audio += completion()
      begin(further)
    case .refused(let refusal): `break` = .refused(refusal)
    case .astray(let bytes):
      place = .astray
      bytes.withUnsafeBytes { note(astray: $0[...]) }
    }
  }

  private mutating func note(astray bytes: Slice<UnsafeRawBufferPointer>) {
    astrayCount += UInt64(bytes.count)
    isSilent = isSilent && bytes.allSatisfy { $0 == 0 }
  }

  // MARK: Samples

  /// Bytes with the low one first, in whole samples where that takes turning them round.
  private mutating func turned(_ bytes: some Collection<UInt8>) -> [UInt8] {
    guard let width = format.encoding.bytesPerSample, contained?.isBigEndian == true else {
      count += bytes.count
      return Array(bytes)
    }
    var samples = partial + bytes
    let whole = samples.count / width * width
    partial = Array(samples[whole...])
    samples.removeLast(partial.count)
    for start in stride(from: 0, to: whole, by: width) {
      samples[start..<start + width].reverse()
    }
    count += whole
    return samples
  }

  /// What makes a whole sample of the last one, which its recording cut off.
  private mutating func completion() -> [UInt8] {
    partial = []
    guard let size = format.bytesPerSample, !count.isMultiple(of: size) else { return [] }
    let missing = [UInt8](repeating: 0, count: size - count % size)
    count += missing.count
    return missing
  }

  // MARK: The end

  /// What is left at the end: half a sample is handed on, so that it is noticed.
  mutating func finish() -> [UInt8] {
    defer { partial = [] }
    guard `break` == nil else { return partial }
    switch place {
    case .audio(nil): return turned((seam?.finish() ?? [])[...]) + partial
    case .perhapsEmpty(let field):
      place = .audio(nil)
      return turned(field.bytes) + partial
    case .tail(var tail):
      var none: [UInt8] = []
      take(tail.finish(), &none)
      return []
    case .audio, .astray: return partial
    }
  }

  /// What is to be said once the stream has come to its end.
  var complaint: Complaint? {
    if `break` != nil { return nil }
    return switch place {
    case .audio(let remaining?) where remaining > 0: .missing(remaining)
    case .astray where !isSilent: .astray(astrayCount)
    default: nil
    }
  }
}
