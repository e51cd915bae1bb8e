import Glibc
import TestKit
import Testing
import ToolSupport

@testable import completion_scripts

@Suite("the manual")
struct ManualTests {
  @Test("no quotation is inside of another", arguments: Repository.pages)
  func quotations(page: String) async throws {
    let run = try await Program.run("mandoc", ["-T", "utf8", "\(Repository.root)/man/\(page)"])
    var isOpen = false
    for character in run.output where "‘’".contains(character) {
      #expect(isOpen == (character == "’"))
      isOpen.toggle()
    }
  }

  @Test("mandoc has no word to say about a page", arguments: Repository.pages)
  func lint(page: String) async throws {
    let run = try await Program.run("mandoc", ["-T", "lint", "\(Repository.root)/man/\(page)"])
    // Whether other pages are installed on this machine is no matter of the page's.
    let words = run.output.split(separator: "\n").filter {
      !$0.contains("referenced manual not found")
    }
    #expect(words == [])
  }

  @Test(
    "a page of ours that another names is there",
    .enabled(if: Repository.documented == Repository.programs), arguments: Repository.pages)
  func references(page: String) throws {
    let ours = try ManualPage(page).references.filter {
      $0.hasPrefix("aai-") || $0.hasPrefix("gladia-")
    }
    #expect(!ours.isEmpty)
    #expect(ours.subtracting(Repository.pages) == [])
  }

  @Test("a page has the program's options, all and no others", arguments: Repository.documented)
  func options(program: String) async throws {
    let documented = try ManualPage("\(program).1").options.flatMap(\.names)
    let command = try await Parser.command(of: program)
    #expect(Set(documented) == Set(command.options.flatMap(\.names)))
  }

  @Test("a page tells every option's default", arguments: Repository.documented)
  func defaults(program: String) async throws {
    let page = try ManualPage("\(program).1")
    for option in try await Parser.command(of: program).options {
      guard let value = option.defaultValue, option.value != nil else { continue }
      if value.hasPrefix("/") {
        // The folder is told once, under FILES.
        #expect(
          page.text.contains(value[..<value.lastIndex(of: "/")!]), "\(option.names): \(value)")
        continue
      }
      let entry = page.options.first { !Set($0.names).isDisjoint(with: option.names) }
      // `50ms` may be set as `50 ms`.
      let text = entry?.text.replacing(" ", with: "") ?? ""
      #expect(text.contains(value.replacing(" ", with: "")), "\(option.names): \(value)")
    }
  }

  @Test(
    "a page lists statuses of sysexits.h only, each once, in order",
    arguments: Repository.documented)
  func statuses(program: String) throws {
    let statuses = try ManualPage("\(program).1").exitStatuses
    #expect(statuses.first == 0)
    #expect(statuses == Set(statuses).sorted())
    #expect(statuses.allSatisfy { ExitStatus(rawValue: $0) != nil })
  }

  @Test("aai-events(5) has every line that the programs write of their own")
  func ownLines() async throws {
    let sources = try await Program.run(
      "grep", ["-rhoE", #""aai\.[a-z_]+""#, "\(Repository.root)/Sources"])
    let written = Set(sources.output.split(separator: "\n").map { $0.filter { $0 != "\"" } })
    let page = try ManualPage("aai-events.5").text
    let described = page.matches(of: /\.It Va (aai\.[a-z_]+)/).map { String($0.output.1) }
    #expect(written == Set(described))
  }
}
