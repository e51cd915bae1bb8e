import Glibc
import ToolSupport

/// The files that make up a recogniser's knowledge of a language.
struct Model {
  /// Where Debian's pocketsphinx-en-us puts them.
  static let enUS = "/usr/share/pocketsphinx/model/en-us"

  let hmm: String
  let lm: String
  let dict: String

  init(hmm: String, lm: String, dict: String) throws(Failure) {
    for path in [hmm, lm, dict] where access(path, R_OK) != 0 {
      let isPackaged = path.hasPrefix(Self.enUS)
      throw Failure(
        .noInput, "\(path): \(SystemError())",
        hint: isPackaged ? "apt-get install pocketsphinx-en-us" : nil)
    }
    (self.hmm, self.lm, self.dict) = (hmm, lm, dict)
  }

  /// As events name it: `pocketsphinx/en-us`.
  var name: String {
    let folder = hmm.split(separator: "/").last.map(String.init) ?? hmm
    return "pocketsphinx/" + folder
  }
}
