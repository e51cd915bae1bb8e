#if !PocketSphinx
  import AAIProtocol
  import ToolSupport

  /// What stands in for the decoder in a build without one: it cannot be made.
  struct Decoder {
    /// Why no decoder can be made.
    static let absence: Failure? = absent

    private static let absent = Failure(
      .unavailable, "built without a recogniser",
      hint: "swift build --traits PocketSphinx, with libpocketsphinx-dev installed")

    init(_ model: Model, _ diagnostics: Diagnostics) throws(Failure) {
      throw Self.absent
    }

    func begin() {}
    func hear(_ samples: UnsafeBufferPointer<Int16>) {}
    func end() {}
    func words(from start: AudioTime, final: Bool) -> [Word] { [] }
    func completeness(of words: [Word]) -> Double { 0 }
  }
#endif
