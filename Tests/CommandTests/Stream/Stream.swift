import AAIProtocol
import TestKit

/// aai-stream as the tests start it: with a key, and nothing inherited that leads elsewhere.
enum Stream {
  static let key = "a-key-of-the-tests"

  static let environment: [String: String?] = [
    "ASSEMBLYAI_API_KEY": key, "ASSEMBLYAI_TOKEN": nil, "AAI_URL": nil,
    "AAI_SPEECH_MODEL": nil, "https_proxy": nil,
    "HTTPS_PROXY": nil, "http_proxy": nil, "all_proxy": nil, "ALL_PROXY": nil,
    "SSL_CERT_FILE": nil, "SSL_CERT_DIR": nil, "SSLKEYLOGFILE": nil,
  ]

  /// Sends `input` to `server` and waits for the end.
  static func run(
    _ server: ServeFixture, _ arguments: [String] = [], input: some Collection<UInt8> & Sendable,
    within deadline: Duration = .seconds(60)
  ) async throws -> Finished {
    try await Program.run(
      "aai-stream", ["-u", server.url.text] + arguments, environment: environment, input: input,
      within: deadline)
  }

  /// A server whose recogniser hears tone-coded words.
  static func tones(_ arguments: [String] = [], port: Int = 0) async throws -> ServeFixture {
    try await ServeFixture(
      ["--recognizer", Program.folder + "/tone-recognizer"] + arguments, script: nil, port: port)
  }

  /// So much silence, 16 kHz s16le.
  static func silence(milliseconds: Int) -> [UInt8] {
    [UInt8](repeating: 0, count: milliseconds * 32)
  }
}

extension Finished {
  /// Every line of stdout, which must be JSON.
  var events: [JSONValue] {
    get throws {
      try output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
    }
  }

  /// The texts of the final turns, in order.
  var finals: [String] {
    get throws {
      try events.filter { $0["end_of_turn"]?.bool == true }.compactMap { $0["transcript"]?.string }
        .filter { !$0.isEmpty }
    }
  }

  /// The words of the final turns, in order.
  var words: [String] {
    get throws { try finals.flatMap { $0.split(separator: " ").map(String.init) } }
  }

  func last(_ type: String) throws -> JSONValue? {
    try events.last { $0["type"]?.string == type }
  }
}
