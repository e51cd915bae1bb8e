import AAIProtocol
import Testing

@Suite("text that is safe on a terminal")
struct TerminalSafeTests {
  @Test("no scalar that a terminal would act on is left")
  func allScalars() {
    let acting: [ClosedRange<UInt32>] = [
      0...0x1F, 0x7F...0x9F, 0x2028...0x2029, 0x202D...0x202E, 0xFFF9...0xFFFB,
    ]
    for range in acting {
      for value in range {
        let text = "a\(Unicode.Scalar(value).map(String.init) ?? "")b".terminalSafe
        #expect(["a b", "a\u{FFFD}b"].contains(text))
      }
    }
  }

  @Test(
    "marks that order right-to-left text stay, and none reaches beyond the text",
    arguments: [
      ("שלום\u{200F}!", "שלום\u{200F}!"), ("a\u{200E}b\u{061C}", "a\u{200E}b\u{061C}"),
      ("\u{2067}שלום\u{2069}.", "\u{2067}שלום\u{2069}."), ("\u{2067}שלום", "\u{2067}שלום\u{2069}"),
      ("\u{202B}a\u{2068}b", "\u{202B}a\u{2068}b\u{2069}\u{202C}"), ("a\u{2069}\u{202C}b", "ab"),
      ("\u{2067}a\u{202B}b\u{2069}c\u{202C}", "\u{2067}a\u{202B}b\u{2069}c"),
      ("zero\u{200B}width\u{FEFF}", "zerowidth"), ("a\u{202E}b", "a\u{FFFD}b"),
    ])
  func direction(text: String, expected: String) {
    #expect(text.terminalSafe.unicodeScalars.elementsEqual(expected.unicodeScalars))
  }

  @Test(
    "words of every script, and what joins them, stay as they are",
    arguments: ["क्षत्रिय", "می‌خواهم", "👩‍👩‍👧‍👦", "👍🏽", "🇸🇪", "é", "漢字", "שלום", "a~ b"])
  func scripts(text: String) {
    #expect(text.terminalSafe == text)
  }
}
