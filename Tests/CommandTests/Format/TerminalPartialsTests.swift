import Glibc
import TestKit
import Testing

@Suite("aai-format on a terminal")
struct TerminalPartialsTests {
  /// Turns of every kind of script, with partials on the way to each.
  static let turns = [
    "Move the pump test to Tuesday at nine, then tell Marcus about it.",
    "水泵测试改到星期二上午九点，然后告诉马库斯这件事情，谢谢你们大家。",
    "Cafe\u{301} a\u{300} la creme bru\u{302}le\u{301}e, s'il vous plai\u{302}t.",
    "👩‍👩‍👧‍👦 family, 👍🏽 thumbs, 🇸🇪🇳🇴 flags and ❤️ hearts for everybody here today.",
    "שלום לכולם, הפגישה הועברה ליום שלישי בתשע בבוקר.",
    "क्षत्रिय हिन्दी में बोलते हैं।",
    "Supercalifragilisticexpialidociousantidisestablishmentarianism",
    "Okay.",
  ]

  private func partials(of text: String, order: Int) -> [String] {
    let words = text.split(separator: " ")
    let counts = Set([1, words.count / 3, words.count / 2, words.count - 1].filter { $0 > 0 })
      .sorted()
    return counts.map { count in
      Log.spoken(
        order, words.prefix(count).joined(separator: " ") + (count == words.count ? "x" : ""),
        final: false)
    }
  }

  private func start(_ terminal: PseudoTerminal, _ arguments: [String] = []) throws -> Program {
    try Program(
      "aai-format", arguments, environment: ["TERM": "xterm-256color", "NO_COLOR": nil],
      output: .terminal(terminal), errors: .terminal(terminal))
  }

  @Test(
    "every final turn is left once and nothing else",
    arguments: [(20, 5), (20, 24), (80, 24), (200, 50)])
  func scrollback(columns: Int, rows: Int) async throws {
    let terminal = try PseudoTerminal(columns: columns, rows: rows)
    let modes = terminal.modes
    let program = try start(terminal)
    for (order, text) in Self.turns.enumerated() {
      for partial in partials(of: text, order: order) { program.input?.write(partial) }
      program.input?.write(Log.spoken(order, text))
    }
    program.input?.write(Log.spoken(99, "never finished", final: false))
    program.input?.close()
    #expect(try await program.wait() == 0)
    #expect(terminal.modes == modes)
    var screen = TerminalScreen(columns: columns, rows: rows)
    screen.feed(try await terminal.finish())
    #expect(screen.text == Self.turns)
    #expect(screen.unknown == [])
    #expect(screen.wraps)
    #expect(!screen.isDim)
    #expect(screen.cursor.column == 0)
  }

  @Test(
    "an open turn longer than the screen never scrolls it away, and shows its end",
    arguments: [20, 80])
  func tall(columns: Int) async throws {
    let terminal = try PseudoTerminal(columns: columns, rows: 5)
    let program = try start(terminal)
    let words = (0..<200).map { "word\($0)" }
    for count in stride(from: 1, through: 200, by: 7) {
      program.input?.write(Log.spoken(0, words.prefix(count).joined(separator: " "), final: false))
    }
    try await terminal.output.wait(until: "word196")
    var screen = TerminalScreen(columns: columns, rows: 5)
    screen.feed(terminal.output.bytes)
    #expect(screen.tallest < 5)
    #expect(screen.text.joined(separator: " ").hasSuffix("word196"))
    program.input?.write(Log.spoken(0, words.joined(separator: " ")))
    program.input?.close()
    #expect(try await program.wait() == 0)
    screen = TerminalScreen(columns: columns, rows: 5)
    screen.feed(try await terminal.finish())
    #expect(screen.text == [words.joined(separator: " ")])
  }

  @Test(
    "the window may change while a turn is open",
    arguments: [(80, 20), (20, 80), (200, 20), (30, 31)])
  func resize(from: Int, to: Int) async throws {
    let terminal = try PseudoTerminal(columns: from, rows: 10)
    let program = try start(terminal)
    var screen = TerminalScreen(columns: from, rows: 10)
    var fed = 0
    func feed(until text: String) async throws {
      try await terminal.output.wait(until: text)
      let bytes = terminal.output.bytes
      screen.feed(bytes[fed...])
      fed = bytes.count
    }
    program.input?.write(Log.spoken(0, Self.turns[0]))
    program.input?.write(
      Log.spoken(
        1, "this is a turn that takes more rows than one as soon as it is narrow yes", final: false)
    )
    try await feed(until: "yes\u{1B}[22m")
    let before = terminal.output.bytes.count
    screen.resize(columns: to, rows: 10)
    terminal.resize(columns: to, rows: 10)
    // It draws anew though nothing has come in.
    _ = try await terminal.output.wait { _ in terminal.output.bytes.count > before ? true : nil }
    program.input?.write(Log.spoken(1, "this is what it was in the end end.", final: false))
    try await feed(until: "end.")
    program.input?.write(Log.spoken(1, "This is what it was in the end."))
    program.input?.close()
    #expect(try await program.wait() == 0)
    screen.feed(try await terminal.finish()[fed...])
    #expect(screen.text == [Self.turns[0], "This is what it was in the end."])
  }

