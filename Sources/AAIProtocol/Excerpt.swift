extension String {
  /// At most 200 bytes of what somebody else has said, for a message.
  public var excerpt: String {
    guard utf8.count > 200 else { return self }
    var cut = unicodeScalars.prefix(200)
    while String(cut).utf8.count > 200 { cut.removeLast() }
    return String(cut)
  }
}
