import Glibc
import TestKit

/// Finds the words of `ToneCode` in a stream of samples that may begin and end anywhere, or have
/// pieces missing: a word comes out whole or not at all.
struct ToneDetector {
  struct Find {
    var number: Int
    /// In samples from the first of the stream, without the margins.
    var start: Int
    var end: Int
  }

  private static let loud = 1000
  /// Samples of quiet that a word must follow: a tone crosses zero faster.
  private static let quiet = 16
  private static let length = ToneCode.toneCount * ToneCode.toneLength

  /// Samples not yet looked through, from `position` on.
  private var samples: [Int16] = []
  private var position = 0
  /// Quiet samples right before `position`; the stream's beginning counts as quiet.
  private var quietCount = ToneDetector.quiet
  /// The sample after the last loud one.
  private(set) var lastLoud = 0

  /// The sample up to which everything has been decided.
  var decided: Int { position }

  mutating func take(_ new: [Int16]) -> [Find] {
    samples += new
    var finds: [Find] = []
    var index = 0
    while index < samples.count {
      guard abs(Int(samples[index])) >= Self.loud else {
        quietCount += 1
        index += 1
        continue
      }
      if quietCount >= Self.quiet {
        guard samples.count - index >= Self.length else { break }
        if let number = Self.decode(samples[index..<index + Self.length]) {
          let start = position + index
          finds.append(Find(number: number, start: start, end: start + Self.length))
          index += Self.length
          lastLoud = position + index
          quietCount = 0
          continue
        }
      }
      quietCount = 0
      index += 1
      lastLoud = position + index
    }
    samples.removeFirst(index)
    position += index
    return finds
  }

  private static func decode(_ word: ArraySlice<Int16>) -> Int? {
    var bits: UInt32 = 0
    for tone in 0..<ToneCode.toneCount {
      let start = word.startIndex + tone * ToneCode.toneLength
      let window = word[start..<start + ToneCode.toneLength]
      if tone == 0 {
        guard holds(window, ToneCode.sync) else { return nil }
      } else {
        guard let digit = ToneCode.digits.firstIndex(where: { holds(window, $0) }) else {
          return nil
        }
        bits = bits << 4 | UInt32(digit)
      }
    }
    let number = UInt16(bits >> 16)
    return ToneCode.check(number) == UInt16(bits & 0xFFFF) ? Int(number) : nil
  }

  /// Whether more than half of the window's energy is in one tone (Goertzel's algorithm).
  private static func holds(_ window: ArraySlice<Int16>, _ hertz: Int) -> Bool {
    let turn = 2 * Double.pi * Double(hertz) / Double(ToneCode.sampleRate)
    let factor = 2 * cos(turn)
    var (last, before, energy) = (0.0, 0.0, 0.0)
    for sample in window {
      let value = Double(sample)
      (last, before) = (value + factor * last - before, last)
      energy += value * value
    }
    let power = last * last + before * before - factor * last * before
    // A pure tone of n samples has the power energy · n / 2.
    return power > energy * Double(window.count) / 4
  }
}
