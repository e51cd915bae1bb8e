import AAIProtocol
import ToolSupport

/// What is wrong with the lines read: each malformed one is named, each kind of unusable event once.
struct Complaints {
  private(set) var malformedLines = 0
  private let diagnostics: Diagnostics
  private var input: String?
  private var unusable: [UnusableEvent] = []

  init(_ diagnostics: Diagnostics) {
    self.diagnostics = diagnostics
  }

  mutating func begin(input: String?) { self.input = input }

  mutating func malformed(line: Int, _ reason: String) {
    malformedLines += 1
    diagnostics.warning("\(place(line)): not JSON, skipped: \(reason)")
  }

  mutating func unusable(_ event: UnusableEvent, line: Int) {
    guard !unusable.contains(event) else { return }
    unusable.append(event)
    diagnostics.warning("\(place(line)): \(event.type) without a usable \(event.field), ignored")
  }

  private func place(_ line: Int) -> String {
    input.map { "\($0): line \(line)" } ?? "line \(line)"
  }
}
