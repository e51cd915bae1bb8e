import AudioInput
import Glibc
import ToolSupport

/// A thread reads, for files and sockets; a short queue holds what the loop has not asked for yet,
/// and a full queue stops the reading.
final class ThreadFeed: AudioFeed, Sendable {
  private let queue = BoundedQueue<AudioFeedItem>(capacity: 4)

  /// - Parameter arrived: Called on the reading thread when the queue is no longer empty.
  init(_ reader: AudioReader, arrived: @escaping @Sendable () -> Void) {
    Thread.start { [self, reader] in
      var reader = reader
      read(&reader, arrived: arrived)
    }
  }

  func next() -> AudioFeedItem? { queue.popNow() }

  private func read(_ reader: inout AudioReader, arrived: () -> Void) {
    var tempo = SourceTempo()
    while true {
      let item: AudioFeedItem
      let asked = ContinuousClock.now
      do throws(Failure) {
        let sound = try reader.read()
        tempo.note(waited: .now - asked)
        item = sound.isEmpty ? .end : .audio(sound, isLive: tempo.isLive)
      } catch {
        item = .failed(error)
      }
      if queue.push(item) { arrived() }
      guard case .audio = item else { return }
    }
  }
}
