import Glibc

/// Tells frames of speech from frames of background, by their loudness over the background's.
struct VoiceDetector {
  /// Samples of a frame: 10 ms.
  static let frameSize = Samples.rate / 100

  /// In dB over the background.
  private static let margin: Float = 9
  /// In dB over one step of the converter: quieter than any microphone's own noise.
  private static let quietest: Float = 22
  /// What the background is taken for until enough has been heard of it, so that speech from the
  /// first sample on is not the measure of itself.
  private static let loudestFirstBackground: Float = 32
  private static let bucketLength = 30
  private static let bucketCount = 10

  private var last: Float = 0
  private var smoothed: Float?
  /// The quietest frame of each of the last 300 ms spans, the newest last.
  private var buckets: [Float] = []
  private var bucketFill = 0

  /// Takes a frame; whether somebody speaks in it.
  mutating func isVoice(_ frame: UnsafeBufferPointer<Int16>) -> Bool {
    let loudness = loudness(frame)
    let level = smoothed.map { ($0 + loudness) / 2 } ?? loudness
    smoothed = level
    note(level)
    var background = buckets.min() ?? level
    if buckets.count < Self.bucketCount {
      background = min(background, Self.loudestFirstBackground)
    }
    return loudness > max(background + Self.margin, Self.quietest)
  }

  /// In dB. Differences of neighbours stand for the audio: hum and rumble drop out.
  private mutating func loudness(_ frame: UnsafeBufferPointer<Int16>) -> Float {
    var energy: Float = 0
    for sample in frame {
      let value = Float(sample)
      let difference = value - 0.95 * last
      energy += difference * difference
      last = value
    }
    return 10 * log10f(energy / Float(frame.count) + 1)
  }

  private mutating func note(_ level: Float) {
    if buckets.isEmpty || bucketFill == Self.bucketLength {
      if buckets.count == Self.bucketCount { buckets.removeFirst() }
      buckets.append(level)
      bucketFill = 0
    }
    buckets[buckets.count - 1] = min(buckets[buckets.count - 1], level)
    bucketFill += 1
  }
}
