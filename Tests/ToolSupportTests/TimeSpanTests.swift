import Testing

@testable import ToolSupport

@Suite("times on the command line")
struct TimeSpanTests {
  @Test(
    "a bare number is in the option's unit, a suffix says another",
    arguments: [
      ("50", Duration.milliseconds(50)), ("50ms", .milliseconds(50)), ("2s", .seconds(2)),
      ("1.5m", .seconds(90)), ("3h", .seconds(10_800)), ("20us", .microseconds(20)), ("0", .zero),
      (".5s", .milliseconds(500)),
    ])
  func milliseconds(text: String, expected: Duration) {
    #expect(Milliseconds(argument: text)?.duration == expected)
  }

  @Test(
    "anything else is refused",
    arguments: ["", "ms", "-1", "1d", "1 s", "1e3", "nan", "inf", "999999999h", "1.2.3", "٣"])
  func refused(text: String) {
    #expect(Seconds(argument: text) == nil)
  }
}
