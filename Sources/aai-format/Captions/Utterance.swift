/// What a speaker says in one turn, as far as no caption has it yet.
struct Utterance {
  var speaker: String?
  /// Never empty.
  var words: ArraySlice<CaptionWord>
  /// Whether a caption has its beginning.
  var isBegun = false

  var start: Int { words.first?.start ?? 0 }
}
