import AAIProtocol
import AudioInput
import ToolSupport

/// One run over one input, told as a session of the service would be.
struct Session {
  private let format: AudioFormat
  private let model: Model
  private var listener: Listener
  private let samples: Samples
  private var output = EventOutput()
  private var byteCount = 0
  private let start = ContinuousClock.now

  init(_ format: AudioFormat, model: Model, listener: Listener) {
    self.format = format
    self.model = model
    self.listener = listener
    samples = Samples(format)
  }

  /// Hears the input to its end, or until nobody reads the events any more.
  mutating func run(_ reader: inout AudioReader, _ diagnostics: Diagnostics) throws(Failure) {
    // Nothing here expires.
    try output.write(
      Begin(
        id: SessionID.random(), expiresAt: nil,
        configuration: Begin.Configuration(model: model.name, apiVersion: nil)
      ).json)
    // Whatever sizes arrive, the same sound is heard in the same steps and gives the same words.
    var chunker = Chunker(format, chunk: .milliseconds(50))
    while output.isOpen {
      let sound = try reader.read()
      if sound.isEmpty { break }
      byteCount += sound.count
      try sound.withUnsafeBufferPointer { (sound) throws(Failure) in
        try chunker.add(UnsafeRawBufferPointer(sound)) { (chunk) throws(Failure) in
          try hear(chunk)
        }
      }
    }
    let tail = chunker.finish()
    if tail.droppedByteCount > 0 {
      diagnostics.warning("the input ends with half a sample, which is left out")
    }
    try finish(tail.chunk)
    let audio = audio / .seconds(1)
    let took = (ContinuousClock.now - start) / .seconds(1)
    diagnostics.note("heard \(audio.tenths) s of sound in \(took.tenths) s")
  }

  /// What has been read so far.
  private var audio: Duration { format.duration(ofByteCount: byteCount) ?? .zero }

  private mutating func hear(_ chunk: UnsafeRawBufferPointer) throws(Failure) {
    // The rest of a large read is of no use to anybody.
    guard output.isOpen else { return }
    for turn in listener.hear(samples.convert(chunk)) { try output.write(turn.json) }
  }

  private mutating func finish(_ tail: [UInt8]) throws(Failure) {
    try tail.withUnsafeBufferPointer { (tail) throws(Failure) in
      try hear(UnsafeRawBufferPointer(tail))
    }
    if let turn = listener.finish() { try output.write(turn.json) }
    let session = ContinuousClock.now - start
    try output.write(Termination(audioDuration: audio, sessionDuration: session).json)
    try output.write(
      ToolEvent.closed(
        .init(code: 1000, reason: "", isClean: true, audio: audio, sessions: 1)
      ).json)
  }
}

extension Double {
  fileprivate var tenths: String { String((self * 10).rounded() / 10) }
}
