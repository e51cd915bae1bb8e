import Glibc
import TestKit

/// The recorded sessions, which the tests of the programs share.
enum Samples {
  static let names = [
    "a_u3-rt-pro", "b_universal-streaming-english_format_turns",
    "c_universal-streaming-english_builtin", "d1_bad_key", "d2_chunk_too_short", "d3_inactivity",
    "d4_bad_param", "d5_expired", "d6_server_error", "e_diarized",
  ]

  static func lines(_ name: String) throws -> [String] {
    let folder = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
    let path = "/\(folder)/CommandTests/Fixtures/\(name).ndjson"
    let bytes = try TemporaryFolder().read(path)
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}
