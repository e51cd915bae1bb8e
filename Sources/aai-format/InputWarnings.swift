import AAIProtocol
import ToolSupport

/// What is wrong with the lines read: each malformed one is named, each kind of unusable event once,
/// and an input in which nothing is known.
struct InputWarnings {
  private(set) var malformedLines = 0
  private let diagnostics: Diagnostics
  private var input: String?
  private var unusable: [UnusableEvent] = []
  /// Of the input that is being read.
  private var unknownEvents = 0
  private var isKnown = false
  private var saidSpreadOut = false
  private(set) var sawNothingKnown = false

  init(_ diagnostics: Diagnostics) {
    self.diagnostics = diagnostics
  }

  mutating func begin(input: String?) {
    self.input = input
    unknownEvents = 0
    isKnown = false
  }

  /// Takes note of an event, whatever it is.
  mutating func note(_ event: EventFields) {
    guard !isKnown else { return }
    isKnown = event.isKnown
    if !isKnown { unknownEvents += 1 }
  }

  mutating func malformed(line: Int, _ reason: String) {
    malformedLines += 1
    diagnostics.warning("\(place(line)): not JSON, skipped: \(reason)")
  }

  /// A JSON text goes over several lines.
  mutating func spreadOut() {
    guard !saidSpreadOut else { return }
    saidSpreadOut = true
    diagnostics.hint("each line is to be a whole JSON text: jq -c . makes it so")
  }

  mutating func unusable(_ event: UnusableEvent, line: Int) {
    guard !unusable.contains(event) else { return }
    unusable.append(event)
    diagnostics.warning("\(place(line)): \(event.type) without a usable \(event.field), ignored")
  }

  /// The input has been read to its end.
  mutating func end() {
    guard !isKnown, unknownEvents > 0 else { return }
    sawNothingKnown = true
    let count =
      unknownEvents == 1 ? "its one event is not" : "none of its \(unknownEvents) events is"
    diagnostics.warning(
      "\(input ?? "stdin"): \(count) one of AssemblyAI's streaming v3, Gladia's live v2 or aai-tools"
    )
  }

  /// Ctrl-C has ended the reader of stdout before it got so many final turns.
  func readerLeft(before count: Int) {
    if count > 0 { diagnostics.warn(unreadTurns: count) }
  }

  private func place(_ line: Int) -> String {
    input.map { "\($0): line \(line)" } ?? "line \(line)"
  }
}
