public import AAIProtocol
import Glibc
public import ToolSupport

/// Audio from a descriptor as bytes in a known format, whatever container it came in.
///
/// Every call may wait, so a reader sits on a thread of its own or on a main thread that has
/// nothing else to do.
public struct AudioReader: Sendable {
  private let input: StandardInput
  private let declared: DeclaredFormat
  /// Ends the input early when it strikes.
  public let cutoff: Cutoff?
  private let demand: AudioRequirements
  private let wording: InputWording
  private let diagnostics: Diagnostics

  /// Bytes read while looking for the header that belong to the audio, from `pendingStart` on.
  private var pending: [UInt8] = []
  private var pendingStart = 0
  private var audio: ContainerAudio?
  private var format: AudioFormat
  private var unwrapper: Unwrapper
  /// `nil` once it is known what raw audio is.
  private var look: MidstreamLook?
  /// What may still be read after the cut.
  private var allowance: Int?
  private var ended = false

  /// - Parameters:
  ///   - file: A path, or `-` for stdin.
  ///   - demand: What the program can use.
  ///   - cutoff: Ends the input early when it strikes.
  ///   - diagnostics: Told what is wrong with the input, though it can be used.
  public init(
    _ file: String, declared: DeclaredFormat, demand: AudioRequirements = .mono16Bit,
    cutoff: Cutoff? = nil, _ diagnostics: Diagnostics
  ) throws(Failure) {
    self.demand = demand
    self.diagnostics = diagnostics
    input = try StandardInput.open(file)
    wording = InputWording(file: file == "-" ? nil : file, program: diagnostics.program)
    self.declared = declared
    format = declared.rawFormat
    unwrapper = Unwrapper(format, nil, for: demand)
    self.cutoff = cutoff
    if input.isTerminal { throw wording.terminal }
    widenPipe(input.descriptor)
  }

  /// The container the audio came in; `nil` for raw audio. Known after `open()`.
  public var container: Container? { audio?.container }

