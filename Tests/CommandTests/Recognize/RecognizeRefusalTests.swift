#if PocketSphinx
  import TestKit
  import Testing

  @Suite("aai-recognize, refusing", .serialized)
  struct RecognizeRefusalTests {
    @Test(
      "what cannot be heard is one line, a hint, and its status",
      arguments: [
        (["-r", "44100"], 64, "-r 44100: only 8000 and 16000 Hz can be heard"),
        (["-e", "opus"], 64, "-e opus: only pcm_s16le and pcm_mulaw can be heard"),
        (["/no/such.wav"], 66, "/no/such.wav: no such file or directory"),
        (["--hmm", "/no/such", "/dev/null"], 66, "/no/such: no such file or directory"),
      ] as [([String], CInt, String)])
    func refusals(arguments: [String], status: CInt, message: String) async throws {
      let run = try await Program.run("aai-recognize", arguments)
      #expect(run.status == status)
      #expect(run.output == "")
      #expect(run.errors.split(separator: "\n").first == "aai-recognize: error: \(message)")
    }

    @Test("a model that is none is one line and status 65, also where the library would just exit")
    func badModel() async throws {
      let folder = try TemporaryFolder()
      let model = "/usr/share/pocketsphinx/model/en-us/en-us"
      for name in [
        "feat.params", "means", "noisedict", "sendump", "transition_matrices", "variances",
      ] {
        try folder.write(name, try folder.read("\(model)/\(name)"))
      }
      try folder.write("mdef", [UInt8](repeating: 0x5A, count: 50_000))
      let run = try await Program.run("aai-recognize", ["--hmm", folder.path, Speech.goForward])
      #expect(run.status == 65)
      #expect(run.output == "")
      #expect(
        run.errors.hasPrefix("aai-recognize: error: cannot load the model \(folder.path) with "))
      #expect(run.errors.hasSuffix("\naai-recognize: hint: -vv shows what PocketSphinx says\n"))
    }
  }
#endif
