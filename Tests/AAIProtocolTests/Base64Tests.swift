import Testing

@testable import AAIProtocol

@Suite("base64")
struct Base64Tests {
  @Test(
    "the examples of RFC 4648 §10",
    arguments: [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
      ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ])
  func examples(text: String, encoded: String) {
    #expect(Base64.text(Array(text.utf8)) == encoded)
  }

  @Test("both ends of the alphabet")
  func alphabet() {
    #expect(Base64.text([0xFB, 0xFF, 0xBF]) == "+/+/")
    #expect(Base64.text([0xFF, 0xFF, 0xFE]) == "///+")
  }
}
