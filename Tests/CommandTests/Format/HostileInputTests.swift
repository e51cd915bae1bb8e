import TestKit
import Testing

@Suite("aai-format on hostile input")
struct HostileInputTests {
  static let modes = ["text", "partials", "summary", "srt", "vtt", "tsv"]
  static let good = Log.spoken(90, "Still here.")

  /// What no output may hold but a line feed, and in a table the tab.
  private func actsOnTerminal(_ output: String) -> [UInt32] {
    output.unicodeScalars.map(\.value).filter {
      switch $0 {
      case 0x0A, 0x09: false
      case 0...0x1F, 0x7F...0x9F, 0x2028...0x2029, 0x202D...0x202E: true
      default: false
      }
    }
  }

  @Test(
    "nothing in a transcript reaches the terminal but text", arguments: modes + ["summary --json"])
  func controls(mode: String) async throws {
    let escapes = (0..<0x20).map { value in
      let digits = String(value, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
    let nasty =
      escapes.joined(separator: "x")
      + #"\u001b[2J\u001b]0;owned\u0007\u007f\u009b31m\u202eevil\u2066\u2028forged\u2029\ud800"#
      + "\u{9B}\u{202E}\u{7F}"
    let word =
      #"[{"start":0,"end":900,"text":"\#(nasty)","confidence":0.5,"word_is_final":true,"speaker":"\#(nasty)"}]"#
    let line = Log.turn(
      0, nasty, words: word, more: #","speaker_label":"\#(nasty)","language_code":"\#(nasty)""#)
    let error = #"{"type":"Error","error_code":1008,"error":"\#(nasty)"}"# + "\n"
    let run = try await Program.run(
      "aai-format", mode.split(separator: " ").map(String.init),
      input: (line + error + Self.good).utf8)
    #expect(actsOnTerminal(run.output) == [])
    #expect(run.output.contains("here.") || mode.hasPrefix("summary"))
    #expect(run.errors == "")
    #expect(run.status == 0)
  }

  @Test("a transcript never breaks its line, nor forges a column")
  func lines() async throws {
    let line = Log.turn(0, #"one\ntwo\r\nthree\tfour\u0085five\u2028six\u000b"#)
    let text = try await Program.run("aai-format", ["text"], input: line.utf8)
    #expect(text.output == "one two  three four five six\n")
    let table = try await Program.run("aai-format", ["tsv"], input: line.utf8)
    #expect(table.output.split(separator: "\n").last == "\t\t\t\tone two  three four five six")
  }

  @Test("lines that are no JSON are named and skipped, the rest is shown, and the status says so")
  func malformed() async throws {
    let input =
      Log.turn(0, "One.") + "{\"type\":\"Turn\",\n" + "nonsense\n" + Log.turn(1, "Two.")
      + "{\"transcript\":\"\u{1}\"}\n" + Log.turn(2, "Three.")
    let run = try await Program.run("aai-format", ["text"], input: input.utf8)
    #expect(run.output == "One.\nTwo.\nThree.\n")
    let lines = run.errors.split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[0].hasPrefix("aai-format: warning: line 2: not JSON, skipped: unexpected end"))
    #expect(lines[1].hasPrefix("aai-format: warning: line 3: not JSON, skipped: "))
    #expect(lines[2].hasPrefix("aai-format: warning: line 5: not JSON, skipped: control character"))
    #expect(run.status == 65)
  }

  @Test("a byte-order mark, CRLF, blank lines and a missing last line feed are no matter")
  func tolerance() async throws {
    let line = Log.turn(0, "One.").dropLast()
    let input = "\u{FEFF}" + line + "\r\n\r\n  \n\t" + Log.turn(1, "Two.").dropLast() + "  "
    let run = try await Program.run("aai-format", ["text"], input: input.utf8)
    #expect(run.output == "One.\nTwo.\n")
    #expect(run.errors == "")
    #expect(run.status == 0)
  }

  @Test("a log cut in the middle of a line is shown up to there")
  func cut() async throws {
    let input =
      Log.turn(0, "One.") + Log.turn(1, "Two.", formatted: false)
      + Log.turn(2, "Three.").dropLast(20)
    let run = try await Program.run("aai-format", ["text"], input: input.utf8)
    #expect(run.output == "One.\nTwo.\n")
    #expect(run.errors.contains("line 3: not JSON"))
    #expect(run.status == 65)
  }

  @Test(
    "whatever is odd but legal costs nobody a line",
    arguments: [
      "null", "[]", "42", #""text""#, "{}", #"{"type":null}"#, #"{"type":"Turn"}"#,
      #"{"type":"Turn","turn_order":null,"end_of_turn":1,"transcript":[]}"#,
      #"{"type":"Turn","turn_order":1,"end_of_turn":true,"transcript":"x","words":{"a":1}}"#,
      #"{"type":"Turn","turn_order":2,"end_of_turn":true,"transcript":"x","words":[null,1,[],{},{"text":5}]}"#,
      #"{"type":"Turn","turn_order":1e999,"end_of_turn":true,"transcript":"x","words":[{"text":"x","start":-5,"end":1e300,"confidence":-7}]}"#,
      #"{"type":"SpeakerRevision","revisions":[null,{"turn_order":"x"}]}"#,
      #"{"type":"aai.resumed"}"#, #"{"type":"aai.latency","turn_order":1,"latency_ms":-1e300}"#,
      #"{"type":"transcript","data":null}"#, #"{"type":"audio_chunk","data":{"byte_range":[5,1]}}"#,
      #"{"type":"Termination","audio_duration_seconds":1e300}"#, #"{"type":"Begin","id":7}"#,
    ], modes)
  func odd(line: String, mode: String) async throws {
    let run = try await Program.run("aai-format", [mode], input: (line + "\n" + Self.good).utf8)
    #expect(run.status == 0)
    #expect(run.output.contains(mode == "summary" ? "per minute" : "Still here."))
  }

  @Test("one kind of unusable event is complained about once")
  func unusable() async throws {
    let bad = #"{"type":"Turn","turn_order":0,"end_of_turn":true,"transcript":5}"# + "\n"
    let worse = #"{"type":"Turn","end_of_turn":true,"transcript":"x"}"# + "\n"
    let run = try await Program.run("aai-format", ["text"], input: (bad + bad + worse + bad).utf8)
    #expect(
      run.errors == """
        aai-format: warning: line 1: Turn without a usable transcript, ignored
        aai-format: warning: line 3: Turn without a usable turn_order, ignored

        """)
  }

  @Test("nesting 100,000 deep is refused, open or closed", arguments: [true, false])
  func deep(closed: Bool) async throws {
    let open = String(repeating: "[", count: 100_000)
    let line = #"{"x":"# + open + (closed ? String(repeating: "]", count: 100_000) + "}" : "")
    let run = try await Program.run("aai-format", ["text"], input: (line + "\n" + Self.good).utf8)
    #expect(run.output == "Still here.\n")
    #expect(run.errors.contains("line 1: not JSON, skipped: nested too deep"))
    #expect(run.status == 65)
  }

  @Test("a line of 16 MiB is read; one byte more is refused, and the next line is shown")
  func long() async throws {
    func line(_ length: Int) -> String {
      let frame = Log.turn(0, "").utf8.count - 1
      return Log.turn(0, String(repeating: "a", count: length - frame))
    }
    let fits = try await Program.run("aai-format", ["text"], input: line(16 << 20).utf8)
    #expect(fits.output.utf8.count > 16_000_000)
    #expect(fits.status == 0)
    let over = try await Program.run(
      "aai-format", ["text"], input: (line((16 << 20) + 1) + Self.good).utf8)
    #expect(over.output == "Still here.\n")
    #expect(over.errors.contains("line 1: not JSON, skipped: longer than 16 MiB"))
    #expect(over.status == 65)
  }

  @Test("a line without an end is refused in bounded memory")
  func endless() async throws {
    let run = try await Program.run(
      "/bin/sh",
      [
        "-c", "ulimit -v 400000; head -c 300000000 /dev/zero | \"$0\" text",
        Program.folder + "/aai-format",
      ],
      within: .seconds(60))
    #expect(run.output == "")
    #expect(run.errors.contains("line 1: not JSON, skipped: longer than 16 MiB"))
    #expect(run.status == 65)
  }

  @Test("noise is refused line by line")
  func noise() async throws {
    var generator = SystemRandomNumberGenerator()
    let noise = (0..<200_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
    for mode in Self.modes {
      let run = try await Program.run(
        "aai-format", [mode], input: noise + [0x0A] + Array(Self.good.utf8))
      #expect(run.status == 65)
      #expect(run.output.contains(mode == "summary" ? "per minute" : "Still here."))
    }
  }
}
