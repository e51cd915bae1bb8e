import Testing
import ToolSupport

@Suite("sample rate")
struct SampleRateTests {
  @Test(
    "plain numbers and thousands",
    arguments: [("16000", 16_000), ("8k", 8000), ("44.1k", 44_100), ("11.025k", 11_025)])
  func accepted(text: String, hertz: Int) {
    #expect(SampleRate(argument: text)?.hertz == hertz)
  }

  @Test(
    "anything else is refused",
    arguments: ["", "k", "7999", "96001", "16000Hz", "-16000", "16000.5", "1e4", "0x3e80", "١٦٠٠٠"])
  func refused(text: String) {
    #expect(SampleRate(argument: text) == nil)
  }
}
