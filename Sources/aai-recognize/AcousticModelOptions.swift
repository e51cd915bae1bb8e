import ArgumentParser
import ToolSupport

/// Which model PocketSphinx listens with.
struct AcousticModelOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Acoustic model.", valueName: "directory"), completion: .directory)
  var hmm = "\(Model.enUS)/en-us"

  @Option(
    help: ArgumentHelp("Statistical language model.", valueName: "file"), completion: .file())
  var lm = "\(Model.enUS)/en-us.lm.bin"

  @Option(
    help: ArgumentHelp("Pronouncing dictionary.", valueName: "file"), completion: .file())
  var dict = "\(Model.enUS)/cmudict-en-us.dict"

  var model: Model {
    get throws(Failure) { try Model(hmm: hmm, lm: lm, dict: dict) }
  }
}
