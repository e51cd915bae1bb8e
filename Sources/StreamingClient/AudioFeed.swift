import AudioInput
import Glibc
import ToolSupport

/// Sound on its way from a blocking descriptor to an event loop: a thread reads, a short queue holds
/// what the loop has not asked for yet, and a full queue stops the reading.
final class AudioFeed: Sendable {
  enum Item: Sendable {
    case audio([UInt8], isLive: Bool)
    case end
    case failed(Failure)
  }

  private let queue = BoundedQueue<Item>(capacity: 4)

  /// Starts reading; `first` is sound that was read already.
  ///
  /// - Parameter arrived: Called on the reading thread when the queue is no longer empty.
  func start(_ reader: AudioReader, first: [UInt8], arrived: @escaping @Sendable () -> Void) {
    queue.push(.audio(first, isLive: false))
    arrived()
    Thread.start { [self, reader] in
      var reader = reader
      read(&reader, arrived: arrived)
    }
  }

  func next() -> Item? { queue.popNow() }

  private func read(_ reader: inout AudioReader, arrived: () -> Void) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)
    defer { buffer.deallocate() }
    var tempo = SourceTempo()
    while true {
      let item: Item
      let asked = ContinuousClock.now
      do throws(Failure) {
        let count = try reader.read(into: buffer)
        tempo.note(waited: .now - asked)
        item = count == 0 ? .end : .audio(Array(buffer[..<count]), isLive: tempo.isLive)
      } catch {
        item = .failed(error)
      }
      if queue.push(item) { arrived() }
      guard case .audio = item else { return }
    }
  }
}
