import AAIProtocol
import TestKit
import Testing

@Suite("aai-serve: Gladia's side")
struct LiveServeTests {
  private func types(_ client: RawWebSocket) -> [String] {
    client.events.compactMap { $0["type"]?.string }
  }

  @Test("a session is granted, heard, stopped, summed up and closed by the server")
  func whole() async throws {
    let server = try await ServeFixture()
    let grant = try await server.grant(
      #"{"messages_config":{"receive_lifecycle_events":true}}"#)
    let id = try #require(grant["id"]?.string)
    #expect(grant["created_at"]?.string?.hasSuffix("Z") == true)
    let client = try await server.open(grant)
    client.send(silence: 5000, chunk: 100)
    client.send(LiveMessage.stopRecording.text)
    #expect(try await client.closed() == .init(1000, ""))
    #expect(client.events.allSatisfy { $0["session_id"]?.string == id })
    #expect(client.events.first?["type"] == "start_recording")
    let acks = client.events.filter { $0["type"] == "audio_chunk" }
    #expect(acks.count == 50)
    #expect(
      acks.last?["data"]?.text == #"{"byte_range":[156800,160000],"time_range":[4.9,5]}"#)
    #expect(acks.allSatisfy { $0["acknowledged"] == true && $0["error"] == .null })
    #expect(client.transcripts(isFinal: true) == [" Good morning.", " Line two is down."])
    #expect(
      types(client).suffix(5) == [
        "stop_recording", "end_recording", "post_transcript", "post_final_transcript",
        "end_session",
      ])
    let result = try #require(client.events.dropLast().last?["data"])
    #expect(result["metadata"]?["audio_duration"] == 5)
    #expect(result["metadata"]?["billing_time"] == 5)
    #expect(
      result["transcription"]?["full_transcript"] == "Good morning. Line two is down.")
    #expect(types(client).count { $0 == "speech_start" } == 2)
    #expect(types(client).count { $0 == "speech_end" } == 2)
    client.connection.cut()
    try await server.logged("solaria-1", "2 turns", "stop_recording", "closed 1000")
    let later = try await server.request("GET", "/v2/live/\(id)", key: "key")
    #expect(later.body["status"] == "done")
    #expect(later.body["result"] == result)
  }

  @Test("partials come when they are asked for, and everything else can be turned off")
  func flags() async throws {
    let server = try await ServeFixture()
    let plain = try await server.liveSession("{}")
    #expect(plain.transcripts(isFinal: false).isEmpty)
    let partial = try await server.liveSession(
      #"{"messages_config":{"receive_partial_transcripts":true}}"#)
    #expect(partial.transcripts(isFinal: false).contains(" Good morning."))
    let names = LiveFlags.all.map { #""\#($0)":false"# }.joined(separator: ",")
    let silent = try await server.liveSession(#"{"messages_config":{\#(names)}}"#)
    #expect(silent.texts.isEmpty)
    #expect(silent.closing?.code == 1000)
  }

  @Test("base64 in JSON is audio, an empty chunk is none, and what is neither is told")
  func base64() async throws {
    let server = try await ServeFixture()
    let client = try await server.open(try await server.grant("{}"))
    client.send(LiveMessage.audioChunk([UInt8](repeating: 0, count: 3200)).text)
    client.send(LiveMessage.audioChunk([]).text)
    client.send(#"{"type":"audio_chunk","data":{"chunk":"@@@@"}}"#)
    client.send(#"{"type":"sing"}"#)
    client.send("no JSON")
    client.send(LiveMessage.stopRecording.text)
    #expect(try await client.closed().code == 1000)
    #expect(
      types(client).prefix(5) == ["audio_chunk", "audio_chunk", "error", "error", "stop_recording"])
    #expect(client.events[0]["data"]?["byte_range"] == [0, 3200])
    #expect(client.events[1]["acknowledged"] == false)
    #expect(client.events[1]["error"]?["message"] == "data.chunk is no base64")
    #expect(client.events[2]["data"]?["message"] == "unknown message type: sing")
  }

  @Test("the same URL goes on where the session was, and ends with it")
  func resume() async throws {
    let server = try await ServeFixture()
    let grant = try await server.grant("{}")
    let first = try await server.open(grant)
    first.send(silence: 2000, chunk: 100)
    try await first.wait { $0.events.count { $0["type"] == "audio_chunk" } == 20 ? true : nil }
    first.connection.cut()
    try await server.logged("session 1", "left without a Close frame")
    let second = try await server.open(grant)
    second.send(silence: 3000, chunk: 100)
    second.send(LiveMessage.stopRecording.text)
    #expect(try await second.closed().code == 1000)
    #expect(
      second.events.first { $0["type"] == "audio_chunk" }?["data"]?["byte_range"] == [
        64_000, 67_200,
      ])
    #expect(
      first.transcripts(isFinal: true) + second.transcripts(isFinal: true)
        == [" Good morning.", " Line two is down."])
    let late = try await server.open(grant)
    #expect(try await late.closed().code == 4403)
    await #expect(throws: Failed.self) {
      try await RawWebSocket(port: server.port, target: "/v2/live?token=nobody", key: nil)
    }
  }

  @Test("a client that leaves with 1000 has ended the recording, and finds the result later")
  func leaving() async throws {
    let server = try await ServeFixture()
    let grant = try await server.grant("{}")
    let client = try await server.open(grant)
    client.send(silence: 5000, chunk: 100)
    client.close(1000)
    _ = try await client.connection.untilClosed()
    let id = try #require(grant["id"]?.string)
    let report = try await server.request("GET", "/v2/live/\(id)", key: "key")
    #expect(report.body["status"] == "done")
    #expect(
      report.body["result"]?["transcription"]?["full_transcript"]
        == "Good morning. Line two is down.")
    #expect(try await server.request("DELETE", "/v2/live/\(id)", key: "key").status == 202)
    #expect(try await server.request("GET", "/v2/live/\(id)", key: "key").status == 404)
  }

  @Test("each channel is heard by itself")
  func channels() async throws {
    let server = try await ServeFixture(script: "Good morning.")
    let client = try await server.liveSession(#"{"channels":2}"#, byteCount: 320_000)
    let finals = client.events.filter { $0["type"] == "transcript" }
    #expect(finals.map { $0["data"]?["utterance"]?["channel"]?.int } == [0, 1])
    #expect(finals.map { $0["data"]?["id"]?.string } == ["00-00000000", "01-00000000"])
    let metadata = client.events.last?["data"]?["metadata"]
    #expect(metadata?["number_of_distinct_channels"] == 2)
    #expect(metadata?["billing_time"] == 10)
  }

  @Test("custom vocabulary and spelling change the text, phrases too")
  func respelling() async throws {
    let server = try await ServeFixture(script: "Good morning birch wood lane, this is Lyne two.")
    let client = try await server.liveSession(
      #"{"realtime_processing":{"custom_vocabulary":true,"custom_vocabulary_config":{"vocabulary":[{"value":"Birchwood Lane","pronunciations":["birch wood lane"]},"LYNE",{"value":"TWO","intensity":0}]},"custom_spelling":true,"custom_spelling_config":{"spelling_dictionary":{"moaning":["Morning"]}}}}"#,
      byteCount: 320_000)
    #expect(
      client.transcripts(isFinal: true).joined()
        == " Good moaning Birchwood Lane, this is LYNE two.")
  }

  @Test("the list has pages, the newest first, and filters by status")
  func list() async throws {
    let server = try await ServeFixture(["--max-new-sessions", "3/min"])
    var names: [String] = []
    for _ in 0..<3 { names.append(try #require(try await server.grant("{}")["id"]?.string)) }
    #expect(try await server.request("POST", "/v2/live", "{}", key: "key").status == 429)
    let first = try await server.request("GET", "/v2/live?limit=2", key: "key").body
    #expect(first["items"]?.array?.map { $0["id"]?.string } == [names[2], names[1]])
    let next = try #require(first["next"]?.string.flatMap { ServiceURL($0) })
    let second = try await server.request("GET", next.target, key: "key").body
    #expect(second["items"]?.array?.map { $0["id"]?.string } == [names[0]])
    #expect(second["next"] == .null)
    let done = try await server.request("GET", "/v2/live?status=done&status=error", key: "key").body
    #expect(done["items"] == [])
    let file = try await server.request("GET", "/v2/live/\(names[0])/file", key: "key")
    #expect(file.status == 404)
  }

  @Test("an add-on that is not there says so")
  func addOns() async throws {
    let server = try await ServeFixture(script: "Good morning.")
    let client = try await server.liveSession(
      #"{"realtime_processing":{"named_entity_recognition":true},"post_processing":{"summarization":true}}"#
    )
    for type in ["named_entity_recognition", "post_summarization"] {
      let event = try #require(client.events.first { $0["type"]?.string == type })
      #expect(event["data"] == .null)
      #expect(event["error"]?["message"]?.string == "aai-serve does no \(type)")
    }
  }

  @Test("a recording of Gladia's is sent as it is, with acknowledgements of this audio")
  func replay() async throws {
    let path = ServeReplayTests.fixture("g_gladia")
    let server = try await ServeFixture(["--replay", path], script: nil)
    let client = try await server.liveSession("{}", byteCount: 6400)
    let recorded = String(decoding: try TemporaryFolder().read(path), as: UTF8.self)
      .split(separator: "\n").map(String.init).filter { !$0.contains("\"audio_chunk\"") }
    #expect(client.texts.filter { !$0.contains("\"audio_chunk\"") } == recorded)
    #expect(types(client).count { $0 == "audio_chunk" } == 2)
    client.connection.cut()
    try await server.logged("session 1", "1 turn, stop_recording")
  }

  @Test("--record keeps the request, its body and the audio in whatever form it came")
  func record() async throws {
    let folder = try TemporaryFolder()
    let server = try await ServeFixture(["--record", folder.path + "/kept"])
    let grant = try await server.grant(#"{"bit_depth":24,"channels":2}"#)
    let client = try await server.open(grant)
    let audio = (0..<6000).map { UInt8(truncatingIfNeeded: $0 * 7) }
    client.send(LiveMessage.audioChunk(audio).text)
    client.send(LiveMessage.stopRecording.text)
    _ = try await client.closed()
    let stem = folder.path + "/kept/session-0001"
    let request = String(decoding: try folder.read(stem + ".request.txt"), as: UTF8.self)
    #expect(request.contains("x-gladia-key: ***\n"))
    #expect(request.hasSuffix("\n\n{\"bit_depth\":24,\"channels\":2}\n"))
    #expect(
      String(decoding: try folder.read(stem + ".messages.ndjson"), as: UTF8.self)
        == "{\"type\":\"stop_recording\"}\n")
    let wave = try folder.read(stem + ".wav")
    #expect(Array(wave.dropFirst(44)) == audio)
    #expect(Array(wave[20..<24]) == [1, 0, 2, 0])
    #expect(Array(wave[32..<36]) == [6, 0, 24, 0])
  }
}
