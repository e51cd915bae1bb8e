/// How the cells of a row are set apart.
enum TableFormat {
  /// By tabs, which no cell has, and without quotes.
  case tabs
  /// By commas, with quotes where they are needed and CR LF behind each row (RFC 4180).
  case commas

  func row(_ cells: [String]) -> String {
    switch self {
    case .tabs: cells.joined(separator: "\t") + "\n"
    case .commas: cells.map(quoted).joined(separator: ",") + "\r\n"
    }
  }

  private func quoted(_ cell: String) -> String {
    guard cell.utf8.contains(where: { "\",\r\n".utf8.contains($0) }) else { return cell }
    return "\""
      + cell.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
      + "\""
  }
}
