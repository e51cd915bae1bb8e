import TestKit
import Testing

@testable import completion_scripts

// One at a time: each is a pipeline that has to keep up with real time.
@Suite("examples", .serialized)
struct ExampleTests {
  /// What README and the manual show to be typed.
  static let examples: [Example] = {
    let pages = Repository.pages.flatMap { page in
      ((try? ManualPage(page))?.examples ?? []).map { Example(document: page, text: $0) }
    }
    let readme = (try? Readme.blocks) ?? []
    return (readme.map { Example(document: "README.md", text: $0) } + pages)
      .filter { !$0.uses.isEmpty }
  }()

  /// What cannot be run here, by some words of it, and why.
  static let impossible = [
    "--lm commands": "the model is the reader's own",
    "PULSE_SOURCE": "needs a sound server; the cookbook's test of parec starts one",
    "CARD=Left": "needs two sound cards",
    "ssh host": "needs another machine; the cookbook's test starts an sshd",
    "read -r key": "needs somebody at the keys; aai-capture's own tests press them",
  ]

  @Test(
    "an example can be typed as it stands",
    arguments: examples.filter { example in
      !impossible.keys.contains { example.text.contains($0) }
        // The cookbook's tests say what each of its recipes comes to.
        && example.document != "aai-tools.7"
    })
  func run(example: Example) async throws {
    let sandbox = try await Sandbox()
    // A server that is told no address takes its own.
    let port = example.text.contains("--listen") ? try await sandbox.freePort() : 8765
    let answering = "(exec 3<>/dev/tcp/127.0.0.1/\(port)) 2>/dev/null"
    let lines = example.text.replacing(":8765", with: ":\(port)").split(separator: "\n").map {
      // A person sees the server ready before typing on.
      let isServer = $0.contains("aai-serve") && $0.hasSuffix(" &")
      return isServer ? "\($0)\nuntil \(answering); do sleep 0.05; done" : String($0)
    }
    // What never ends by itself is ended as a person would end it.
    let run = try await sandbox.run(
      "trap 'kill $(jobs -p) 2>/dev/null' EXIT\n" + lines.joined(separator: "\n"), stopping: 8)
    // 130: Ctrl-C ended a program of somebody else's. 141: the sandbox's microphone, which does not
    // keep to real time, had given more than is still taken then.
    #expect([0, 130, 141].contains(run.status), "\(run.errors)")
    #expect(!run.errors.contains("error: "))
  }

  @Test("an example that is not run is there", arguments: impossible.keys)
  func excuse(words: String) {
    #expect(Self.examples.contains { $0.text.contains(words) })
  }

  @Test("an option in an example is one the program has", arguments: examples)
  func options(example: Example) async throws {
    for use in example.uses {
      let command = try await Parser.command(of: use.program)
      let known = Set(command.options.flatMap(\.names))
      #expect(use.options.filter { !known.contains($0) } == [], "\(use.program)")
    }
  }
}

/// A literal block of a document.
struct Example: Sendable, CustomTestStringConvertible {
  let document: String
  let text: String

  var testDescription: String { "\(document): \(text.prefix { $0 != "\n" })" }

  /// A program of ours in the block, with the options it is given there.
  struct Use: Sendable {
    let program: String
    var options: [String]
  }

  var uses: [Use] {
    var uses: [Use] = []
    var open = false
    // A quoted or substituted command is a command, too.
    let words = text.replacing("\\\n", with: " ").split { " \n\t".contains($0) }
    for word in words {
      let bare = word.drop { "'\"($`<{".contains($0) }
      let name = bare.prefix { $0.isLetter || $0 == "-" }
      if Repository.programs.contains(String(name)) {
        uses.append(Use(program: String(name), options: []))
        open = name.count == bare.count
      } else if open, word.hasPrefix("-"), word.count > 1 {
        let option = word.prefix { $0 != "=" && !"'\");".contains($0) }
        uses[uses.count - 1].options.append(String(option))
      }
      if word.contains(where: { "|;&>)".contains($0) }) { open = false }
    }
    return uses
  }
}
