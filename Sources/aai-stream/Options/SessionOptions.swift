import AAIProtocol
import ArgumentParser
import StreamingClient
import ToolSupport

/// The session as a whole, and what there is no option for yet.
struct SessionOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Let the service end an idle session, 5 s to 1 h.", valueName: "time"))
  var inactivityTimeout: Seconds?

  @Flag(help: "Ask for a Heartbeat every five seconds.")
  var sessionHeartbeat = false

  @Option(
    name: .customLong("webhook-url"),
    help: ArgumentHelp("Have the final turns posted here after the session.", valueName: "url"))
  var webhookURL: String?

  @Option(help: ArgumentHelp("Authenticate that post with a header.", valueName: "name"))
  var webhookAuthHeaderName: String?

  @Option(
    help: ArgumentHelp("Read that header's value from a file.", valueName: "file"),
    completion: .file())
  var webhookAuthHeaderValueFile: String?

  @Option(
    help: ArgumentHelp(
      "Send each turn to a language model, as a file says.", valueName: "file.json"),
    completion: .file(extensions: ["json"]))
  var llmGateway: String?

  @Flag(help: "Have the service record the audio, in agreement with its support.")
  var customerSupportAudioCapture = false

  @Option(
    help: ArgumentHelp("Send a parameter that has no option; repeatable.", valueName: "key=value"))
  var param: [NamedValue] = []

  func add(to parameters: inout SessionParameters) throws(Failure) {
    if let duration = inactivityTimeout?.duration {
      parameters.set("inactivity_timeout", to: Int(duration.components.seconds))
    }
    if sessionHeartbeat { parameters.set("session_heartbeat", to: true as Bool?) }
    parameters.set("webhook_url", to: webhookURL)
    parameters.set("webhook_auth_header_name", to: webhookAuthHeaderName)
    if let webhookAuthHeaderValueFile {
      let value = try TextFile.read(webhookAuthHeaderValueFile).trimmingSpace
      parameters.set("webhook_auth_header_value", to: value as String?)
    }
    if let llmGateway {
      let text = try TextFile.read(llmGateway)
      do throws(JSONSyntaxError) {
        let json = try JSONValue(parsing: text)
        parameters.set("llm_gateway", to: ParameterValue.object(json))
      } catch {
        throw Failure(.data, "\(llmGateway) is not JSON: \(error.reason)")
      }
    }
    if customerSupportAudioCapture {
      parameters.set("customer_support_audio_capture", to: true as Bool?)
    }
    for argument in param { parameters.set(argument.name, to: argument.value) }
  }
}
