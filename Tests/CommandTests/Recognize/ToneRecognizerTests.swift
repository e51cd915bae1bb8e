import AAIProtocol
import Glibc
import TestKit
import Testing

/// What the recogniser of the reconnection tests must do for those tests to mean anything.
@Suite("tone-recognizer")
struct ToneRecognizerTests {
  private func finals(_ bytes: some Collection<UInt8> & Sendable) async throws -> [Turn] {
    let run = try await Program.run("tone-recognizer", input: bytes)
    #expect(run.status == 0)
    return try run.output.split(separator: "\n").compactMap {
      guard case .server(.turn(let turn)) = try EventLine(parsing: $0.utf8), turn.isFinal else {
        return nil
      }
      return turn
    }
  }

  private func words(_ bytes: some Collection<UInt8> & Sendable) async throws -> [String] {
    try await finals(bytes).flatMap { $0.words.map(\.text) }
  }

  @Test("hears every word, in its turn, at its time")
  func whole() async throws {
    let speech = ToneSpeech(turns: 6)
    let turns = try await finals(speech.bytes)
    #expect(turns.map(\.transcript) == speech.transcripts)
    #expect(turns.map(\.order) == [0, 1, 2, 3, 4, 5])
    #expect(speech.transcripts.first == "w0001 w0002 w0003 w0004 w0005")
    #expect(turns[0].words[1].start == AudioTime(milliseconds: 210))
    #expect(turns[0].words[1].end == AudioTime(milliseconds: 390))
    // After five words and 400 ms.
    #expect(turns[1].words[0].start == AudioTime(milliseconds: 1410))
  }

  @Test("ends a turn while its input goes on, and tells it word by word before")
  func live() async throws {
    let program = try Program("tone-recognizer")
    program.input?.write(ToneSpeech(turns: 1).bytes)
    try await program.output.wait(until: #""end_of_turn":true"#)
    #expect(program.output.text.contains(#""transcript":"w0001 w0002","#))
    program.input?.close()
    #expect(try await program.wait() == 0)
  }

  @Test("a stream that begins anywhere gives the words that are whole, and none that is not")
  func anyStart() async throws {
    let speech = ToneSpeech(turns: 2, lengths: [3, 2])
    // Words begin every 6400 bytes; 318 divides neither them nor a tone.
    for start in stride(from: 0, to: 4 * 6400, by: 318) {
      let heard = try await words(speech.bytes[start...])
      let all = speech.words
      #expect(heard == Array(all.suffix(heard.count)), "from byte \(start)")
      let whole = all.count - starts(speech).count { $0 < start }
      // Of a word cut within its sync tone all the digits are there.
      #expect([whole, whole + 1].contains(heard.count), "from byte \(start)")
    }
  }

  /// Where each word's audio begins, behind its margin.
  private func starts(_ speech: ToneSpeech) -> [Int] {
    var starts: [Int] = []
    var quiet = 160
    var index = 0
    while index < speech.bytes.count {
      let sample = Int16(
        bitPattern: UInt16(speech.bytes[index]) | UInt16(speech.bytes[index + 1]) << 8)
      if abs(Int(sample)) < 1000 {
        quiet += 1
      } else {
        if quiet >= 160 { starts.append(index) }
        quiet = 0
      }
      index += 2
    }
    return starts
  }

  @Test("a piece missing from the middle takes the words it touches and no other")
  func missingPiece() async throws {
    let speech = ToneSpeech(turns: 2, lengths: [6, 6])
    for start in stride(from: 1000, to: 6400, by: 532) {
      for length in [1600, 6400, 8000] {
        let bytes = speech.bytes[..<start] + speech.bytes[(start + length)...]
        let heard = try await words(Array(bytes))
        #expect(heard == speech.words.filter(heard.contains), "\(length) bytes from \(start)")
        // Two words at most are touched by as little as this.
        #expect(heard.count >= speech.words.count - 3, "\(length) bytes from \(start)")
        #expect(heard.suffix(9) == speech.words.suffix(9), "\(length) bytes from \(start)")
      }
    }
  }

  @Test("what was said twice is heard twice, and what came out of order stays so")
  func repetition() async throws {
    let one = ToneSpeech(turns: 1, lengths: [2], first: 7).bytes
    let other = ToneSpeech(turns: 1, lengths: [1], first: 3).bytes
    #expect(try await words(one + other + one) == ["w0007", "w0008", "w0003", "w0007", "w0008"])
  }

  @Test("noise and speech are no words")
  func noise() async throws {
    var state: UInt32 = 7
    let noise = (0..<200_000).map { _ -> UInt8 in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(state >> 24)
    }
    #expect(try await words(noise) == [])
  }
}
