import Testing

@testable import aai_recognize

@Suite("endpointer")
struct EndpointerTests {
  private let patience = Endpointer.Patience(
    complete: .milliseconds(200), any: .milliseconds(500))

  /// The states after `count` frames each of voice or silence.
  private func states(_ runs: [(voice: Bool, count: Int)]) -> [Endpointer.State] {
    var endpointer = Endpointer(patience)
    return runs.flatMap { run in
      (0..<run.count).map { _ in
        endpointer.take(isVoice: run.voice)
        return endpointer.state
      }
    }
  }

  @Test("a click is no turn, four frames of voice are")
  func onset() {
    #expect(Set(states([(true, 3), (false, 100)])) == [.idle])
    #expect(states([(true, 4)]) == [.idle, .idle, .idle, .speaking])
  }

  @Test("silence first allows the end of a turn, then makes it")
  func silence() {
    let states = states([(true, 50), (false, 50)])
    #expect(states[..<69].dropFirst(3).allSatisfy { $0 == .speaking })
    #expect(states[69..<99].allSatisfy { $0 == .mayEnd })
    #expect(states[99] == .mustEnd)
  }

  @Test("voice starts the silence anew, a crackle does not")
  func crackle() {
    let spoken = states([(true, 50), (false, 30), (true, 10), (false, 19)])
    #expect(spoken.last == .speaking)
    let crackled = states([(true, 50), (false, 25), (true, 1), (false, 24)])
    #expect(crackled.last == .mustEnd)
  }

  @Test("a long turn ends at the first short pause, and after a minute in any case")
  func long() {
    #expect(states([(true, 4600), (false, 10)]).last == .mustEnd)
    let endless = states([(true, 6100)])
    #expect(endless.firstIndex(of: .mustEnd) == 6002)
  }
}
