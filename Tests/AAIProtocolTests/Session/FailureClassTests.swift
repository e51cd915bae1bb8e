import Testing

@testable import AAIProtocol

@Suite("what a close code means")
struct FailureClassTests {
  @Test(
    "the text counts before the code",
    arguments: [
      (1008, "Unauthorized Connection: Invalid API key", FailureClass.auth),
      (1008, "Unauthorized Connection: Too many concurrent sessions", .rate),
      (3009, "", .rate),
      (3006, "User Input Validation Error: Invalid 'mode': …", .usage),
      (3006, "Session terminated due to inactivity: No messages received for 5 seconds", .idle),
      (3007, "Input Duration Error: Input Duration Violation: 20.0 ms.", .usage),
      (3007, "Audio Transmission Rate Exceeded: Received 9 sec. audio in 1 sec", .pacing),
      (3008, "Session Expired: Maximum session duration exceeded", .expired),
      (3005, "Session Cancelled: An error occurred", .server),
      (1009, "", .usage), (1011, "", .server), (1013, "", .server), (1001, "", .network),
      (1000, "", .network), (1006, "", .network), (1012, "", .network), (4444, "", .network),
      (3005, "Session Expired: Maximum session duration exceeded", .expired),
      (3005, "User Input Validation Error: Invalid 'mode': …", .usage),
      (3006, "Invalid Message Type: terminate_session", .usage),
      (3005, "Input Duration Error: Input Duration Violation: 20.0 ms.", .usage),
      (3007, "too much audio buffered", .pacing), (1008, "", .auth),
      (4000, "", .usage), (4001, "", .auth), (4002, "", .auth), (4003, "", .auth),
      (4004, "", .expired), (4008, "", .expired), (4010, "", .expired), (4029, "", .pacing),
      (4030, "", .expired), (4031, "", .idle), (4032, "", .usage), (4033, "", .usage),
      (4034, "", .usage), (4100, "", .usage), (4101, "", .usage), (4102, "", .rate),
      (4103, "", .expired), (4104, "", .usage),
    ])
  func closeCodes(code: Int, text: String, expected: FailureClass) {
    #expect(FailureClass(closeCode: code, text: text) == expected)
  }

  @Test(
    "an HTTP status instead of an upgrade",
    arguments: [
      (401, FailureClass.auth), (403, .auth), (429, .rate), (500, .server), (503, .server),
      (404, .peer), (301, .peer), (200, .peer),
    ])
  func httpStatuses(status: Int, expected: FailureClass) {
    #expect(FailureClass(httpStatus: status) == expected)
  }
}
