extension String {
  /// The text as lines of at most `width` columns, broken at spaces where there are any.
  func wrapped(to width: Int) -> [Substring] {
    if utf8.count <= width, !isEmpty, displayWidth <= width { return [self[...]] }
    let width = max(width, 1)
    var lines: [Substring] = []
    var rest = self[...]
    while !rest.isEmpty {
      let line = rest.firstLine(fitting: width)
      lines.append(line)
      rest = self[line.endIndex...].drop { $0 == " " }
    }
    return lines
  }
}

extension Substring {
  /// As much of the text as fits on one line, without the spaces at its end.
  fileprivate func firstLine(fitting width: Int) -> Substring {
    var used = 0
    var lastSpace: Index?
    for index in indices {
      let character = self[index]
      used += character.displayWidth
      if used > width {
        if character == " " { return self[..<index].withoutFinalSpaces }
        // A word wider than the line is broken where the line ends, though never before its
        // first character.
        let end = lastSpace ?? (index == startIndex ? self.index(after: index) : index)
        return self[..<end].withoutFinalSpaces
      }
      if character == " " { lastSpace = index }
    }
    return withoutFinalSpaces
  }

  private var withoutFinalSpaces: Substring {
    var end = endIndex
    while end > startIndex, self[index(before: end)] == " " { end = index(before: end) }
    return self[..<end]
  }
}
