import TestKit
import Testing

@Suite("make demo")
struct DemonstrationTests {
  static let script = Repository.root + "/.ci/demo"

  @Test("real speech comes out as words, from a file and from a capture device")
  func words() async throws {
    let demo = try await Program.run(Self.script, [Program.folder], within: .seconds(90))
    let heard = demo.output.split(separator: "\n").filter { $0 == "go forward ten meters" }
    #expect(heard.count == 2)
    #expect(demo.output.contains("small"))
    #expect(demo.status == 0)
    #expect(demo.errors == "")
  }
}
