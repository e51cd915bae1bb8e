import TestKit
import Testing

// One at a time: each is a pipeline that has to keep up with real time.
@Suite("the cookbook of aai-tools(7)", .serialized)
struct CookbookTests {
  static let recipes = Result { try ManualPage("aai-tools.7").examples }

  /// The recipe that has `words` in it, as it is printed.
  static func recipe(_ words: String) throws -> String {
    let found = try recipes.get().filter { $0.contains(words) }
    return try #require(found.count == 1 ? found[0] : nil, "\(words): \(found.count) recipes")
  }

  static let heard = Sandbox.heard + "\n"

  @Test(
    "a recording in whatever form is heard",
    arguments: ["-i talk.mp3", "sox talk.wav", "--tee talk.ndjson"])
  func recording(words: String) async throws {
    let run = try await Sandbox().run(Self.recipe(words))
    #expect(run.output == Self.heard)
    #expect(run.status == 0)
  }

  @Test("a file on the web is heard")
  func web() async throws {
    let sandbox = try await Sandbox()
    let server = try Program(
      "python3", ["-u", "-m", "http.server", "--bind", "127.0.0.1", "-d", sandbox.folder.path, "0"])
    let port = try await server.output.wait { text in
      text.split(separator: "port ").dropFirst().first?.split(separator: " ").first
    }
    let recipe = try Self.recipe("curl -s").replacing(":8000", with: ":\(port)")
    let run = try await sandbox.run(recipe)
    #expect(run.output == Self.heard)
    #expect(run.status == 0)
  }

  @Test("what the machine plays is heard")
  func monitor() async throws {
    let sandbox = try await Sandbox()
    let run = try await sandbox.run(
      """
      export XDG_RUNTIME_DIR=$PWD PULSE_SERVER=unix:$PWD/audio
      pulseaudio -n --daemonize=no --exit-idle-time=-1 --disallow-exit --use-pid-file=no \
        -L "module-native-protocol-unix auth-anonymous=1 socket=$PWD/audio" \
        -L 'module-null-sink sink_name=speakers rate=16000 channels=1' >pulse.log 2>&1 & daemon=$!
      until pactl info >/dev/null 2>&1; do sleep 0.05; done
      (while paplay --raw --rate=16000 --channels=1 --format=s16le \(Sandbox.speech); do :; done) & player=$!
      timeout -s INT 6 bash -o pipefail -c '\(Self.recipe("parec"))'
      kill $player $daemon
      wait
      """)
    #expect(run.output.hasPrefix(Self.heard))
  }

  @Test("another machine's microphone is heard")
  func ssh() async throws {
    let sandbox = try await Sandbox()
    let run = try await sandbox.run(sandbox.studio() + Self.recipe("ssh studio"))
    #expect(run.output == Self.heard)
    #expect(run.status == 0)
  }

  @Test("captions and a summary are taken from one log")
  func views() async throws {
    let sandbox = try await Sandbox()
    let run = try await sandbox.run(Self.recipe("> talk.txt"))
    #expect(run.status == 0)
    #expect(try sandbox.text("talk.txt") == Self.heard)
    #expect(try sandbox.text("talk.vtt").hasPrefix("WEBVTT\n"))
    #expect(run.output.contains("Words       4"))
  }

  @Test("captions are a file that a player takes")
  func captions() async throws {
    let sandbox = try await Sandbox()
    let run = try await sandbox.run(
      try Self.recipe("> talk.srt") + "; ffmpeg -loglevel error -i talk.srt -f webvtt -")
    #expect(run.output.contains(Sandbox.heard))
    #expect(run.status == 0)
  }

  @Test("a browser is sent each turn as it comes")
  func browser() async throws {
    let sandbox = try await Sandbox()
    let port = try await sandbox.freePort()
    let recipe = try Self.recipe("nc -N -l").replacing("8080", with: "\(port)")
    let run = try await sandbox.run(
      """
      (
      \(recipe)
      ) >/dev/null &
      curl -sN --retry 50 --retry-delay 0 --retry-connrefused http://127.0.0.1:\(port)/
      wait
      """)
    #expect(run.output == "data: \(Sandbox.heard)\n\n")
  }

  @Test("the page of the recipe listens where the recipe serves")
  func page() throws {
    #expect(try Self.recipe("EventSource").contains("http://127.0.0.1:8080"))
  }

