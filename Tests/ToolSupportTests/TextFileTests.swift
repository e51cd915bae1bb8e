import TestKit
import Testing
import ToolSupport

@Suite("text files, whatever editor wrote them")
struct TextFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(
    "a byte order mark is left out, and every line ends in a line feed",
    arguments: ["a\nb\n", "\u{FEFF}a\nb\n", "a\r\nb\r\n", "\u{FEFF}a\r\nb\r\n", "a\rb\r"])
  func lines(text: String) throws {
    let file = try folder.write("text", text)
    #expect(try TextFile.read(file) == "a\nb\n")
    #expect(try TextFile.terms(file) == ["a", "b"])
  }

  @Test("what is no UTF-8 is refused, with the line that is not")
  func refusals() throws {
    let file = try folder.write("text", [0xFF, 0xFE, 0x61, 0x00])
    #expect(
      throws: Failure(
        .data, "\(file) is UTF-16, not UTF-8", hint: "iconv -f UTF-16 -t UTF-8 makes it that")
    ) { try TextFile.read(file) }
    let latin = try folder.write("latin", Array("ok\n".utf8) + [0xE9, 0x0A])
    #expect(throws: Failure(.data, "\(latin): line 2 is not UTF-8")) { try TextFile.read(latin) }
    let zeros = try folder.write("zeros", [0x61, 0x00])
    #expect(throws: Failure(.data, "\(zeros) is not text")) { try TextFile.read(zeros) }
    let long = try folder.write("long", [UInt8](repeating: 0x61, count: (1 << 20) + 1))
    #expect(throws: Failure(.data, "\(long) is longer than 1 MiB")) { try TextFile.read(long) }
  }
}
