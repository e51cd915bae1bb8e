import AAIProtocol
import ArgumentParser
import ToolSupport

/// Who speaks, about what, and how far away.
struct SpeakerOptions: ParsableArguments {
  @Flag(help: "Tell speakers apart.")
  var speakerLabels = false

  @Option(help: ArgumentHelp("Expect at most so many speakers, 1 to 10.", valueName: "n"))
  var maxSpeakers: Int?

  @Option(
    help: ArgumentHelp(
      "Revise speakers after so much audio: 0, or from 2 minutes on.", valueName: "time"))
  var speakerLabelsRevisionInterval: Milliseconds?

  @Option(help: "Expect the words of a field: medical-v1.", completion: .list(["medical-v1"]))
  var domain: String?

  @Option(
    help: "Follow one voice: near-field or far-field.",
    completion: .list(["near-field", "far-field"]))
  var voiceFocus: String?

  @Option(help: ArgumentHelp("How strictly to follow it, 0 to 1.", valueName: "number"))
  var voiceFocusThreshold: Double?

  func add(to parameters: inout SessionParameters) {
    if speakerLabels { parameters.set("speaker_labels", to: true as Bool?) }
    parameters.set("max_speakers", to: maxSpeakers)
    parameters.set(
      "speaker_labels_revision_interval_ms", to: speakerLabelsRevisionInterval?.duration)
    parameters.set("domain", to: domain)
    parameters.set("voice_focus", to: voiceFocus)
    parameters.set("voice_focus_threshold", to: voiceFocusThreshold)
  }
}
