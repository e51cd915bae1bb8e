import AAIProtocol
import ArgumentParser
import ToolSupport

/// One thing that goes wrong on purpose, so that a client can be seen to meet it.
struct Fault: Equatable, Sendable {
  enum Kind: Equatable, Sendable {
    /// The connection ends with no Close frame.
    case drop(at: Duration)
    /// The connection is reset.
    case reset(at: Duration)
    /// Nothing is read or written any more.
    case stall(at: Duration)
    /// - Parameter text: Of the `Error` frame before it, in place of the service's.
    case close(code: UInt16, text: String? = nil, at: Duration)
    case warning(code: Int, text: String, at: Duration)
    /// The upgrade is answered with this status.
    case reject(status: Int)
    case slowBegin(Duration)
    /// Messages that are no frames of the service.
    case garbage(at: Duration)
    /// Every text comes in pieces, with pings between them.
    case fragment
    case ping(every: Duration)
    /// `Terminate` is never answered.
    case noTermination
  }

  var kind: Kind
  /// Counted from 1; `nil` means every session.
  var session: Int?

  func concerns(session ordinal: Int) -> Bool { session == nil || session == ordinal }

  /// When it strikes, counted from `Begin`.
  var time: Duration? {
    switch kind {
    case .drop(let time), .reset(let time), .stall(let time), .garbage(let time),
      .close(_, _, let time), .warning(_, _, let time):
      time
    default: nil
    }
  }
}

extension Fault: ExpressibleByArgument {
  /// `drop@3s`, `close=3005@3s`, `reject=503`, `fragment#2`.
  init?(argument: String) {
    var rest = argument[...]
    // In the middle of a text either mark is a character of it; anywhere else it makes no kind.
    if let mark = rest.lastIndex(of: "#"), let number = Int(rest[rest.index(after: mark)...]),
      number > 0
    {
      session = number
      rest = rest[..<mark]
    }
    var time: Duration?
    if let mark = rest.lastIndex(of: "@"),
      let span = Seconds(argument: String(rest[rest.index(after: mark)...]))
    {
      time = span.duration
      rest = rest[..<mark]
    }
    let parts = rest.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let value = parts.count > 1 ? String(parts[1]) : nil
    guard let kind = Self.kind(String(parts[0]), value: value, time: time) else { return nil }
    self.kind = kind
  }

  private static func kind(_ name: String, value: String?, time: Duration?) -> Kind? {
    let span = value.flatMap { Seconds(argument: $0)?.duration }
    switch (name, value, time) {
    case ("drop", nil, let time?): return .drop(at: time)
    case ("reset", nil, let time?): return .reset(at: time)
    case ("stall", nil, let time?): return .stall(at: time)
    case ("garbage", nil, let time?): return .garbage(at: time)
    case ("close", let value?, let time):
      let (code, text) = numbered(value)
      return code.flatMap(UInt16.init(exactly:)).flatMap {
        1000...4999 ~= $0 ? .close(code: $0, text: text, at: time ?? .zero) : nil
      }
    case ("warning", let value?, let time) where !value.isEmpty:
      let (code, text) = numbered(value)
      return .warning(
        code: code ?? ServiceWarning.plainCode, text: text ?? "A warning on request",
        at: time ?? .zero)
    case ("reject", let value?, nil):
      return Int(value).flatMap { 300...599 ~= $0 ? .reject(status: $0) : nil }
    case ("slow-begin", _?, nil): return span.map { .slowBegin($0) }
    case ("ping", _?, nil): return span.flatMap { $0 > .zero ? .ping(every: $0) : nil }
    case ("fragment", nil, nil): return .fragment
    case ("no-termination", nil, nil): return .noTermination
    default: return nil
    }
  }

  /// `3006:why`, `3006` or `why`.
  private static func numbered(_ value: String) -> (code: Int?, text: String?) {
    let digits = value.prefix { $0 != ":" }
    guard let code = Int(digits) else { return (nil, value) }
    let text = value[digits.endIndex...].dropFirst()
    return (code, text.isEmpty ? nil : String(text))
  }

  static let help: ArgumentHelp = .init(
    "Go wrong: drop@T, reset@T, stall@T, garbage@T, close=CODE[:TEXT]@T, warning=[CODE:]TEXT@T, reject=STATUS, slow-begin=T, fragment, ping=T, no-termination; #N limits it to the Nth session. Repeatable.",
    valueName: "spec")

  /// How a specification of each kind begins, for a shell to offer.
  static let spellings = [
    "drop@", "reset@", "stall@", "garbage@", "close=", "warning=", "reject=", "slow-begin=",
    "fragment",
    "ping=", "no-termination",
  ]
}
