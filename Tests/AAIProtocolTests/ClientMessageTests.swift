import AAIProtocol
import Testing

@Suite("client messages")
struct ClientMessageTests {
  @Test(
    "a message reads as it was written",
    arguments: [
      ClientMessage.terminate, .forceEndpoint, .keepAlive,
      .updateConfiguration([.init("min_turn_silence", 300), .init("keyterms_prompt", ["a", "b"])]),
      .unknown(type: "terminate_session"),
    ])
  func roundTrip(message: ClientMessage) throws {
    #expect(try ClientMessage(parsing: message.text) == message)
  }

  @Test("the wire form names the type first")
  func wireForm() {
    #expect(ClientMessage.terminate.text == #"{"type":"Terminate"}"#)
    #expect(
      ClientMessage.updateConfiguration([.init("prompt", "")]).text
        == #"{"type":"UpdateConfiguration","prompt":""}"#)
  }

  @Test("case counts, and an object without a type is an unknown message")
  func unknown() throws {
    #expect(try ClientMessage(parsing: #"{"type":"terminate"}"#) == .unknown(type: "terminate"))
    #expect(try ClientMessage(parsing: "{}") == .unknown(type: nil))
  }

  @Test("what is no JSON and what is no object are told apart")
  func malformed() {
    #expect(throws: ClientMessage.Malformed.notAnObject) { try ClientMessage(parsing: "[]") }
    let malformed = #expect(throws: ClientMessage.Malformed.self) {
      try ClientMessage(parsing: "{oops}")
    }
    #expect(malformed != .notAnObject)
  }
}