  @Test("Ctrl-C in the middle leaves the last turn and no trace of itself")
  func interrupt() async throws {
    let terminal = try PseudoTerminal(columns: 40, rows: 10)
    // As in a pipeline: the source ends on the key, the last turn comes afterwards.
    let folder = try TemporaryFolder()
    let early = try folder.write(
      "early", Log.spoken(0, "One.") + Log.spoken(1, "almost the", final: false))
    let late = try folder.write("late", Log.spoken(1, "Almost the last."))
    let source = "trap 'cat \"$2\"; exit' INT; cat \"$1\"; while :; do sleep 0.01; done"
    let shell = try Program(
      "/bin/sh",
      [
        "-c", "trap : INT; sh -c \"$1\" sh \"$2\" \"$3\" | \"$0\"", Program.folder + "/aai-format",
        source, early, late,
      ],
      environment: ["TERM": "xterm"], input: .terminal(terminal), output: .terminal(terminal),
      errors: .terminal(terminal))
    try await terminal.output.wait(until: "almost")
    terminal.type("\u{3}")
    #expect(try await shell.wait() == 0)
    var screen = TerminalScreen(columns: 40, rows: 10)
    let bytes = try await terminal.finish()
    #expect(String(decoding: bytes, as: UTF8.self).contains("^C"))
    screen.feed(bytes)
    #expect(screen.text == ["One.", "Almost the last."])
  }

  @Test("TERM erases the open turn and leaves the terminal as it was")
  func terminate() async throws {
    let terminal = try PseudoTerminal(columns: 40, rows: 10)
    let modes = terminal.modes
    let program = try start(terminal)
    program.input?.write(Log.spoken(0, "One.") + Log.spoken(1, "open turn", final: false))
    try await terminal.output.wait(until: "open turn")
    program.signal(SIGTERM)
    #expect(try await program.wait() == 0)
    #expect(terminal.modes == modes)
    var screen = TerminalScreen(columns: 40, rows: 10)
    screen.feed(try await terminal.finish())
    #expect(screen.text == ["One."])
    #expect(screen.wraps)
  }

  @Test("words that may still change are dimmed, and only those")
  func dim() async throws {
    let terminal = try PseudoTerminal(columns: 12, rows: 10)
    let program = try start(terminal)
    let words = #"""
      [{"start":0,"end":1,"text":"send","word_is_final":true},{"start":1,"end":2,"text":"the","word_is_final":true},
      {"start":2,"end":3,"text":"revised","word_is_final":false},{"start":3,"end":4,"text":"invo","word_is_final":false}]
      """#.split(separator: "\n").joined()
    program.input?.write(Log.turn(0, "send the", final: false, words: words))
    try await terminal.output.wait(until: "invo\u{1B}[22m")
    var screen = TerminalScreen(columns: 12, rows: 10)
    screen.feed(terminal.output.bytes)
    #expect(screen.text == ["send the", "revised invo"])
    #expect(screen.dimmed == "|revised invo")
    program.input?.close()
    #expect(try await program.wait() == 0)
  }

  @Test("NO_COLOR and --color never leave the shades out", arguments: [true, false])
  func noColour(byVariable: Bool) async throws {
    let terminal = try PseudoTerminal()
    let program = try Program(
      "aai-format", byVariable ? [] : ["partials", "--color", "never"],
      environment: ["TERM": "xterm", "NO_COLOR": byVariable ? "1" : nil],
      output: .terminal(terminal))
    program.input?.write(Log.spoken(0, "send", final: false))
    program.input?.close()
    #expect(try await program.wait() == 0)
    let text = String(decoding: try await terminal.finish(), as: UTF8.self)
    #expect(text.contains("send"))
    #expect(!text.contains("\u{1B}[2m"))
  }

  @Test("a terminal that cannot move its cursor gets a line for each change")
  func dumb() async throws {
    let terminal = try PseudoTerminal()
    let program = try Program(
      "aai-format", environment: ["TERM": "dumb", "NO_COLOR": "1"], output: .terminal(terminal))
    program.input?.write(Log.spoken(0, "send", final: false) + Log.spoken(0, "Send."))
    program.input?.close()
    #expect(try await program.wait() == 0)
    #expect(
      String(decoding: try await terminal.finish(), as: UTF8.self)
        == "partial\tsend\r\nfinal\tSend.\r\n")
  }
}
