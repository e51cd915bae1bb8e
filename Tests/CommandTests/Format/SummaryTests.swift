import AAIProtocol
import TestKit
import Testing

@testable import aai_format

@Suite("the summary of a transcript")
struct SummaryTests {
  /// Two sessions of one stream, with everything in them that a summary counts.
  static let log = """
    {"type":"Begin","id":"1","expires_at":1,"configuration":{"model":"universal-3-5-pro"}}
    {"turn_order":0,"turn_is_formatted":true,"end_of_turn":true,"transcript":"Good morning to all.","words":[{"start":0,"end":500,"text":"Good","confidence":0.9,"speaker":"A"},{"start":600,"end":1000,"text":"morning","confidence":0.8,"speaker":"A"},{"start":1100,"end":1500,"text":"to","confidence":0.7,"speaker":"A"},{"start":1600,"end":3000,"text":"all.","confidence":0.4,"speaker":"A"}],"language_code":"en","speaker_label":"A","type":"Turn"}
    {"type":"aai.latency","turn_order":0,"latency_ms":400,"received_at":"2026-10-05T09:00:00Z"}
    {"type":"aai.reconnecting","reason":"reset","code":1006,"attempt":1,"delay_ms":500}
    {"type":"aai.resumed","session":2,"id":"2","audio_offset_ms":60000,"replayed_ms":0,"lost_ms":2500}
    {"type":"Begin","id":"2","expires_at":1,"configuration":{"model":"universal-3-6-pro"}}
    {"turn_order":0,"turn_is_formatted":true,"end_of_turn":true,"transcript":"Hej.","words":[{"start":0,"end":1000,"text":"Hej.","confidence":0.6,"speaker":"PENDING"}],"language_code":"sv","speaker_label":"PENDING","type":"Turn"}
    {"type":"aai.latency","turn_order":0,"latency_ms":600.4,"received_at":"2026-10-05T09:01:00Z"}
    {"turn_order":1,"turn_is_formatted":true,"end_of_turn":true,"transcript":"Yes.","words":[],"language_code":"en","type":"Turn"}
    {"type":"SpeakerRevision","revisions":[{"turn_order":0,"speaker_label":"B","words":[{"start":0,"end":1000,"text":"Hej.","speaker":"B"}]}]}
    {"type":"Termination","audio_duration_seconds":5,"session_duration_seconds":7}
    {"type":"Error","error_code":3005,"error":"Session Cancelled: An error occurred"}
    {"type":"aai.closed","code":1000,"reason":"Session Ended","clean":true,"audio_ms":65250,"sessions":2}

    """

  @Test("holds all that the lines tell, as a table of 80 columns")
  func table() async throws {
    let run = try await Program.run(
      "aai-format", ["summary", "--speaker", "A=Alice"], input: Self.log.utf8)
    #expect(
      run.output == """
        Sessions    2, universal-3-5-pro, universal-3-6-pro
        Audio       1:05, 7.0 s billed
        Turns       3
        Words       6, 90 per minute of speech
        Speakers    Alice  ██████████████████████▌          75 %  3.0 s
                    B      ███████▌                         25 %  1.0 s
        Languages   en (2), sv (1)
        Confidence  0.680 on average
                    \(Self.curve)
        Least sure  0.400  1.6 s  all.
                    0.600  1:00  Hej.
                    0.700  1.1 s  to
                    0.800  0.6 s  morning
                    0.900  0.0 s  Good
        Latency     400 ms for half of the turns, 600 ms for 95 %
        Lost        2.5 s of audio in 1 reconnects
        Errors      3005 Session Cancelled: An error occurred
        Closed      cleanly (1000): Session Ended

        """)
    #expect(run.output.split(separator: "\n").allSatisfy { $0.displayWidth <= 80 })
  }

  /// The first two seconds, silence, and the one after a minute.
  private static let curve = "▆▁" + String(repeating: " ", count: 58) + "▂"

  @Test("and as JSON")
  func json() async throws {
    let run = try await Program.run("aai-format", ["summary", "--json"], input: Self.log.utf8)
    let value = try JSONValue(parsing: run.output)
    #expect(value["sessions"]?.int == 2)
    #expect(value["audio_ms"]?.int == 65_250)
    #expect(value["billed_ms"]?.int == 7000)
    #expect(value["turns"]?.int == 3)
    #expect(value["words"]?.int == 6)
    #expect(value["languages"]?.text == #"{"en":2,"sv":1}"#)
    #expect(value["latency"]?.text == #"{"turns":2,"p50_ms":400,"p95_ms":600}"#)
    #expect(value["lost_ms"]?.int == 2500)
    #expect(value["reconnects"]?.int == 1)
    #expect(value["errors"]?.array?.count == 1)
    #expect(
      value["closed"]?.text
        == #"{"how":"closed","code":1000,"reason":"Session Ended","clean":true}"#)
    #expect(
      value["speakers"]?.text
        == #"[{"name":"A","speech_ms":3000,"share":0.750,"words":4},{"name":"B","speech_ms":1000,"share":0.250,"words":1}]"#
    )
  }

  @Test("nothing is a summary, too")
  func empty() async throws {
    let run = try await Program.run("aai-format", ["summary"])
    #expect(
      run.output == """
        Sessions    0
        Audio       0.0 s
        Turns       0
        Words       0
        Closed      unknown: the transcript ends in the middle

        """)
    let json = try await Program.run("aai-format", ["summary", "--json"])
    #expect(try JSONValue(parsing: json.output)["latency"] == JSONValue.null)
  }

  @Test("the curve keeps its size however long the recording is")
  func curve() {
    var curve = ConfidenceCurve()
    for second in 0..<100_000 {
      curve.add(second < 50_000 ? 0.5 : 1, at: AudioTime(milliseconds: second * 1000))
    }
    #expect(curve.means.count <= 64)
    #expect(curve.mean == 0.75)
    #expect(curve.means.first == 0.5)
    #expect(curve.means.last == 1.0)
  }

  @Test(
    "a percentile is the latency that this share does not exceed",
    arguments: [(0.5, 50), (0.95, 95), (0.01, 1), (1, 100)])
  func percentiles(share: Double, milliseconds: Int) {
    var histogram = LatencyHistogram()
    for latency in (1...100).shuffled() { histogram.add(.milliseconds(latency)) }
    #expect(histogram.percentile(share) == .milliseconds(milliseconds))
  }

  @Test(
    "a bar is as long as its share, to an eighth of a column",
    arguments: [
      (0.0, ""), (1.0, String(repeating: "█", count: 30)), (0.5, String(repeating: "█", count: 15)),
      (1.0 / 240, "▏"),
    ])
  func bars(share: Double, bar: String) {
    #expect(SummaryTable.bar(share).trimmed == bar)
    #expect(SummaryTable.bar(share).displayWidth == 30)
  }
}
