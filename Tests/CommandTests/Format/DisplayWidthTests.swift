import Testing

@testable import aai_format

@Suite("the width of text on a terminal")
struct DisplayWidthTests {
  @Test(
    "is that of its characters",
    arguments: [
      ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("漢字", 4), ("ﾊﾝｶｸ", 4), ("ａ", 2), ("한국", 4),
      ("\u{1112}\u{1161}\u{11AB}", 2), ("👍", 2), ("👍🏽", 2), ("👩‍👩‍👧‍👦", 2), ("🇸🇪", 2), ("🇸🇪🇳🇴", 4), ("❤️", 2),
      ("❤", 1), ("1️⃣", 2), ("שלום", 4), ("שָׁלוֹם", 4), ("नमस्ते", 4), ("می‌خواهم", 7), ("\u{AD}", 1),
      ("—", 1), ("⌚", 2),
    ])
  func width(text: String, width: Int) {
    #expect(text.displayWidth == width)
  }

  @Test("wrapping never exceeds the width, and loses nothing but spaces", arguments: 1...30)
  func wrapping(width: Int) {
    let text = "Then tell 漢字 about 👩‍👩‍👧‍👦 it, incomprehensibly  twice, e\u{301}a\u{300}!"
    let lines = text.wrapped(to: width)
    #expect(lines.allSatisfy { $0.displayWidth <= max(2, width) && !$0.isEmpty })
    #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
    #expect(lines.allSatisfy { $0.first != " " && $0.last != " " })
  }
}
