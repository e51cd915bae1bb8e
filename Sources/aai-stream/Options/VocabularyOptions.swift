import AAIProtocol
import ArgumentParser
import StreamingClient
import ToolSupport

/// Words and context that the model should expect.
struct VocabularyOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Expect a word or phrase; repeatable.", valueName: "term"))
  var keytermsPrompt: [String] = []

  @Option(
    help: ArgumentHelp(
      "Expect the terms in a file, one a line, # for comments.", valueName: "file"),
    completion: .file())
  var keytermsFile: String?

  @Option(help: ArgumentHelp("Tell the model what the audio is about.", valueName: "text"))
  var prompt: String?

  @Option(
    help: ArgumentHelp("Read the prompt from a file.", valueName: "file"), completion: .file())
  var promptFile: String?

  @Option(help: ArgumentHelp("Tell the model what an agent has said.", valueName: "text"))
  var agentContext: String?

  @Option(
    help: ArgumentHelp("Let the model remember so many turns, 0 to 100.", valueName: "n"))
  var previousContextNTurns: Int?

  func validate() throws {
    if prompt != nil && promptFile != nil {
      throw ValidationError("--prompt and --prompt-file exclude each other")
    }
    if keytermsPrompt.contains(where: \.trimmingSpace.isEmpty) {
      throw ValidationError("--keyterms-prompt needs a word or phrase")
    }
  }

  func add(to parameters: inout SessionParameters) throws(Failure) {
    var terms = keytermsPrompt
    if let keytermsFile {
      terms += try TextFile.terms(keytermsFile)
    }
    parameters.set("keyterms_prompt", to: terms)
    if let promptFile {
      parameters.set("prompt", to: try TextFile.read(promptFile).trimmingSpace as String?)
    }
    parameters.set("prompt", to: prompt)
    parameters.set("agent_context", to: agentContext)
    parameters.set("previous_context_n_turns", to: previousContextNTurns)
  }
}
