#if PocketSphinx
  import AAIProtocol
  import CPocketSphinx
  import Glibc
  import ToolSupport

  /// A PocketSphinx decoder: samples in, words out, one utterance at a time.
  final class Decoder {
    /// Why no decoder can be made: in this build one can.
    static let absence: Failure? = nil

    /// What a decoded frame lasts.
    static let frame = Duration.milliseconds(10)

    private let decoder: OpaquePointer
    private let logarithms: OpaquePointer

    /// Loads the model, which takes a good part of a second.
    ///
    /// The library's own log goes to stderr from the second `-v` on.
    init(_ model: Model, _ diagnostics: Diagnostics) throws(Failure) {
      let isChatty = diagnostics.verbosity >= 2
      if !isChatty { err_set_logfp(nil) }
      let arguments = [
        "-hmm", model.hmm, "-lm", model.lm, "-dict", model.dict,
        // Silence is told apart here, so that the decoder's frames are the stream's own and every
        // word's time holds.
        "-remove_silence", "no",
        // Measured on read speech: the noise filter and the second pass both cost words
        // (35 % wrong with them, 27 % without), and the second pass time at the end of a turn.
        "-remove_noise", "no", "-fwdflat", "no",
      ]
      var argv = arguments.map { strdup($0) }
      defer { argv.forEach { free($0) } }
      let config = cmd_ln_parse_r(nil, ps_args(), CInt(argv.count), &argv, 1)
      defer { if let config { cmd_ln_free_r(config) } }
      let failure = Failure(
        .data, "cannot load the model \(model.hmm) with \(model.lm) and \(model.dict)",
        hint: isChatty ? nil : "-vv shows what PocketSphinx says")
      let loaded = LoadGuard.during(diagnostics, failure) { config.flatMap { ps_init($0) } }
      guard let decoder = loaded, let logarithms = ps_get_logmath(decoder) else { throw failure }
      self.decoder = decoder
      self.logarithms = logarithms
    }

    deinit { ps_free(decoder) }

    /// Begins an utterance.
    func begin() {
      // Frames are counted from the beginning of what the library calls a stream.
      ps_start_stream(decoder)
      ps_start_utt(decoder)
    }

    /// Takes audio of the utterance, at 16 kHz.
    func hear(_ samples: UnsafeBufferPointer<Int16>) {
      ps_process_raw(decoder, samples.baseAddress, samples.count, 0, 0)
    }

    /// Ends the utterance; its words are then final and have confidences.
    func end() { ps_end_utt(decoder) }

    /// The words so far, without fillers.
    ///
    /// - Parameters:
    ///   - start: When the utterance began.
    ///   - final: Whether the utterance has ended; a word's confidence is 0 before.
    func words(from start: AudioTime, final: Bool) -> [Word] {
      var words: [Word] = []
      var segment = ps_seg_iter(decoder)
      while let current = segment {
        var first: CInt = 0
        var last: CInt = 0
        ps_seg_frames(current, &first, &last)
        let spelling = String(cString: ps_seg_word(current))
        if !spelling.hasPrefix("<") && !spelling.hasPrefix("[") && !spelling.hasPrefix("++") {
          let probability = ps_seg_prob(current, nil, nil, nil)
          words.append(
            Word(
              start: start + Self.frame * Int(first), end: start + Self.frame * (Int(last) + 1),
              text: Self.plain(spelling),
              confidence: final ? rounded(logmath_exp(logarithms, probability)) : 0,
              isFinal: final))
        }
        segment = ps_seg_next(current)
      }
      return words
    }

    /// How often a sentence of the language model ends after `words`, compared with how often one
    /// ends after any word: above 1 the speaker may well have finished.
    func completeness(of words: [Word]) -> Double {
      guard let model = ps_get_lm(decoder, ps_get_search(decoder)) else { return 1 }
      let end = ngram_wid(model, "</s>")
      var history = words.suffix(2).reversed().map { ngram_wid(model, $0.text) }
      var used: CInt = 0
      let here = ngram_ng_prob(model, end, &history, CInt(history.count), &used)
      let anywhere = ngram_ng_prob(model, end, nil, 0, &used)
      return logmath_exp(logarithms, here - anywhere)
    }

    /// A word without the number of its pronunciation, as in `or(2)`.
    private static func plain(_ spelling: String) -> String {
      guard spelling.last == ")", let open = spelling.lastIndex(of: "(") else { return spelling }
      return String(spelling[..<open])
    }

    private func rounded(_ probability: Double) -> Double {
      (min(probability, 1) * 10_000).rounded() / 10_000
    }
  }
#endif
