import AAIProtocol
import ArgumentParser

/// What the speakers are called.
struct SpeakerNames {
  private var names: [String: String] = [:]

  init(_ names: [SpeakerName]) {
    for name in names { self.names[name.label] = name.name }
  }

  /// One or two capitals are a speaker the service knows; anything else is somebody unknown, `?`.
  subscript(label: String) -> String {
    let isKnown = 1...2 ~= label.utf8.count && label.utf8.allSatisfy { 0x41...0x5A ~= $0 }
    let label = isKnown ? label : "?"
    return names[label] ?? label
  }
}

/// `A=Alice` on the command line.
struct SpeakerName: ExpressibleByArgument, Sendable {
  var label: String
  var name: String

  init?(argument: String) {
    let parts = argument.split(separator: "=", maxSplits: 1)
    guard parts.count == 2 else { return nil }
    label = String(parts[0])
    name = String(parts[1]).terminalSafe
  }
}
