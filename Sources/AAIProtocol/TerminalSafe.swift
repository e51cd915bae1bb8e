extension String {
  /// The text with nothing in it that a terminal, a log or a line-based reader would act on.
  ///
  /// Tabs, line feeds and line separators become a space; other C0 and C1 controls, DEL and the
  /// Unicode controls of direction become U+FFFD. The joiners that Hindi, Persian and emoji need stay.
  public var terminalSafe: String {
    // Printable ASCII is safe as it is, and is nearly everything.
    guard utf8.contains(where: { $0 &- 0x20 >= 0x5F }) else { return self }
    guard unicodeScalars.contains(where: { $0.terminalSafeForm != $0 }) else { return self }
    var safe = String.UnicodeScalarView()
    for scalar in unicodeScalars { safe.append(scalar.terminalSafeForm) }
    return String(safe)
  }
}

extension Unicode.Scalar {
  /// The scalar itself, or what stands for it where it must not act.
  public var terminalSafeForm: Unicode.Scalar {
    switch self {
    case "\t", "\n", "\r", "\u{0B}", "\u{0C}", "\u{85}", "\u{2028}", "\u{2029}": " "
    case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}",
      // Bidirectional marks, embeddings, overrides and isolates (UAX #9).
      "\u{061C}", "\u{200E}", "\u{200F}", "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}",
      // Zero-width space, byte-order mark, interlinear annotation, tags.
      "\u{200B}", "\u{FEFF}", "\u{FFF9}"..."\u{FFFB}", "\u{E0001}":
      "\u{FFFD}"
    default: self
    }
  }
}
