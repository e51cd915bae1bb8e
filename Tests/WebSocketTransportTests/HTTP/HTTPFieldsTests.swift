import Testing

@testable import WebSocketTransport

@Suite("header fields")
struct HTTPFieldsTests {
  private let fields: HTTPFields = [
    "Connection": "keep-alive, ,\tUpgrade ,", "Set-Cookie": "a=1, 2", "connection": "TE",
    "Empty": "",
  ]

  @Test("a name is found in any case, in every line that has it")
  func names() {
    #expect(fields["CONNECTION"] == ["keep-alive, ,\tUpgrade ,", "TE"])
    #expect(fields.contains("set-cookie"))
    #expect(!fields.contains("Set-Cookie2"))
    #expect(fields["Accept"] == [])
    // A Kelvin sign is no K, though Unicode makes a k of it.
    #expect(!fields.contains("Set-Coo\u{212A}ie"))
  }

  @Test("the elements of a list are those of all its lines; a cookie's commas are its own")
  func elements() {
    #expect(fields.elements(of: "Connection") == ["keep-alive", "", "Upgrade", "TE"])
    #expect(fields.elements(of: "set-cookie") == ["a=1, 2"])
    #expect(fields.elements(of: "Empty") == [])
    #expect(fields.elements(of: "Accept") == [])
  }

  @Test("what is laid over them takes the place of all of its name, and comes last")
  func overlaid() {
    let all = fields.overlaid(with: ["CONNECTION": "close", "X": "1", "x": "2"])
    #expect(
      all == [
        "Set-Cookie": "a=1, 2", "Empty": "", "CONNECTION": "close", "X": "1", "x": "2",
      ])
    #expect(all.overlaid(with: [:]) == all)
    #expect(all != fields)
  }

  @Test("a name or a value that would break its line never leaves the program")
  func broken() async {
    await #expect(processExitsWith: .failure) {
      _ = (["Name": "value\r\nSecond: line"] as HTTPFields).bytes
    }
    await #expect(processExitsWith: .failure) { _ = (["Name": "\0"] as HTTPFields).bytes }
    await #expect(processExitsWith: .failure) { _ = (["Na\nme": ""] as HTTPFields).bytes }
    await #expect(processExitsWith: .failure) { _ = (["": "value"] as HTTPFields).bytes }
    await #expect(processExitsWith: .failure) {
      _ = HTTPRequest(method: "GET", target: "/ HTTP/1.1\r\nX: y").bytes
    }
  }
}
