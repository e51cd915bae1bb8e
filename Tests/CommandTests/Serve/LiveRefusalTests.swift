import AAIProtocol
import TestKit
import Testing

@testable import aai_serve

@Suite("aai-serve: what Gladia's side refuses")
struct LiveRefusalTests {
  static let wrong: [(String, Int, [String])] = [
    ("{oops", 400, []),
    ("[]", 400, ["The body must be an object"]),
    (
      #"{"encoding":"wav/mp3","bit_depth":12,"sample_rate":22050,"channels":9}"#, 400,
      [
        #"Field "encoding" must be one of: wav/pcm, wav/alaw, wav/ulaw"#,
        #"Field "bit_depth" must be one of: 8, 16, 24, 32"#,
        #"Field "sample_rate" must be one of: 8000, 16000, 32000, 44100, 48000"#,
        #"Field "channels" must be an integer from 1 to 8"#,
      ]
    ),
    (
      #"{"model":"solaria-3","endpointing":11,"maximum_duration_without_endpointing":1}"#, 400,
      [
        #"Field "model" must be one of: solaria-1"#,
        #"Field "endpointing" must be a number from 0.01 to 10"#,
        #"Field "maximum_duration_without_endpointing" must be a number from 5 to 60"#,
      ]
    ),
    (
      #"{"custom_metadata":1,"pre_processing":{"audio_enhancer":1,"speech_threshold":2}}"#, 400,
      [
        #"Field "custom_metadata" must be an object"#,
        #"Field "pre_processing.audio_enhancer" must be a boolean"#,
        #"Field "pre_processing.speech_threshold" must be a number from 0 to 1"#,
      ]
    ),
    (
      #"{"messages_config":{"receive_errors":"yes"},"callback_config":{"url":"here"}}"#, 400,
      [
        #"Field "messages_config.receive_errors" must be a boolean"#,
        #"Field "callback_config.url" must be an http or https URL"#,
      ]
    ),
    (
      #"{"realtime_processing":{"translation_config":{"target_languages":[]},"custom_spelling_config":{"spelling_dictionary":{"SQL":"Sequel"}}}}"#,
      400,
      [
        #"Field "realtime_processing.translation_config.target_languages" must have at least 1 element"#,
        #"Field "realtime_processing.custom_spelling_config.spelling_dictionary.SQL" must be an array"#,
      ]
    ),
    (
      #"{"realtime_processing":{"custom_vocabulary":true}}"#, 422,
      [
        #"Field "realtime_processing.custom_vocabulary_config.vocabulary" is required"#
      ]
    ),
    (
      #"{"encoding":"wav/ulaw","bit_depth":16}"#, 422,
      [#"Field "bit_depth" must be 8 for A-law and µ-law"#]
    ),
    (#"{"callback":true}"#, 422, [#"Field "callback_config.url" is required"#]),
  ]

  @Test("a request is refused field by field", arguments: wrong)
  func validation(body: String, status: Int, errors: [String]) {
    #expect {
      try LiveConfiguration(body)
    } throws: { error in
      let refusal = error as? LiveConfiguration.Refusal
      return refusal?.status == status && refusal?.validationErrors == errors
    }
  }

  @Test("a language is refused by its place in the list")
  func languages() {
    #expect {
      try LiveConfiguration(#"{"language_config":{"languages":["en","klingon"]}}"#)
    } throws: { error in
      (error as? LiveConfiguration.Refusal)?.validationErrors.first?
        .hasPrefix(#"Field "language_config.languages.1" must be one of: af, am, ar"#) == true
    }
  }

  @Test(
    "what an older client still sends, null and nothing at all are granted",
    arguments: ["", "{}", #"{"words_accurate_timestamps":true,"endpointing":null}"#])
  func granted(body: String) throws {
    let configuration = try LiveConfiguration(body)
    #expect(configuration.format == AudioFormat(.pcmS16LE, sampleRate: 16_000))
  }

  @Test("a key that is none is 401 in the service's shape")
  func unauthorized() async throws {
    let keys = try TemporaryFolder()
    let server = try await ServeFixture(["--api-key-file", try keys.write("keys", "key\n")])
    for key in [nil, "another"] {
      let answer = try await server.request("POST", "/v2/live?region=eu-west", "{}", key: key)
      #expect(answer.status == 401)
      #expect(answer.body["message"] == "gladia key not found")
      #expect(answer.body["statusCode"] == 401)
      #expect(answer.body["path"] == "/v2/live")
      #expect(answer.body["request_id"]?.string?.hasPrefix("G-") == true)
      #expect(answer.body["validation_errors"] == nil)
    }
    #expect(try await server.request("POST", "/v2/live", "{}", key: "key").status == 201)
  }

  @Test("the region is checked, and so is the number of sessions")
  func limits() async throws {
    let server = try await ServeFixture(["--max-sessions", "1"])
    let region = try await server.request("POST", "/v2/live?region=moon", "{}", key: "key")
    #expect(region.status == 400)
    #expect(
      region.body["validation_errors"] == [#"Field "region" must be one of: us-west, eu-west"#])
    let grant = try await server.grant("{}")
    let full = try await server.request("POST", "/v2/live", "{}", key: "key")
    #expect(full.status == 429)
    #expect(full.body["message"] == "Too many concurrent sessions")
    let client = try await server.open(grant)
    client.send(LiveMessage.stopRecording.text)
    #expect(try await client.closed().code == 1000)
    #expect(try await server.request("POST", "/v2/live", "{}", key: "key").status == 201)
  }

  @Test("the URL leads back by the name the client used")
  func host() async throws {
    let server = try await ServeFixture()
    let answer = try await server.request(
      "POST", "/v2/live", "{}", key: "key", host: "my-machine:\(server.port)")
    #expect(
      answer.body["url"]?.string?.hasPrefix("ws://my-machine:\(server.port)/v2/live?token=")
        == true)
  }
}
