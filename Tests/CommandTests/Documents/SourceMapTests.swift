import Glibc
import Testing

/// `Sources/README.md` against the sources.
@Suite("the map of the sources")
struct SourceMapTests {
  private static let map = (try? Repository.text("Sources/README.md")) ?? ""

  /// Each step of a journey: a file and the function in it.
  private static let steps = map.matches(of: /\n\d+\. `([^`]+\.swift)`, `(\w+)`/).map {
    (file: String($0.output.1), function: String($0.output.2))
  }

  @Test("three journeys are told, each step at the function it names")
  func journeys() throws {
    #expect(Self.map.matches(of: #/\n1\. /#).count == 3)
    #expect(Self.steps.count >= 20)
    for (file, function) in Self.steps {
      let text = try Repository.text("Sources/" + file)
      #expect(
        text.contains("func \(function)(") || text.contains("func \(function)<"),
        "\(file): \(function)")
    }
  }

  @Test("every file and folder it sends a reader to is there")
  func places() {
    let places = Self.map.matches(of: /`([A-Za-z-]+\/[^`]+)`/).map { String($0.output.1) }
    #expect(places.count > 20)
    for place in places {
      #expect(access("\(Repository.root)/Sources/\(place)", F_OK) == 0, "\(place)")
    }
  }

  @Test("every module is on it, and at most 40 words")
  func modules() throws {
    let targets = try Repository.text("Package.swift").matches(
      of: /\.(?:target|systemLibrary)\(\s*name: "(\w+)"/)
    for target in targets where target.output.1 != "TestKit" {
      #expect(Self.map.contains("`\(target.output.1)`") || Self.map.contains(target.output.1))
    }
    for program in Repository.programs { #expect(Self.map.contains(program)) }
    let rows = Self.map.split(separator: "\n## ")[1].split(separator: "\n").filter {
      $0.hasPrefix("| ")
    }
    #expect((1...41).contains(rows.count - 1))
  }
}
