/// The views there are, as they are named on the command line.
enum Mode: String, CaseIterable {
  case text, partials, summary, srt, vtt, tsv, csv
}
