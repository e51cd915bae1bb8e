import AAIProtocol
import AudioInput
import ToolSupport

/// One run over one input, told as a session of the service would be.
struct Session {
  private let format: AudioFormat
  private let model: Model
  private var listener: TurnRecognizer
  private let samples: Samples
  private let events: EventWriter
  private var byteCount = 0
  private let start = ContinuousClock.now

  init(_ format: AudioFormat, model: Model, listener: TurnRecognizer, _ events: EventWriter) {
    self.format = format
    self.model = model
    self.listener = listener
    self.events = events
    samples = Samples(format)
  }

  /// Hears the input to its end, or until nobody reads the events any more.
  mutating func run(_ reader: inout AudioReader, _ diagnostics: Diagnostics) throws(Failure) {
    // Nothing here expires.
    write(
      Begin(
        id: SessionID.random(), expiresAt: nil,
        configuration: Begin.Configuration(model: model.name, apiVersion: nil)
      ).json)
    // Whatever sizes arrive, the same audio is heard in the same steps and gives the same words.
    var chunker = Chunker(format, chunk: .milliseconds(50))
    var failure: Failure?
    while !events.isAbandoned {
      let audio: [UInt8]
      do throws(Failure) {
        audio = try reader.read()
      } catch {
        failure = error
        break
      }
      if audio.isEmpty { break }
      byteCount += audio.count
      audio.withUnsafeBufferPointer { audio in
        chunker.add(UnsafeRawBufferPointer(audio)) { hear($0) }
      }
    }
    let tail = chunker.finish()
    if tail.droppedByteCount > 0 {
      diagnostics.warning("the input ends with half a sample, which is left out")
    }
    finish(tail.chunk)
    try events.finish()
    let audio = audio / .seconds(1)
    let took = (ContinuousClock.now - start) / .seconds(1)
    diagnostics.note("heard \(audio.tenths) s of audio in \(took.tenths) s")
    // What was heard up to it is finished first.
    if let failure { throw failure }
  }

  /// What has been read so far.
  private var audio: Duration { format.duration(ofByteCount: byteCount) ?? .zero }

  private mutating func hear(_ chunk: UnsafeRawBufferPointer) {
    // The rest of a large read is of no use to anybody.
    guard !events.isAbandoned else { return }
    for turn in listener.hear(samples.convert(chunk)) { write(turn.json) }
  }

  private mutating func finish(_ tail: [UInt8]) {
    tail.withUnsafeBufferPointer { hear(UnsafeRawBufferPointer($0)) }
    if let turn = listener.finish() { write(turn.json) }
    let session = ContinuousClock.now - start
    write(Termination(audioDuration: audio, sessionDuration: session).json)
    write(
      ToolEvent.closed(
        .init(code: 1000, reason: "", isClean: true, audio: audio, sessions: 1)
      ).json)
  }

  private func write(_ event: JSONValue) { events.write(Array(event.text.utf8), isPatient: true) }
}

extension Double {
  fileprivate var tenths: String { String((self * 10).rounded() / 10) }
}
