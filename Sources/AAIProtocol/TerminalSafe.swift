extension String {
  /// The text with nothing in it that a terminal, a log or a line-based reader would act on.
  ///
  /// Tabs, line feeds and line separators become a space; other C0 and C1 controls, DEL and the
  /// overrides of direction become U+FFFD. The joiners that Hindi, Persian and emoji need stay, and so
  /// do the marks that order right-to-left text: embeddings and isolates that are left open are closed
  /// at the end. What is invisible and orders nothing is dropped.
  public var terminalSafe: String {
    // Printable ASCII is safe as it is, and is nearly everything.
    guard utf8.contains(where: { $0 &- 0x20 >= 0x5F }) else { return self }
    guard unicodeScalars.contains(where: { $0.terminalSafeForm != $0 || $0.isDirectional }) else {
      return self
    }
    var safe = String.UnicodeScalarView()
    // What closes the embeddings and isolates that are open (UAX #9 §2).
    var open: [Unicode.Scalar] = []
    for scalar in unicodeScalars {
      switch scalar {
      case "\u{200B}", "\u{FEFF}": continue
      case "\u{202A}", "\u{202B}": open.append("\u{202C}")
      case "\u{2066}"..."\u{2068}": open.append("\u{2069}")
      case "\u{202C}", "\u{2069}":
        // One that closes nothing could close what stands before this text.
        guard let last = open.lastIndex(of: scalar) else { continue }
        open.removeSubrange(last...)
      default: break
      }
      safe.append(scalar.terminalSafeForm)
    }
    safe.append(contentsOf: open.reversed())
    return String(safe)
  }
}

extension Unicode.Scalar {
  /// The scalar itself, or what stands for it where it must not act.
  public var terminalSafeForm: Unicode.Scalar {
    switch self {
    case "\t", "\n", "\r", "\u{0B}", "\u{0C}", "\u{85}", "\u{2028}", "\u{2029}": " "
    case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}",
      // Overrides of direction (UAX #9), interlinear annotation, tags.
      "\u{202D}", "\u{202E}", "\u{FFF9}"..."\u{FFFB}", "\u{E0001}":
      "\u{FFFD}"
    default: self
    }
  }

  /// Whether it is an embedding, an isolate or the end of one, or a space or mark without width.
  fileprivate var isDirectional: Bool {
    switch self {
    case "\u{200B}", "\u{FEFF}", "\u{202A}"..."\u{202C}", "\u{2066}"..."\u{2069}": true
    default: false
    }
  }
}
