#if PocketSphinx
  import AAIProtocol
  import Glibc
  import TestKit
  import Testing

  // Each run loads a model and then keeps a core busy.
  @Suite("aai-recognize", .serialized)
  struct RecognizeTests {
    @Test("real speech comes out as one final turn between Begin and aai.closed")
    func goForward() async throws {
      let run = try await Program.run("aai-recognize", [Speech.goForward])
      #expect(run.status == 0)
      #expect(run.errors == "")
      let lines = run.output.split(separator: "\n")
      #expect(lines.first?.hasPrefix(#"{"type":"Begin","id":""#) == true)
      #expect(lines.first?.contains(#""model":"pocketsphinx/en-us""#) == true)
      #expect(
        lines.dropLast().last?.hasPrefix(#"{"type":"Termination","audio_duration_seconds":3,"#)
          == true)
      #expect(
        lines.last
          == #"{"type":"aai.closed","code":1000,"reason":"","clean":true,"audio_ms":2786,"sessions":1}"#
      )

      let final = try #require(try recognizedFinals(run.output).first)
      #expect(try recognizedFinals(run.output).count == 1)
      #expect(final.order == 0)
      #expect(final.transcript == "go forward ten meters")
      #expect(final.utterance == final.transcript)
      #expect(final.words.map(\.text) == ["go", "forward", "ten", "meters"])
      #expect(final.words.allSatisfy { $0.isFinal && (0...1).contains($0.confidence) })
      let partials = try recognizedTurns(run.output).filter { !$0.isFinal }
      #expect(partials.count >= 2)
      #expect(partials.allSatisfy { $0.order == 0 && $0.words.allSatisfy { !$0.isFinal } })
    }

    @Test("read sizes change nothing", arguments: [1, 333, 4096])
    func sizes(size: Int) async throws {
      let whole = try await Program.run("aai-recognize", [Speech.goForward])
      let program = try Program("aai-recognize")
      let bytes = try Speech.bytes()
      let input = try #require(program.input)
      BlockingThread.start {
        // The first second in small pieces is enough to shift every later one.
        for start in stride(from: 0, to: 32_000, by: size) {
          input.write(bytes[start..<min(start + size, 32_000)])
        }
        input.write(bytes[32_000...])
        input.close()
      }
      try await program.wait()
      #expect(try recognizedTurns(program.output.text) == recognizedTurns(whole.output))
    }

    @Test("word times count from the first sample of the stream, across turns")
    func times() async throws {
      let silence = [UInt8](repeating: 0, count: 2 * 32_000)
      let speech = try Speech.bytes()
      let run = try await Program.run(
        "aai-recognize", input: silence + speech + silence + speech + silence)
      let alone = try await Program.run("aai-recognize", [Speech.goForward])
      let reference = try #require(try recognizedFinals(alone.output).first).words
      let found = try recognizedFinals(run.output)
      #expect(found.map(\.transcript) == ["go forward ten meters", "go forward ten meters"])
      #expect(found.map(\.order) == [0, 1])
      for (turn, offset) in zip(found, [2000, 2000 + 2786 + 2000]) {
        for (word, expected) in zip(turn.words, reference) {
          let shift = word.start.milliseconds - expected.start.milliseconds - offset
          #expect(abs(shift) <= 60, "\(word.text)")
        }
      }
    }

    @Test("a turn is out while the speaker's pause goes on, its partials while they speak")
    func live() async throws {
      let program = try Program("aai-recognize")
      let input = try #require(program.input)
      let speech = try Speech.bytes()
      input.write(speech[..<48_000])
      try await program.output.wait(until: #""end_of_turn":false"#)
      input.write(speech[48_000...] + [UInt8](repeating: 0, count: 48_000))
      try await program.output.wait(until: #""end_of_turn":true"#)
      #expect(!program.output.text.contains("Termination"))
      input.close()
      #expect(try await program.wait() == 0)
    }

    @Test("the silence that ends a turn is what the options say")
    func silences() async throws {
      let speech = try Speech.bytes()
      let pause = [UInt8](repeating: 0, count: 32 * 700)
      let audio = speech + pause + speech
      let short = try await Program.run(
        "aai-recognize", ["--min-turn-silence", "300", "--max-turn-silence", "500ms"], input: audio)
      #expect(try recognizedFinals(short.output).count == 2)
      let long = try await Program.run(
        "aai-recognize", ["--min-turn-silence", "4s", "--max-turn-silence", "5s"], input: audio)
      #expect(try recognizedFinals(long.output).count == 1)
    }

    @Test("WAV and big-endian AU are heard as the raw samples are", arguments: ["wav", "au"])
    func containers(type: String) async throws {
      let folder = try TemporaryFolder()
      let path = try await folder.sox(type, [])
      let raw = try await Program.run("aai-recognize", [Speech.goForward])
      #expect(
        try recognizedTurns(try await Program.run("aai-recognize", [path]).output)
          == recognizedTurns(raw.output))
    }

    @Test("8 kHz and µ-law are heard, with the right times")
    func telephone() async throws {
      let folder = try TemporaryFolder()
      let path = try await folder.sox("wav", ["-r", "8000", "-e", "mu-law"])
      let run = try await Program.run("aai-recognize", ["-v", path])
      #expect(run.errors.contains("WAV, pcm_mulaw at 8000 Hz"))
      let final = try #require(try recognizedFinals(run.output).first)
      #expect(final.transcript.hasPrefix("go forward"))
      #expect(abs(final.words[1].start.milliseconds - 640) <= 40)
      #expect(abs(final.words[1].end.milliseconds - 1170) <= 40)
    }

    @Test(
      "a first signal ends the input and loses nothing of it", arguments: [SIGINT, SIGTERM, SIGHUP])
    func signal(signal: CInt) async throws {
      let program = try Program("aai-recognize")
      program.input?.write(try Speech.bytes())
      try await program.output.wait(until: #""end_of_turn":false"#)
      program.signal(signal)
      // The source stays open and silent: it is cut.
      #expect(try await program.wait() == 0)
      #expect(
        try recognizedFinals(program.output.text).map(\.transcript) == ["go forward ten meters"])
      #expect(program.output.lines.last?.contains("aai.closed") == true)
      #expect(program.errors.text == "")
    }

    @Test("a signal that timeout(1) sends to the child and to its group is one signal")
    func timeout() async throws {
      let program = try Program(
        "timeout", ["1", Program.folder + "/aai-recognize"], group: 0)
      program.input?.write(try Speech.bytes())
      // The status of timeout itself; the events tell how its child ended.
      #expect(try await program.wait() == 124)
      #expect(program.output.lines.last?.contains(#""clean":true"#) == true)
    }

    @Test("a second signal ends the program by the signal")
    func secondSignal() async throws {
      let program = try Program("aai-recognize")
      program.input?.write(try Speech.bytes())
      try await program.output.wait(until: #""end_of_turn":false"#)
      program.signal(SIGINT)
      program.signal(SIGTERM)
      #expect([128 + SIGINT, 128 + SIGTERM].contains(try await program.wait()))
    }

    @Test("a reader that has left is no error")
    func readerLeft() async throws {
      let pipe = try Pipe()
      close(pipe.reading)
      let program = try Program(
        "aai-recognize", [Speech.goForward], output: .descriptor(pipe.writing))
      close(pipe.writing)
      #expect(try await program.wait() == 0)
      #expect(program.errors.text == "")
    }

    @Test("a full disk is one line and status 74")
    func fullDisk() async throws {
      let full = open("/dev/full", O_WRONLY | O_CLOEXEC)
      defer { close(full) }
      let program = try Program(
        "aai-recognize", [Speech.goForward], output: .descriptor(full))
      #expect(try await program.wait() == 74)
      #expect(program.errors.text == "aai-recognize: error: write: no space left on device\n")
    }

    @Test("no audio is no error")
    func nothing() async throws {
      let run = try await Program.run("aai-recognize")
      #expect(run.status == 0)
      #expect(run.output.split(separator: "\n").count == 3)
      #expect(run.errors == "")
    }

    @Test("half a sample at the end is left out with a warning")
    func halfSample() async throws {
      let run = try await Program.run("aai-recognize", input: [0])
      #expect(run.status == 0)
      #expect(
        run.errors
          == "aai-recognize: warning: the input ends with half a sample, which is left out\n")
    }

    @Test("the library's chatter is heard with -vv and not before")
    func chatter() async throws {
      let run = try await Program.run("aai-recognize", ["-vv", Speech.goForward])
      #expect(run.status == 0)
      #expect(run.errors.contains("INFO: "))
      let quiet = try await Program.run("aai-recognize", ["-v", Speech.goForward])
      #expect(!quiet.errors.contains("INFO: "))
      #expect(quiet.errors.contains("aai-recognize: heard 2.8 s of audio in "))
    }

    @Test("another language model and dictionary are used")
    func otherModel() async throws {
      let run = try await Program.run(
        "aai-recognize",
        [
          "--lm", Speech.folder + "/turtle.lm.bin", "--dict", Speech.folder + "/turtle.dic",
          Speech.goForward,
        ])
      #expect(try recognizedFinals(run.output).map(\.transcript) == ["go forward ten meters"])
    }
  }
#else
  import TestKit
  import Testing

  @Suite("aai-recognize without a recogniser")
  struct RecognizeTests {
    @Test("it says so in one line with a hint")
    func absent() async throws {
      let run = try await Program.run("aai-recognize", ["/dev/null"])
      #expect(run.status == 69)
      #expect(run.output == "")
      #expect(
        run.errors == """
          aai-recognize: error: built without a recogniser
          aai-recognize: hint: swift build --traits PocketSphinx, with libpocketsphinx-dev installed

          """)
    }
  }
#endif
