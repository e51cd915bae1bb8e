import AAIProtocol
import TestKit
import Testing

@Suite("the request of gladia-stream")
struct GladiaRequestTests {
  private func request(_ options: [String]) async throws -> Finished {
    try await Program.run("gladia-stream", ["--print-request"] + options)
  }

  @Test(
    "an option is a field of the request",
    arguments: [
      (
        ["--language", "en", "--language", "de", "--code-switching"],
        #""language_config":{"languages":["en","de"],"code_switching":true}"#
      ),
      (
        ["--endpointing", "300ms", "--maximum-duration-without-endpointing", "10"],
        #""endpointing":0.3,"maximum_duration_without_endpointing":10.0"#
      ),
      (
        ["--audio-enhancer", "--speech-threshold", "0.5", "-m", "solaria-1"],
        #""model":"solaria-1","pre_processing":{"audio_enhancer":true,"speech_threshold":0.5}"#
      ),
      (
        ["--custom-vocabulary", "Birchwood", "--vocabulary-intensity", "0.7"],
        #""realtime_processing":{"custom_vocabulary":true,"custom_vocabulary_config":"#
          + #"{"vocabulary":["Birchwood"],"default_intensity":0.7}}"#
      ),
      (
        [
          "--custom-vocabulary", "Westeros:0.8", "--custom-vocabulary", "Arya=area, aria",
          "--custom-vocabulary", "King's Landing:1=kings landing",
        ],
        #"{"vocabulary":[{"value":"Westeros","intensity":0.8},"#
          + #"{"value":"Arya","pronunciations":["area","aria"]},"#
          + #"{"value":"King's Landing","intensity":1.0,"pronunciations":["kings landing"]}]}"#
      ),
      (
        ["--custom-spelling", "SQL=Sequel", "--custom-spelling", "SQL=Squeal"],
        #""custom_spelling":true,"custom_spelling_config":{"spelling_dictionary":"#
          + #"{"SQL":["Sequel","Squeal"]}}"#
      ),
      (
        ["--translate-to", "fr", "--translation-model", "enhanced", "--no-lipsync", "--informal"],
        #""translation":true,"translation_config":{"target_languages":["fr"],"#
          + #""model":"enhanced","lipsync":false,"informal":true}"#
      ),
      (
        ["--named-entity-recognition", "--sentiment-analysis"],
        #"{"named_entity_recognition":true,"sentiment_analysis":true}"#
      ),
      (
        ["--summarization", "--summarization-type", "bullet_points", "--chapterization"],
        #""post_processing":{"summarization":true,"summarization_config":"#
          + #"{"type":"bullet_points"},"chapterization":true}"#
      ),
      (
        ["--partials", "--no-speech-events", "--lifecycle-events"],
        #""messages_config":{"receive_partial_transcripts":true,"receive_speech_events":false,"#
          + #""receive_lifecycle_events":true}"#
      ),
      (["--custom-metadata", "room=4"], #""custom_metadata":{"room":"4"}"#),
      (
        ["-e", "ulaw", "-r", "8000"],
        #""encoding":"wav/ulaw","bit_depth":8,"sample_rate":8000,"channels":1"#
      ),
      (["-e", "a_law"], #""encoding":"wav/alaw","bit_depth":8,"sample_rate":16000"#),
      (["-e", "u8"], #""encoding":"wav/pcm","bit_depth":8"#),
      (["-e", "pcm_s24le"], #""encoding":"wav/pcm","bit_depth":24"#),
      (["-e", "S32_LE"], #""encoding":"wav/pcm","bit_depth":32"#),
      (["--channels", "2", "-r", "48k"], #""sample_rate":48000,"channels":2"#),
    ] as [([String], String)])
  func options(options: [String], fields: String) async throws {
    let run = try await request(options)
    #expect(run.status == 0)
    #expect(run.output.contains(fields), "\(run.output)")
  }

  @Test("a callback is sent what was asked for and nothing else")
  func callback() async throws {
    let run = try await request([
      "--callback-url", "https://call.example/", "--callback-event", "errors",
    ])
    let config = try JSONValue(parsing: run.output)["callback_config"]
    #expect(config?["url"] == "https://call.example/")
    #expect(config?["receive_errors"] == true)
    #expect(config?["receive_final_transcripts"] == false)
  }

  @Test("a file is laid over the options, member by member")
  func config() async throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(
      "live.json",
      #"{"messages_config":{"receive_final_transcripts":false},"new_field":[1.50]}"#)
    let run = try await request(["--partials", "--config", path])
    #expect(
      run.output.hasPrefix(
        #"{"messages_config":{"receive_partial_transcripts":true,"#
          + #""receive_final_transcripts":false},"new_field":[1.50],"#))
  }

  @Test("a file cannot say what the audio is, and must be an object")
  func badConfig() async throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("live.json", #"{"sample_rate":8000}"#)
    #expect(try await request(["--config", path]).status == 64)
    try folder.write("live.json", "[]")
    #expect(try await request(["--config", path]).status == 65)
    try folder.write("live.json", "{")
    #expect(try await request(["--config", path]).status == 65)
  }

  @Test(
    "what the service would refuse is refused at once",
    arguments: [
      ["-r", "22050"], ["-e", "opus"], ["--channels", "9"], ["--endpointing", "11"],
      ["--maximum-duration-without-endpointing", "4"], ["--speech-threshold", "1.1"],
      ["--lipsync"], ["--vocabulary-intensity", "0.5"], ["--summarization-type", "concise"],
      ["--callback-event", "errors"], ["--region", "moon"],
      ["--channels", "8", "-r", "48000", "--chunk", "1s"],
    ])
  func refusals(options: [String]) async throws {
    let run = try await request(options)
    #expect(run.status == 64)
    #expect(run.output == "")
  }
}
