import TestKit
import Testing

/// Ctrl-C at what the documents show to be typed, with the last turn still to come.
@Suite("a recipe that Ctrl-C ends", .serialized)
struct InterruptedRecipeTests {
  /// Recipes with somebody else's program behind one of ours or around it, and those that keep a log.
  static let recipes = ExampleTests.examples.filter { example in
    (example.hasAnotherBehind || ["--tee", "parallel"].contains { example.text.contains($0) })
      && !excused.keys.contains { example.text.contains($0) }
  }

  static let excused = [".confidence.mean": "it reads logs, and nothing is still to come"]

  @Test("is read to its last turn", arguments: recipes)
  func lastTurn(recipe: Example) async throws {
    let trials = RecipeTrial.all.filter { recipe.text.contains($0.words) }
    let trial = try #require(trials.first, "nobody knows how to try it")
    // More audio than is ever heard.
    try await trial.run(recipe.text, Sandbox(hearing: RecipeTrial.heard, silence: 60, isLive: true))
  }

  @Test("an excused recipe is there", arguments: excused.keys)
  func excuse(words: String) {
    #expect(ExampleTests.examples.contains { $0.text.contains(words) && $0.hasAnotherBehind })
  }
}

extension Example {
  /// Whether a pipeline of ours goes on into a program of somebody else's.
  var hasAnotherBehind: Bool {
    let ours = Repository.programs
    let stages = text.replacing("\\\n", with: " ").split(separator: "|").map { stage in
      String(stage.drop { " \n\t({".contains($0) })
    }
    guard let first = stages.firstIndex(where: { stage in ours.contains { stage.contains($0) } })
    else { return false }
    return stages[(first + 1)...].contains { stage in !ours.contains { stage.hasPrefix($0) } }
  }
}
