import AAIProtocol
import ArgumentParser

/// What is left out of the text.
struct PrivacyOptions: ParsableArguments {
  @Flag(name: .customLong("redact-pii"), help: "Leave personal data out of final turns.")
  var redactPII = false

  @Option(
    name: .customLong("redact-pii-policy"),
    help: ArgumentHelp("Leave out only this kind of data; repeatable.", valueName: "policy"))
  var redactPIIPolicy: [String] = []

  @Option(
    name: .customLong("redact-pii-sub"),
    help: "What stands for it: hash or entity_name.",
    completion: .list(["hash", "entity_name"]))
  var redactPIISub: String?

  @Flag(help: "Mask profanities.")
  var filterProfanity = false

  func add(to parameters: inout SessionParameters) {
    if redactPII { parameters.set("redact_pii", to: true as Bool?) }
    parameters.set("redact_pii_policies", to: redactPIIPolicy)
    parameters.set("redact_pii_sub", to: redactPIISub)
    if filterProfanity { parameters.set("filter_profanity", to: true as Bool?) }
  }
}
