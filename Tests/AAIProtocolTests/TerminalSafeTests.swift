import AAIProtocol
import Testing

@Suite("text that is safe on a terminal")
struct TerminalSafeTests {
  @Test("no scalar that a terminal would act on is left")
  func allScalars() {
    let acting: [ClosedRange<UInt32>] = [
      0...0x1F, 0x7F...0x9F, 0x61C...0x61C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069,
    ]
    for range in acting {
      for value in range {
        let text = "a\(Unicode.Scalar(value).map(String.init) ?? "")b".terminalSafe
        #expect(["a b", "a\u{FFFD}b"].contains(text))
      }
    }
  }

  @Test(
    "words of every script, and what joins them, stay as they are",
    arguments: ["क्षत्रिय", "می‌خواهم", "👩‍👩‍👧‍👦", "👍🏽", "🇸🇪", "é", "漢字", "שלום", "a~ b"])
  func scripts(text: String) {
    #expect(text.terminalSafe == text)
  }
}
