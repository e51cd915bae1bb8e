import AAIProtocol
import ToolSupport

/// An entry of the vocabulary: `Westeros`, `Westeros:0.8`, `Westeros:0.8=westrose,westeross`.
struct VocabularyTerm {
  /// Why a text is none.
  struct Malformed: Error {
    let reason: String
  }

  private let value: String
  private var intensity: Double?
  private var pronunciations: [String] = []

  init(_ text: String) throws(Malformed) {
    var rest = text[...]
    if let mark = rest.firstIndex(of: "=") {
      pronunciations = rest[rest.index(after: mark)...].split(separator: ",")
        .map { String($0).trimmingSpace }.filter { !$0.isEmpty }
      guard !pronunciations.isEmpty else {
        throw Malformed(reason: "'\(text)' names no pronunciation behind its =")
      }
      rest = rest[..<mark]
    }
    if let mark = rest.lastIndex(of: ":"), let number = Double(rest[rest.index(after: mark)...]) {
      guard (0...1).contains(number) else {
        throw Malformed(reason: "the intensity of '\(rest[..<mark])' must be from 0 to 1")
      }
      intensity = number
      rest = rest[..<mark]
    }
    value = String(rest).trimmingSpace
    guard !value.isEmpty else { throw Malformed(reason: "'\(text)' has no word or phrase") }
  }

  /// Bare where nothing more is said of it.
  var json: JSONValue {
    guard intensity != nil || !pronunciations.isEmpty else { return .string(value) }
    return .members(
      ("value", .string(value)), ("intensity", intensity.map { .init($0) }),
      ("pronunciations", JSONValue.list(pronunciations)))
  }
}
