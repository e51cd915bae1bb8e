import AAIProtocol
import Testing

@Suite("JSON as a tree")
struct JSONValueTests {
  @Test(
    "escapes become the scalars they stand for; half a surrogate pair becomes U+FFFD",
    arguments: [
      (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u00e9\u00E9""#, "éé"),
      (#""\ud83d\ude00""#, "😀"), (#""a\ud800b""#, "a\u{FFFD}b"),
      (#""\udc00\ud800""#, "\u{FFFD}\u{FFFD}"),
      (#""\ud800\ud83d\ude00""#, "\u{FFFD}😀"), (#""\ud800\n""#, "\u{FFFD}\n"),
      (#""x\u0000y""#, "x\0y"),
    ])
  func strings(text: String, expected: String) throws {
    #expect(try JSONValue(parsing: text).string == expected)
  }

  @Test("numbers keep their spelling")
  func numbers() throws {
    let spellings = ["-0", "1e999", "1.50", "123456789012345678901234567890"]
    for spelling in spellings {
      #expect(try JSONValue(parsing: spelling).text == spelling)
    }
  }

  @Test("members keep their order, and of a name given twice the last counts")
  func members() throws {
    let value = try JSONValue(parsing: #"{"b":1,"a":[true,null],"b":2}"#)
    #expect(value["b"]?.int == 2)
    #expect(value.text == #"{"b":1,"a":[true,null],"b":2}"#)
  }

  @Test("what a terminal would act on is escaped when written")
  func controls() {
    let value = JSONValue.string("a\u{1B}[2J\u{7F}\u{9B}\"\\\n")
    #expect(value.text == #""a\u001b[2J\u007f\u009b\"\\\n""#)
  }

  @Test("nesting is bounded, and costs no stack", arguments: ["[", #"{"a":"#, #"[{"a":"#])
  func depth(opening: String) {
    let open = String(repeating: opening, count: 100_000)
    #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: open) }
    #expect(throws: JSONSyntaxError.self) { try EventLine(parsing: open) }
    #expect(throws: JSONSyntaxError.self) { try EventLine(parsing: #"{"x":"# + open) }
  }

  @Test("containers nest up to the limit, as a tree and unread in an event")
  func depthLimit() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    _ = try JSONValue(parsing: nested(JSONValue.depthLimit))
    #expect(throws: JSONSyntaxError.self) {
      try JSONValue(parsing: nested(JSONValue.depthLimit + 1))
    }
    _ = try EventLine(parsing: #"{"x":"# + nested(JSONValue.depthLimit - 1) + "}")
    #expect(throws: JSONSyntaxError.self) {
      try EventLine(parsing: #"{"x":"# + nested(JSONValue.depthLimit) + "}")
    }
  }

  @Test("a tree that is written reads back as it was")
  func roundTrip() throws {
    let value: JSONValue = [
      "text": "é\u{FFFD}😀\n", "list": [1, -2, true, nil, "x"], "empty": [:], "deep": [["a": []]],
    ]
    #expect(try JSONValue(parsing: value.text) == value)
  }
}
