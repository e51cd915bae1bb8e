import TestKit
import Testing

/// Tables as other programs read them.
@Suite("aai-format: tables")
struct TableTests {
  private static let texts = [
    "Plain row.", "\"Stop,\" she said.", "He said \"go\".", "\"", "a, b", "=1+1", "Dr. O'Neil",
    "tab\there", "line\nend", "\"\",\"\"", "漢字，„Ja“", "back\\slash",
  ]

  /// What is in the tables: a tab or a line end in a transcript is a space.
  private static let cells = texts.map { text in
    String(text.map { $0 == "\t" || $0 == "\n" ? " " : $0 })
  }

  private func table(_ mode: String, in folder: TemporaryFolder) async throws -> String {
    let log = Self.texts.enumerated().map { order, text in
      let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        .replacing("\t", with: "\\t").replacing("\n", with: "\\n")
      // sqlite3 takes a row for the end of a tsv table if it begins with an empty cell.
      let word = #"[{"start":\#(order),"end":\#(order),"text":"\#(escaped)"}]"#
      return Log.turn(order, escaped, words: word)
    }
    let run = try await Program.run("aai-format", [mode], input: Array(log.joined().utf8))
    #expect((run.errors, run.status) == ("", 0))
    return try folder.write("table.\(mode)", run.output)
  }

  @Test("sqlite3 reads every row of a csv table, and of a tsv one with the settings of the manual")
  func sqlite() async throws {
    let folder = try TemporaryFolder()
    for (mode, reading) in [
      ("csv", [".import --csv TABLE turns"]),
      ("tsv", [".mode ascii", #".separator "\t" "\n""#, ".import TABLE turns"]),
    ] {
      let table = try await table(mode, in: folder)
      let run = try await Program.run(
        "sqlite3",
        [":memory:"] + reading.map { $0.replacing("TABLE", with: table) } + [
          ".mode list", #".separator "|" "\n""#, "SELECT text FROM turns",
        ])
      #expect(run.output.split(separator: "\n").map(String.init) == Self.cells, "\(mode)")
    }
  }

  @Test("Python's csv module reads both as they were written")
  func python() async throws {
    let folder = try TemporaryFolder()
    let script = """
      import csv, sys
      quoting = csv.QUOTE_NONE if sys.argv[1] == "tsv" else csv.QUOTE_MINIMAL
      rows = csv.reader(open(sys.argv[2], newline="", encoding="utf-8"), quoting=quoting,
                        delimiter="\\t" if sys.argv[1] == "tsv" else ",")
      print(*(row[4] for row in list(rows)[1:]), sep="\\n")
      """
    for mode in ["csv", "tsv"] {
      let run = try await Program.run(
        "python3", ["-c", script, mode, try await table(mode, in: folder)])
      #expect(run.output.split(separator: "\n").map(String.init) == Self.cells, "\(mode)")
      #expect(run.errors == "")
    }
  }

  @Test("the rows of a log end in CR LF, as RFC 4180 has it")
  func rowEnds() async throws {
    let run = try await Program.run(
      "aai-format", ["csv", "\(Log.folder)/f06-leading-quote.ndjson"])
    #expect(
      run.output == """
        start_ms,end_ms,speaker,confidence,text\r
        0,650,,0.900,Plain row.\r
        4000,5000,,0.900,\"""Stop,"" she said."\r
        8000,8650,,0.900,Another row.\r
        12000,13000,,0.900,"He said ""go""."\r
        16000,16650,,0.900,Last row.\r\n
        """)
  }
}
