import CALSA
import ToolSupport

/// What libasound says by itself, which is more than a user needs to hear.
enum ALSAMessages {
  /// Silences libasound, or passes its messages on under the program's own name.
  static func listen(verbose: Bool) {
    guard verbose else { return calsa_listen(nil) }
    calsa_listen { line in
      guard let line else { return }
      Diagnostics(program: "aai-capture", verbosity: 2).note("alsa: \(String(cString: line))")
    }
  }
}
