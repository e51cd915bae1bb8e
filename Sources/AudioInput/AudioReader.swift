public import AAIProtocol
import Glibc
public import ToolSupport

/// Sound from a descriptor as bytes in a known format, whatever container it came in.
///
/// Every call may wait, so a reader sits on a thread of its own or on a main thread that has
/// nothing else to do.
public struct AudioReader: Sendable {
  private let input: StandardInput
  private let declared: DeclaredFormat
  private let cutoff: Cutoff?
  private let wording: InputWording

  /// Bytes read while looking for the header, from `pendingStart` on.
  private var pending: [UInt8] = []
  private var pendingStart = 0
  private var sound: ContainedSound?
  private var remaining: UInt64 = .max
  /// What may still be read after the cut.
  private var allowance: Int?
  /// The first half of a sample whose second half was not read yet.
  private var half: UInt8?
  private var ended = false

  /// - Parameters:
  ///   - file: A path, or `-` for stdin.
  ///   - program: Named in the command that a refusal suggests.
  ///   - cutoff: Ends the input early when it strikes.
  public init(
    _ file: String, declared: DeclaredFormat, program: String, cutoff: Cutoff? = nil
  ) throws(Failure) {
    input = try StandardInput.open(file)
    wording = InputWording(file: file == "-" ? nil : file, program: program)
    self.declared = declared
    self.cutoff = cutoff
    if input.isTerminal { throw wording.terminal }
    widenPipe(input.descriptor)
  }

  /// The container the sound came in; `nil` for raw sound. Known after `open()`.
  public var container: Container? { sound?.container }

  /// Reads as far as it takes to know the format.
  ///
  /// - Throws: Status 65 for a container that cannot be read or that contradicts what was declared.
  public mutating func open() throws(Failure) -> AudioFormat {
    var header = ContainerHeader()
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
        return declared.rawFormat
      case .sound(let sound, let start):
        if let option = declared.contradiction(to: sound.format) {
          throw wording.contradiction(option, sound, declared)
        }
        pending = Array(piece[start...])
        remaining = sound.byteCount ?? .max
        self.sound = sound
        return sound.format
      case .refused(.unread(let container)) where declared.wants(container):
        pending += piece
        return declared.rawFormat
      case .refused(let refusal):
        throw wording.refused(refusal, declared)
      }
    }
  }

  /// What a program says that cannot use the sound it found.
  ///
  /// - Parameters:
  ///   - found: What is wrong with it, as in `a rate of 44100 Hz`.
  ///   - needed: What would be right.
  public func refusal(_ found: String, needed: String) -> Failure {
    wording.refused(.unsuited(container ?? .wave, found: found), declared, needed: needed)
  }

  /// Reads sound, at most `buffer` full; 0 is its end.
  public mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
    guard sound?.isBigEndian == true else { return try readAsIs(buffer) }
    while true {
      var filled = 0
      if let half {
        buffer[0] = half
        filled = 1
      }
      let count = try readAsIs(UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
      if count == 0 {
        // Half a sample that will never be whole is handed on, so that it is noticed.
        half = nil
        return filled
      }
      filled += count
      half = filled % 2 == 0 ? nil : buffer[filled - 1]
      guard filled > 1 else { continue }
      Self.swapBytes(UnsafeMutableRawBufferPointer(rebasing: buffer[..<(filled & ~1)]))
      return filled & ~1
    }
  }

  /// Reads what is in the container, without what comes after the sound.
  private mutating func readAsIs(_ buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
    let wanted = Int(min(remaining, UInt64(buffer.count)))
    guard wanted > 0 else {
      return 0
    }
    let room = UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted])
    let count: Int
    if pendingStart < pending.count {
      count = min(wanted, pending.count - pendingStart)
      room.copyBytes(from: pending[pendingStart..<pendingStart + count])
      pendingStart += count
      if pendingStart == pending.count { (pending, pendingStart) = ([], 0) }
    } else {
      count = try fill(room)
    }
    if remaining != .max { remaining -= UInt64(count) }
    return count
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

  private static func swapBytes(_ bytes: UnsafeMutableRawBufferPointer) {
    bytes.withMemoryRebound(to: UInt16.self) { samples in
      for index in samples.indices { samples[index] = samples[index].byteSwapped }
    }
  }
}
