import AAIProtocol
import TestKit
import Testing

/// The package `assemblyai` from PyPI, with a thread and with asyncio.
@Suite(
  "aai-serve: AssemblyAI's own client at work",
  .enabled("the official packages are installed") { await OfficialClients.areInstalled })
struct OfficialClientTests {
  /// Runs one task against a server of its own.
  private func run(_ task: String, _ arguments: [String] = []) async throws -> JSONValue {
    let server = try await ServeFixture(arguments)
    defer { withExtendedLifetime(server) {} }
    return try await OfficialClients.run(task, "ws://127.0.0.1:\(server.port)")
  }

  @Test(
    "each of its parameters opens a session that ends as it should",
    arguments: ["each_parameter", "each_parameter_async"])
  func parameters(task: String) async throws {
    let answers = try await run(task)
    #expect(answers["unknown"] == nil)
    #expect(answers.names.count >= 37)
    for name in answers.names {
      #expect(answers[name]?["errors"] == [], "\(name)")
      let events = answers[name]?["events"]?.strings
      #expect(events?.isSuperset(of: ["Begin", "Termination"]) == true, "\(name)")
    }
  }

  @Test("each of its models, all at once; one that is deprecated is refused as the service does")
  func models() async throws {
    let answers = try await run("all_at_once")
    #expect(answers.names.isSuperset(of: SpeechModel.offeredByPackage))
    for model in answers.names where model != "u3-pro" {
      #expect(answers[model]?["errors"] == [], "\(model)")
      let first = answers[model]?["finals"]?.array?.first?.string?.lowercased()
      #expect(first?.contains("good morning") == true, "\(model)")
    }
    #expect(answers["u3-pro"]?["events"] == ["Error"])
  }

  @Test(
    "everything that may change while a session runs",
    arguments: ["updates", "async_updates"])
  func updates(task: String) async throws {
    let answer = try await run(task)
    #expect(answer["errors"] == [])
    #expect(answer["events"]?.array?.contains("Silence") == true)
    #expect(answer["finals"]?.array?.first == "Good morning.")
    #expect(answer["events"]?.array?.last == "Termination")
  }

  @Test("several threads with a session each")
  func several() async throws {
    let answers = try #require(try await run("several").array)
    #expect(answers.count == 4)
    #expect(answers.allSatisfy { $0 == answers[0] && $0["errors"] == [] })
  }

  @Test("it is warned of a domain that a language does not have")
  func warning() async throws {
    let fault = ["--fault", "warning=7:by the way"]
    let warnings = try #require(try await run("warnings", fault).array)
    #expect(warnings.count == 2)
    #expect(warnings.first?.array?.last?.string?.contains("'ja'") == true)
    #expect(warnings.last == [7, "by the way"])
  }

  @Test("it mints a token over TLS and opens a session with it")
  func token() async throws {
    let folder = try TemporaryFolder()
    let server = try await ServeFixture(["--self-signed", folder.path + "/tls"])
    let answer = try await OfficialClients.run(
      "token", "127.0.0.1:\(server.port)",
      environment: ["SSL_CERT_FILE": folder.path + "/tls/ca.pem"])
    #expect(answer["errors"] == [])
    #expect(answer["events"]?.array?.last == "Termination")
    try await server.logged("session 1", "Terminate, closed 1000")
  }
}

/// The package `gladiaio-sdk` from PyPI.
@Suite(
  "aai-serve: Gladia's own client at work",
  .enabled("the official packages are installed") { await OfficialClients.areInstalled })
struct OfficialGladiaClientTests {
  @Test("it joins a session by its URL, reads its result and its audio, lists and deletes it")
  func session() async throws {
    let folder = try TemporaryFolder()
    let server = try await ServeFixture(["--record", folder.path + "/kept"])
    let answer = try await OfficialClients.run("gladia", server.base)
    #expect(answer["finals"] == [" Good moaning.", " Line two is down."])
    #expect(
      answer["report"] == [
        true, 2, "live", "done", ["line": "2"], .number("5.0"), "Good moaning. Line two is down.",
      ])
    #expect(answer["types"]?.array?.last == "end_session")
    #expect(answer["listed"] == [true])
    #expect(answer["next"] == .null)
    #expect(answer["audio"] == ["RIFF", 160_044])
    #expect(answer["deleted"] == true)
    #expect(answer["left"] == 0)
    try await server.logged("session 1", "stop_recording, closed 1000")
  }

  @Test("with asyncio, from the request to the result")
  func async() async throws {
    let server = try await ServeFixture()
    let answer = try await OfficialClients.run("gladia_async", server.base)
    #expect(answer["code"] == 1000)
    #expect(answer["status"] == "done")
    #expect(answer["finals"] == [" Good morning.", " Line two is down."])
    try await server.logged("session 1", "stop_recording, closed 1000")
  }
}

extension SpeechModel {
  static let offeredByPackage: Set = [
    "universal-3-6-pro", "universal-3-6", "universal-3-5-pro", "u3-rt-pro", "u3-rt-pro-beta-1",
    "universal-streaming-english", "universal-streaming-multilingual", "whisper-rt", "u3-pro",
  ]
}
