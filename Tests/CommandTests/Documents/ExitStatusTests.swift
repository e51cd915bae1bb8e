import TestKit
import Testing

@Suite("exit statuses", .serialized)
struct ExitStatusTests {
  /// Every status that a run can be made to end with, and what is typed for it.
  static let runs: [String: [Int32: String]] = [
    "aai-capture": [
      0: "aai-capture -d 100ms",
      64: "aai-capture --rate fast",
      66: "aai-capture -D absent",
      74: "aai-capture -d 1s >/dev/full",
    ],
    "aai-format": [
      0: "aai-format text talk.ndjson",
      64: "aai-format --wrap wide talk.ndjson",
      65: "echo '{' | aai-format",
      66: "aai-format absent.ndjson",
      74: "aai-format text talk.ndjson >/dev/full",
    ],
    "aai-recognize": [
      0: "aai-recognize talk.wav",
      64: "aai-recognize --rate fast talk.wav",
      65: "aai-recognize talk.mp3",
      66: "aai-recognize absent.wav",
      74: "aai-recognize talk.wav >/dev/full",
    ],
    "aai-serve": [
      0: """
      mkfifo up
      aai-serve --listen 127.0.0.1:0 --script script.txt >up &
      read -r line <up
      kill $!
      wait $!
      """,
      64: "aai-serve --listen 0.0.0.0:0",
      65: "echo '{' >bad.ndjson; aai-serve --listen 127.0.0.1:0 --replay bad.ndjson",
      66: "aai-serve --listen 127.0.0.1:0 --script absent.txt",
      69: "address=${AAI_URL#ws://}; aai-serve --listen ${address%%/*} --script script.txt",
      74: "aai-serve --listen 127.0.0.1:0 --script script.txt >/dev/full",
    ],
    "aai-stream": [
      0: "aai-stream --no-pace talk.wav",
      64: "aai-stream --chunk often talk.wav",
      65: "aai-stream talk.mp3",
      66: "aai-stream absent.wav",
      69: "aai-stream -u ws://127.0.0.1:1 talk.wav",
      74: "aai-stream --no-pace talk.wav >/dev/full",
      75: "answer 429; aai-stream --no-reconnect talk.wav",
      76: "answer 400; aai-stream talk.wav",
      77: "answer 401; aai-stream talk.wav",
      78: "ASSEMBLYAI_API_KEY= aai-stream --api-key-file absent talk.wav",
    ],
    "aai-token": [
      0: "aai-token",
      64: "aai-token --expires-in soon",
      69: "aai-token -u ws://127.0.0.1:1",
      74: "aai-token >/dev/full",
      75: "answer 429; aai-token",
      76: "answer 400; aai-token",
      77: "answer 401; aai-token",
      78: "unset ASSEMBLYAI_API_KEY; aai-token",
    ],
    "gladia-stream": [
      0: "gladia-stream --no-pace talk.wav",
      64: "gladia-stream --chunk often talk.wav",
      65: "gladia-stream talk.mp3",
      66: "gladia-stream absent.wav",
      69: "gladia-stream -u http://127.0.0.1:1 talk.wav",
      74: "gladia-stream --no-pace talk.wav >/dev/full",
      75: "answer 429; gladia-stream --no-reconnect talk.wav",
      76: "answer 400; gladia-stream talk.wav",
      77: "answer 401; gladia-stream talk.wav",
      78: "unset GLADIA_API_KEY; gladia-stream talk.wav",
    ],
  ]

  /// Statuses that no run shows, with the reason.
  static let unshown: [String: [Int32: String]] = [
    "aai-recognize": [69: "the build under test has PocketSphinx"],
    "aai-stream": [70: "a bug that is known is mended"],
    "gladia-stream": [70: "a bug that is known is mended"],
  ]

  /// `answer STATUS`: from here on, the services are a server that answers so whatever is asked.
  private static let answer = """
    answer() {
      mkfifo port
      python3 -c '
    import http.server, sys
    class Answer(http.server.BaseHTTPRequestHandler):
      def do_GET(self): self.send_error(int(sys.argv[1]))
      def do_POST(self): self.rfile.read(int(self.headers["Content-Length"])); self.do_GET()
      def log_message(self, *_): pass
    server = http.server.HTTPServer(("127.0.0.1", 0), Answer)
    print(server.server_port, flush=True)
    server.serve_forever()' $1 >port &
      trap "kill $!" EXIT
      read -r number <port
      rm port
      export AAI_URL=ws://127.0.0.1:$number/v3/ws GLADIA_URL=http://127.0.0.1:$number
    }

    """

  @Test("a page lists what the program ends with, and nothing else", arguments: runs.keys.sorted())
  func listed(program: String) throws {
    let shown = Self.runs[program, default: [:]].keys
    let unshown = Self.unshown[program, default: [:]].keys
    #expect(try ManualPage("\(program).1").exitStatuses == Set(shown).union(unshown).sorted())
  }

  @Test("a listed status is what a run ends with", arguments: Repository.programs)
  func shown(program: String) async throws {
    let sandbox = try await Sandbox()
    let runs = try #require(Self.runs[program])
    for (status, script) in runs.sorted(by: { $0.key < $1.key }) {
      let run = try await sandbox.run(Self.answer + script)
      #expect(run.status == status, "\(script): \(run.errors)")
      // A line that aai-format skips is a warning, and the work goes on.
      let reasons = run.errors.split(separator: "\n").filter {
        $0.hasPrefix("\(program): error: ") || $0.hasPrefix("\(program): warning: line ")
      }
      #expect(reasons.count == (status == 0 ? 0 : 1), "\(script): \(run.errors)")
    }
  }
}
