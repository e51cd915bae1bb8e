public import AAIProtocol
public import ArgumentParser

/// Where else the service sends the session's events.
struct CallbackOptions: ParsableArguments {
  @Option(
    name: .customLong("callback-url"),
    help: ArgumentHelp("Have the events posted here, too.", valueName: "url"))
  var callbackURL: String?

  @Option(
    help: ArgumentHelp("Have only events of this kind posted; repeatable.", valueName: "kind"))
  var callbackEvent: [LiveMessageKind] = []

  func validate() throws {
    if !callbackEvent.isEmpty && callbackURL == nil {
      throw ValidationError("--callback-event needs --callback-url")
    }
  }

  func add(to request: inout LiveRequest) {
    guard let callbackURL else { return }
    request.set("callback", to: true)
    request.set("callback_config", "url", to: .string(callbackURL))
    guard !callbackEvent.isEmpty else { return }
    for kind in LiveMessageKind.allCases {
      request.set("callback_config", kind.flag, to: .bool(callbackEvent.contains(kind)))
    }
  }
}

extension LiveMessageKind: ExpressibleByArgument {}
