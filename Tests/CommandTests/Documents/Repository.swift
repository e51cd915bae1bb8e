import Glibc
import TestKit

/// The files of the package that are no code.
enum Repository {
  /// Without a slash at its end.
  static let root = #filePath.split(separator: "/").dropLast(4)
    .reduce(into: "") { $0 += "/" + $1 }

  static let programs = CommonOptionTests.programs

  static let pages =
    (programs.map { "\($0).1" } + ["aai-events.5", "aai-tools.7"])
    .filter { access("\(root)/man/\($0)", R_OK) == 0 }

  /// Programs that have a page.
  static let documented = programs.filter { pages.contains("\($0).1") }

  /// A file named from the root.
  static func text(_ path: String) throws -> String {
    let bytes = try TemporaryFolder().read(root + "/" + path)
    return String(decoding: bytes, as: UTF8.self)
  }
}
