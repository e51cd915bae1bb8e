import TestKit
import Testing

@testable import AAIProtocol
@testable import aai_serve

/// Fails when a package gains what nobody here knows, so that a change of a service is seen.
@Suite(
  "the official packages have no field that is not known here",
  .enabled("the official packages are installed") { await OfficialClients.areInstalled })
struct OfficialFieldTests {
  private let time = AudioTime.zero

  /// What is read or written of each model, by the package's name for it.
  private var known: [String: Set<String>] {
    let word = Word(
      start: time, end: time, text: "", speaker: "A", speakerConfidence: 0)
    let turn = Turn(
      order: 0, isFinal: true, transcript: "", words: [word], utterance: "", languageCode: "en",
      languageConfidence: 1, speakerLabel: "A", speakerConfidence: 1)
    let begin = Begin(
      id: "", expiresAt: 0, configuration: Begin.Configuration(model: "", mode: ""))
    let revision = SpeakerRevision(changes: [.init(turnOrder: 0, speakerLabel: "A", words: [])])
    let parameters = Set(ParameterRule.all.map(\.name))
    let changing = Set(ParameterRule.all.filter { !$0.updatable.isEmpty }.map(\.name))
    return [
      "Word": word.json.names, "TurnEvent": turn.json.names, "BeginEvent": begin.json.names,
      "SessionConfiguration": begin.json["configuration"]?.names ?? [],
      "TerminationEvent": Termination(audioDuration: .zero, sessionDuration: .zero).json.names,
      "SpeechStartedEvent": SpeechStarted(timestamp: time, confidence: 1).json.names,
      "ErrorEvent": ServiceError(code: 1, message: "").json.names,
      "WarningEvent": ServiceWarning(code: 1, message: "").json.names,
      "HeartbeatEvent": Heartbeat(
        audioReceived: .zero, sessionDuration: .zero, realtimeFactor: 1, speechProbability: 1
      ).json.names,
      "SilenceEvent": Silence(start: time, end: time).json.names,
      "LLMGatewayResponseEvent": ["type", "turn_order", "transcript", "data"],
      "SpeakerRevisionEvent": revision.json.names,
      "SpeakerRevisionItem": revision.json["revisions"]?.array?.first?.names ?? [],
      "TerminateSession": ["type"], "ForceEndpoint": ["type"], "KeepAlive": ["type"],
      "RealTimeParameters": parameters, "RealTimeSessionParameters": changing,
      "UpdateConfiguration": changing.union(["type"]),
      "LLMGatewayConfig": ["model", "messages", "max_tokens"],
      "LLMGatewayMessage": ["role", "content"],
      "RealTimeTranscriberOptions": [
        "api_host", "api_key", "token", "connect_timeout", "max_connection_retries",
        "connection_retry_delay", "terminate_timeout",
      ],
    ]
  }

  /// The names of packages' aliases for one and the same class.
  private static let aliases = [
    "StreamingParameters": "RealTimeParameters",
    "StreamingSessionParameters": "RealTimeSessionParameters",
    "StreamingClientOptions": "RealTimeTranscriberOptions", "StreamingEvents": "RealTimeEvents",
  ]

  private func choices(_ name: String) -> Set<String> {
    switch ParameterRule.named(name)?.kind {
    case .choice(let choices): Set(choices)
    case .list(_, _, let choices): Set(choices)
    default: []
    }
  }

  @Test("of AssemblyAI's: events, parameters, messages, and what they may hold")
  func assemblyAI() async throws {
    let found = try await OfficialClients.run("fields")
    for name in try #require(found["models"]).names {
      let fields = try #require(found["models"]?[name]).strings
      let ours = known[Self.aliases[name] ?? name]
      #expect(ours != nil, "the package has a model \(name) with \(fields.sorted())")
      #expect(fields.subtracting(ours ?? []) == [], "\(name)")
    }
    let enums = [
      "SpeechModel": choices("speech_model").union(["u3-pro"]), "Encoding": choices("encoding"),
      "StreamingDomain": choices("domain"), "NoiseSuppressionModel": choices("voice_focus"),
      "StreamingMode": choices("mode"), "StreamingPiiPolicy": choices("redact_pii_policies"),
      "StreamingPiiSubstitution": choices("redact_pii_sub"),
    ]
    for name in try #require(found["enums"]).names {
      let values = try #require(found["enums"]?[name]).strings
      if (Self.aliases[name] ?? name) == "RealTimeEvents" {
        for type in values {
          let event = try ServerEvent(parsing: #"{"type":"\#(type)"}"#)
          #expect(event != .unknown(type: type))
        }
      } else {
        #expect(enums[name] != nil, "the package has an enum \(name) of \(values.sorted())")
        #expect(values.subtracting(enums[name] ?? []) == [], "\(name)")
      }
    }
    for code in try #require(found["codes"]?.array).compactMap(\.int) {
      #expect(CloseMeaning.text(code: code, reason: "") != "", "\(code)")
    }
  }

  @Test("of Gladia's: what may be asked for, messages, and what is reported of a session")
  func gladia() async throws {
    let found = try await OfficialClients.run("gladia_fields")
    let request = try #require(found["request"]).strings
    #expect(request.subtracting(LiveField.request.paths()) == [])
    for type in try #require(found["messages"]).strings {
      let line = #"{"type":"\#(type)","data":{"id":"1","is_final":true,"utterance":{"text":""}}}"#
      let event = try EventLine(parsing: line)
      #expect(event != .server(.unknown(type: type)), "\(type)")
    }
    let server = try await ServeFixture()
    let grant = try await server.grant("{}")
    let id = try #require(grant["id"]?.string)
    let report = try await server.request("GET", "/v2/live/\(id)", key: "key").body
    #expect(try #require(found["report"]).strings.subtracting(report.names) == [])
    let page = try await server.request("GET", "/v2/live?limit=1", key: "key").body
    #expect(try #require(found["page"]).strings.subtracting(page.names) == [])
  }
}

extension LiveField {
  /// Every field in it, as a path.
  fileprivate func paths(_ prefix: String = "") -> Set<String> {
    switch self {
    case .object(let fields):
      fields.reduce(into: []) { paths, field in
        paths.insert(prefix + field.name)
        paths.formUnion(field.field.paths(prefix + field.name + "."))
      }
    case .list(let field, _), .dictionary(let field): field.paths(prefix)
    case .either(let first, let second): first.paths(prefix).union(second.paths(prefix))
    default: []
    }
  }
}