  @Test("jq passes every word on, with its times")
  func words() async throws {
    let run = try await Sandbox().run(Self.recipe("jq --unbuffered -r"))
    let words = run.output.split(separator: "\n").map { $0.split(separator: "\t").last }
    #expect(words == Sandbox.heard.split(separator: " "))
    #expect(run.status == 0)
  }

  @Test("finals are found without aai-format")
  func finals() async throws {
    let sandbox = try await Sandbox()
    let recipe = try ManualPage("aai-events.5").examples.first { $0.hasPrefix("jq") }
    let run = try await sandbox.run(try #require(recipe) + "; aai-format text session.ndjson")
    let lines = run.output.split(separator: "\n")
    #expect(!lines.isEmpty)
    #expect(lines.prefix(lines.count / 2) == lines.suffix(lines.count / 2))
  }

  @Test("an MQTT broker hands each turn to its subscribers")
  func mqtt() async throws {
    let sandbox = try await Sandbox()
    let port = try await sandbox.freePort()
    let run = try await sandbox.run(
      """
      printf -- '-h 127.0.0.1\\n-p %s\\n' \(port) | tee mosquitto_pub >mosquitto_sub
      printf 'listener %s 127.0.0.1\\nallow_anonymous true\\nlog_type all\\n' \(port) >broker.conf
      PATH=$PATH:/usr/sbin mosquitto -c broker.conf >broker.log 2>&1 & broker=$!
      until mosquitto_pub -t ready -n 2>/dev/null; do sleep 0.05; done
      mosquitto_sub -t captions -C 1 >heard & subscriber=$!
      until grep -q ' captions$' broker.log; do sleep 0.05; done
      \(Self.recipe("mosquitto_pub"))
      wait $subscriber
      kill $broker
      cat heard
      """)
    #expect(run.output == Self.heard)
  }

  @Test("a Redis stream holds each turn")
  func redis() async throws {
    let sandbox = try await Sandbox()
    let path = sandbox.folder.path
    try await sandbox.install("redis-cli", "exec /usr/bin/redis-cli -s '\(path)/redis' \"$@\"")
    let run = try await sandbox.run(
      """
      redis-server --port 0 --unixsocket '\(path)/redis' --save '' >/dev/null & server=$!
      until redis-cli PING >/dev/null 2>&1; do sleep 0.05; done
      { \(Self.recipe("redis-cli -x")); } >ids
      redis-cli XRANGE captions - + | tail -n 1
      redis-cli SHUTDOWN NOSAVE
      wait $server
      """)
    #expect(run.output == Self.heard)
  }

  @Test("a spoken command is obeyed")
  func command() async throws {
    let run = try await Sandbox().run(Self.recipe("case $turn"))
    #expect(run.output == "motor: ahead\n")
    #expect(run.status == 0)
  }

  @Test("a log answers a question in SQL")
  func sqlite() async throws {
    let sandbox = try await Sandbox()
    let run = try await sandbox.run(Self.recipe("sqlite3"))
    let finals = try sandbox.text("talk.csv").split(separator: "\r\n").count - 1
    #expect(run.output.hasPrefix("\(finals)|"))
    #expect(run.status == 0)
  }

  @Test("one audio goes to both services, and both logs are whole when they are summed up")
  func comparison() async throws {
    let sandbox = try await Sandbox()
    let recipe = try Self.recipe("summary gladia.ndjson").replacing("-d 60s", with: "-d 3s")
    let run = try await sandbox.run(recipe)
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.output.ranges(of: "Words       4").count == 2)
    #expect(run.output.ranges(of: "Audio       3.0 s").count == 2)
    #expect(run.output.ranges(of: "Closed      cleanly (1000)").count == 2)
    for log in ["aai.ndjson", "gladia.ndjson"] {
      #expect(try sandbox.text(log).split(separator: "\n").last?.contains("\"aai.closed\"") == true)
      let text = try await sandbox.run("aai-format text \(log)")
      #expect(text.output == Self.heard)
    }
  }

  @Test("a folder of recordings is done side by side")
  func parallel() async throws {
    let sandbox = try await Sandbox()
    let run = try await sandbox.run(
      """
      for n in 1 2 3 4 5; do cp talk.wav $n.wav; done
      \(try Self.recipe("parallel "))
      aai-format text [1-5].ndjson
      """)
    #expect(run.output == String(repeating: Self.heard, count: 5))
    #expect(run.status == 0)
  }
}
