import AAIProtocol
import Testing

/// Texts made from the grammar of RFC 8259, section by section.
@Suite("the grammar of JSON")
struct JSONGrammarTests {
  static let accepted: [String] = [
    // §2: any value at the top, white space around every structural character.
    "null", "true", "false", "0", #""""#, "[]", "{}", " 1 ", "\t[\n]\r\n",
    #" { "a" : [ 1 , 2 ] } "#,
    // §4: names need not be unique, nor have any length.
    #"{"a":1,"a":2}"#, #"{"":0}"#, #"{"a":{}, "b":[]}"#,
    // §5: kinds mixed.
    #"[null,true,1,"x",[],{}]"#, "[[[[[]]]]]",
    // §6
    "-0", "-1", "10", "1234567890123456789012345678901234567890", "0.5", "-0.0", "1e1", "1E1",
    "1e+1", "1e-1", "1.5e300", "1e999", "-1e999", "0e0", "0.0000000000000000000000000001",
    // §7: every escape, every scalar that needs none, halves of surrogate pairs.
    #""\"\\\/\b\f\n\r\t""#, #""\u0000""#, #""\u00e9\u00E9""#, #""\ud83d\ude00""#, #""\ud800""#,
    #""\udc00\ud800""#, #""\ud800\ud800\udc00""#, #""\ud800x""#, #""\\u0041""#, #""/""#,
    "\"\u{7F}\"", "\"\u{80}\u{9F}\"", "\"\u{2028}\u{2029}\"", "\"é漢😀\"", "\"\u{10FFFF}\"",
    "\"\u{D7FF}\u{E000}\u{FFFF}\"", #"{"\u0074ype":1}"#,
  ]

  static let refused: [String] = [
    // §2: nothing, two values, other white space, things that are no values.
    "1 2", "[] []", "{}}", "[]]", "\u{C}1", "\u{A0}1", "\u{2060}1", "\u{FEFF}1", "nul",
    "nulll", "True",
    "NaN", "Infinity", "-Infinity", "undefined", "a", "'a'", "// 1", "/* */ 1", "#", "*",
    // §4
    "{", "}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{,"a":1}"#, #"{"a" 1}"#, #"{"a":1 "b":2}"#,
    "{a:1}", "{1:1}", "{null:1}", #"{"a":1,,"b":2}"#, #"{"a"::1}"#, #"{"a":1]"#, #"{"a":"#,
    #"{"a""#, #"{""#,
    // §5
    "[", "]", "[1,]", "[,1]", "[,]", "[1 2]", "[1,,2]", "[1}", "[1", "[1,", #"["a"#, "[[]", "[1:2]",
    // §6
    "-", "+1", "01", "-01", "00", "1.", ".5", "-.5", "1.e1", "1e", "1e+", "1E-", "0x1", "1_000",
    "--1",
    "- 1", "1a", "1.2.3", "1e1.5", "0e", "１",
    // §7
    "\"", #""a"#, #""\"#, #""\""#, #""\a""#, #""\x41""#, #""\0""#, #""\U0041""#, #""\u""#,
    #""\u004""#,
    #""\u00g0""#, #""\u 041""#, #""\ud83d\u""#, "\"\u{0}\"", "\"\u{1F}\"", "\"\t\"", "\"a\nb\"",
    "\"a\rb\"",
  ]

  /// §8.1: a text is UTF-8, and Unicode says what that is (table 3-7).
  static let invalidUTF8: [[UInt8]] = [
    [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x41], [0xE0, 0x9F, 0xBF],
    [0xE2, 0x82], [0xE2, 0x28, 0xA1], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],
    [0xF0, 0x8F, 0xBF, 0xBF],
    [0xF0, 0x9F, 0x98], [0xF0, 0x9F, 0x28, 0x80], [0xF4, 0x90, 0x80, 0x80],
    [0xF5, 0x80, 0x80, 0x80],
    [0xFE], [0xFF], [0xF8, 0x88, 0x80, 0x80, 0x80],
  ]

  @Test("a legal text is accepted, as a tree and as an event's line", arguments: accepted)
  func accepts(text: String) throws {
    _ = try JSONValue(parsing: text)
    _ = try EventLine(parsing: text)
    // Where skipping is all that is done with it.
    #expect(
      try ServerEvent(parsing: #"{"type":"Later","x":"# + text + "}") == .unknown(type: "Later"))
  }

  @Test(
    "an illegal text is refused, as a tree, as an event's line and inside one", arguments: refused)
  func refuses(text: String) {
    #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: text) }
    #expect(throws: JSONSyntaxError.self) { try EventLine(parsing: text) }
    #expect(throws: JSONSyntaxError.self) {
      try EventLine(parsing: #"{"type":"Later","x":[["# + text + "]]}")
    }
  }

  @Test("bytes that are not UTF-8 are refused, in values and in names", arguments: invalidUTF8)
  func refuses(bytes: [UInt8]) {
    let quoted = [0x22] + bytes + [0x22]
    #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: quoted) }
    #expect(throws: JSONSyntaxError.self) { try EventLine(parsing: quoted) }
    #expect(throws: JSONSyntaxError.self) {
      try EventLine(parsing: Array("{".utf8) + quoted + Array(":1}".utf8))
    }
  }

  @Test("no text at all is none", arguments: ["", " ", "\n"])
  func nothing(text: String) {
    #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: text) }
    #expect(throws: JSONSyntaxError.self) { try EventLine(parsing: text) }
  }

  @Test("the error says where", arguments: [(#"{"a":1,}"#, 7), ("[1 2]", 3), ("12x", 2), ("[", 1)])
  func offset(text: String, offset: Int) {
    let error = #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: text) }
    #expect(error?.offset == offset)
  }

  @Test("every text of the grammar that is cut short is refused", arguments: accepted)
  func cut(text: String) {
    let bytes = Array(#"{"x":"#.utf8) + Array(text.utf8) + Array("}".utf8)
    for count in 0..<bytes.count {
      #expect(throws: JSONSyntaxError.self) { try EventLine(parsing: bytes.prefix(count)) }
    }
  }
}
