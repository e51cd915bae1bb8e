import WebSocketTransport

/// A text message cut into pieces of a few bytes, an empty one and a ping among them: legal, and
/// rarely met.
struct Fragments {
  /// Small enough to cut characters of more than one byte.
  private static let piece = 7

  let commands: [WebSocketCommand]

  init(_ text: [UInt8]) {
    guard text.count > Self.piece else {
      commands = [.text(text)]
      return
    }
    var commands: [WebSocketCommand] = []
    var rest = text[...]
    while rest.count > Self.piece {
      let isFirst = commands.isEmpty
      commands.append(
        .textFragment(Array(rest.prefix(Self.piece)), isFirst: isFirst, isLast: false))
      rest = rest.dropFirst(Self.piece)
      if isFirst {
        commands += [.ping(Array("?".utf8)), .textFragment([], isFirst: false, isLast: false)]
      }
    }
    commands.append(.textFragment(Array(rest), isFirst: false, isLast: true))
    self.commands = commands
  }
}
