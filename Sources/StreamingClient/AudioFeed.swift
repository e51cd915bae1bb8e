import AAIProtocol
import AudioInput
import Glibc
import ToolSupport
import WebSocketTransport

/// Reads audio on the event loop while somebody wants it; what is not wanted waits in the pipe.
final class AudioFeed {
  enum Item {
    case audio([UInt8], isLive: Bool)
    case end
    case failed(Failure)
  }

  /// How long a source has to end once it brings no more audio.
  private static let patience = Duration.seconds(1)

  private let loop: EventLoop
  private let deliver: (Item) -> Void
  private let input: StandardInput
  private var reader: AudioReader
  private var tempo = SourceRate()
  private var watch: Watch?
  private var timer: Timer?
  /// Since when audio has been waited for.
  private var asked = MonotonicClock.now
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
  /// What may still be read after the cut.
  private var allowance: Int?

  /// - Parameters:
  ///   - reader: The audio, opened.
  ///   - deliver: Given each item as it is read; the end or a failure is the last.
  init(_ reader: AudioReader, on loop: EventLoop, _ deliver: @escaping (Item) -> Void) {
    self.reader = reader
    self.loop = loop
    self.deliver = deliver
    input = StandardInput(descriptor: reader.descriptor)
    watch = loop.watch(reader.descriptor, for: []) { [unowned self] in read() }
    // What came with the header may have told already.
    loop.schedule(after: .zero) { [weak self] in self?.noteWhatFollows() }
  }

  deinit {
    close()
    buffer.deallocate()
  }

  /// Starts, stops and resumes reading.
  func setWanted(_ isWanted: Bool) {
    guard let watch, isWanted == watch.interest.isEmpty else { return }
    watch.interest = isWanted ? .reading : []
    asked = MonotonicClock.now
  }

  /// Ends the audio at `moment`, if it has not come to an end by then.
  func cut(at moment: Duration) {
    guard watch != nil, timer == nil else { return }
    timer = loop.schedule(at: moment) { [unowned self] in
      allowance = Cutoff.backlog(of: reader.descriptor)
      if allowance == 0 { end() }
    }
  }

  private func read() {
    let room = UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(allowance ?? buffer.count))
    do throws(SystemError) {
      let count = try input.read(into: room)
      guard count > 0 else { return end() }
      allowance? -= count
      let now = MonotonicClock.now
      tempo.note(waited: now - asked)
      asked = now
      let audio = reader.unwrap(Array(room[..<count]))
      if !audio.isEmpty { deliver(.audio(audio, isLive: tempo.isLive)) }
      noteWhatFollows()
      if allowance == 0 { end() }
    } catch {
      finish(.failed(reader.unreadable(error)))
    }
  }

  /// Ends an input that brings no more audio: a session without any is paid for all the same.
  private func noteWhatFollows() {
    if let failure = reader.failure { return finish(.failed(failure)) }
    if reader.isAstray { cut(at: MonotonicClock.now + Self.patience) }
  }

  private func end() {
    let rest = reader.finish()
    if !rest.isEmpty { deliver(.audio(rest, isLive: tempo.isLive)) }
    finish(reader.failure.map { .failed($0) } ?? .end)
  }

  private func finish(_ item: Item) {
    guard watch != nil else { return }
    close()
    deliver(item)
  }

  private func close() {
    watch?.cancel()
    watch = nil
    timer?.cancel()
  }
}
