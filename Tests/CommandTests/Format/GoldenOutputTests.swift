import TestKit
import Testing

@Suite("aai-format on recorded sessions")
struct GoldenOutputTests {
  static let samples = [
    "a_u3-rt-pro", "b_universal-streaming-english_format_turns",
    "c_universal-streaming-english_builtin", "d1_bad_key", "d2_chunk_too_short", "d3_inactivity",
    "d4_bad_param", "d5_expired", "d6_server_error", "e_diarized", "g_gladia",
  ]
  static let modes = ["text", "partials", "summary", "summary --json", "srt", "vtt", "tsv"]

  @Test("every mode shows a file as it always has", arguments: samples, modes)
  func golden(sample: String, mode: String) async throws {
    let arguments = mode.split(separator: " ").map(String.init)
    let file = "\(Log.folder)/\(sample).ndjson"
    let run = try await Program.run("aai-format", arguments + [file])
    let kind = mode.split(separator: " --").joined(separator: ".")
    let expected = try TemporaryFolder().read("\(Log.folder)/golden/\(sample).\(kind)")
    #expect(run.output == String(decoding: expected, as: UTF8.self))
    #expect(run.errors == "")
    #expect(run.status == 0)
  }

  @Test("stdin reads as a file does, whatever the sizes it comes in", arguments: samples)
  func pieces(sample: String) async throws {
    let bytes = try TemporaryFolder().read("\(Log.folder)/\(sample).ndjson")
    let program = try Program("aai-format", ["partials"])
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = rest.prefix(Int.random(in: 1...2000))
      program.input?.write(piece)
      rest = rest.dropFirst(piece.count)
    }
    program.input?.close()
    #expect(try await program.wait() == 0)
    let expected = try TemporaryFolder().read("\(Log.folder)/golden/\(sample).partials")
    #expect(program.output.bytes == expected)
  }

  @Test("a revision of the speakers reaches files, and on a stream only what is not yet shown")
  func revision() async throws {
    let file = "\(Log.folder)/e_diarized.ndjson"
    let fromFile = try await Program.run("aai-format", ["tsv", file])
    #expect(fromFile.output.contains("6112\t6600\tA\t0.919\tOkay."))
    let bytes = try TemporaryFolder().read(file)
    let fromStream = try await Program.run("aai-format", ["tsv"], input: bytes)
    #expect(fromStream.output.contains("6112\t6600\t?\t0.919\tOkay."))
    // What is only said at the end knows it either way.
    let summary = try await Program.run("aai-format", ["summary", "--json"], input: bytes)
    let golden = try TemporaryFolder().read("\(Log.folder)/golden/e_diarized.summary.json")
    #expect(summary.output == String(decoding: golden, as: UTF8.self))
  }
}