  /// Reads as far as it takes to know the format.
  ///
  /// - Throws: Status 65 for a container that cannot be read or that contradicts what was declared.
  public mutating func open() throws(Failure) -> AudioFormat {
    var header = ContainerHeader(for: demand)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 8)
    defer { buffer.deallocate() }
    while true {
      let count = try fill(buffer)
      let piece = UnsafeRawBufferPointer(rebasing: buffer[..<count])
      switch count == 0 ? header.finish() : header.read(piece) {
      case .undecided:
        pending += piece
      case .header:
        pending = []
      case .raw:
        pending += piece
        try lookClosely(at: pending)
        return declared.rawFormat
      case .audio(let audio, let start):
        if let option = declared.contradiction(to: audio.format) {
          throw wording.contradiction(option, audio, declared)
        }
        pending = Array(piece[start...])
        format = audio.format
        unwrapper = Unwrapper(format, audio, for: demand)
        self.audio = audio
        return format
      case .refused(.unread(let container)) where declared.wants(container):
        pending += piece
        if container == .ogg { try requireOpus(buffer) }
        return declared.rawFormat
      case .refused(let refusal):
        throw wording.refused(refusal, declared, needed: demand.words)
      }
    }
  }

  /// Refuses raw audio whose first piece is part of something else.
  private mutating func lookClosely(at first: [UInt8]) throws(Failure) {
    look = MidstreamLook(in: format)
    let isEnough = look?.add(first) ?? true
    if let container = look?.container {
      throw wording.refused(.unread(container), declared, needed: demand.words)
    }
    if isEnough { look = nil }
  }

  /// Warns of raw audio that turns out to be part of something else, once it is on its way.
  ///
  /// - Parameter bytes: What was read next; none at the end.
  private mutating func lookOn(at bytes: [UInt8]) {
    guard look != nil, look?.add(bytes) == true || bytes.isEmpty else { return }
    if let container = look?.container { diagnostics.warning(wording.doubt(container)) }
    look = nil
  }

  /// Reads as far as it takes to know that an Ogg file holds Opus.
  private mutating func requireOpus(_ buffer: UnsafeMutableRawBufferPointer) throws(Failure) {
    var content = OggContent(pending)
    while content == nil {
      let count = try fill(buffer)
      if count == 0 { return }
      pending += buffer[..<count]
      content = OggContent(pending)
    }
    guard case .other(let name) = content else { return }
    throw wording.refused(.unsuited(.ogg, found: name), declared, needed: "Opus")
  }

  /// What a program says that cannot use the audio it found.
  ///
  /// - Parameters:
  ///   - found: What is wrong with it, as in `a rate of 44100 Hz`.
  ///   - needed: What would be right.
  public func refusal(_ found: String, needed: String) -> Failure {
    wording.refused(.unsuited(container ?? .wave, found: found), declared, needed: needed)
  }

  /// Reads the next stretch of audio, waiting for it; empty at its end.
  ///
  /// - Parameter limit: Bytes to read at most.
  /// - Throws: Status 65 for a further recording that cannot be used, once what comes before it is
  ///   read.
  public mutating func read(upTo limit: Int = 65_536) throws(Failure) -> [UInt8] {
    while true {
      if let failure { throw failure }
      let bytes = try readAsIs(upTo: limit)
      let audio = bytes.isEmpty ? finish() : unwrapper.unwrap(bytes)
      if !audio.isEmpty || bytes.isEmpty && failure == nil { return audio }
    }
  }

  /// Reads the first stretch of audio, with all of it that came along with the header.
  public mutating func readFirst() throws(Failure) -> [UInt8] {
    try read(upTo: max(pending.count, 65_536))
  }

  /// The audio in the next bytes of `descriptor`, read by somebody else after `readFirst()`.
  public mutating func unwrap(_ bytes: [UInt8]) -> [UInt8] {
    lookOn(at: bytes)
    return unwrapper.unwrap(bytes)
  }

  /// What is still to be handed on when `descriptor` has come to its end.
  public mutating func finish() -> [UInt8] {
    lookOn(at: [])
    let rest = unwrapper.finish()
    // After a polite stop, what is missing is what the user did not want.
    if let complaint = unwrapper.complaint, cutoff?.moment == nil {
      diagnostics.warning(wording.complaint(complaint, format))
    }
    return rest
  }

  /// Why nothing more of the input is used: another recording follows, of another kind.
  public var failure: Failure? {
    unwrapper.break.map { wording.further($0, after: format, needed: demand.words) }
  }

  /// Whether what comes is no audio by any header, and only counted.
  public var isAstray: Bool { unwrapper.isAstray }

  public var descriptor: CInt { input.descriptor }

  /// What a program says when `descriptor` cannot be read.
  public func unreadable(_ error: SystemError) -> Failure { wording.unreadable(error) }

  private mutating func readAsIs(upTo limit: Int) throws(Failure) -> [UInt8] {
    guard pendingStart == pending.count else {
      let end = min(pending.count, pendingStart + limit)
      defer {
        pendingStart = end
        if end == pending.count { (pending, pendingStart) = ([], 0) }
      }
      return Array(pending[pendingStart..<end])
    }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: limit, alignment: 16)
    defer { buffer.deallocate() }
    let bytes = Array(buffer[..<(try fill(buffer))])
    lookOn(at: bytes)
    return bytes
  }

  private mutating func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
    if ended { return 0 }
    var room = buffer
    if let cutoff, allowance == nil, !cutoff.waitToRead(input.descriptor) {
      allowance = Cutoff.backlog(of: input.descriptor)
    }
    if let allowance {
      room = UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(allowance))
    }
    do throws(SystemError) {
      let count = room.isEmpty ? 0 : try input.read(into: room)
      allowance? -= count
      ended = count == 0
      return count
    } catch {
      throw wording.unreadable(error)
    }
  }
}
