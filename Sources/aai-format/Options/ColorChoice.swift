import ArgumentParser
import Glibc
import ToolSupport

/// Whether to use more than one shade.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never

  /// `auto` is a terminal that can, unless NO_COLOR says otherwise (no-color.org).
  func isColoured(on output: StandardStream) -> Bool {
    switch self {
    case .always: true
    case .never: false
    case .auto: output.isTerminal && (variable("NO_COLOR") ?? "").isEmpty
    }
  }
}

func variable(_ name: String) -> String? {
  getenv(name).map { String(cString: $0) }
}
