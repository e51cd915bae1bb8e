import AAIProtocol
import Glibc
import TestKit

/// The two services' own Python packages, the newest from PyPI, kept beside the build.
enum OfficialClients {
  private static let home = "\(Repository.root)/.build/official-clients"
  private static let packages = ["assemblyai>=1.8.2", "gladiaio-sdk>=2.2.1"]
  private static let script = "\(Repository.root)/Tests/CommandTests/Fixtures/official_clients.py"

  private static let installation = Task { await install() }

  /// Says loudly why not.
  static var areInstalled: Bool {
    get async { await installation.value }
  }

  private static func install() async -> Bool {
    let python = home + "/bin/python"
    do {
      if access(python, X_OK) != 0 {
        let made = try await Program.run("python3", ["-m", "venv", home], within: .seconds(120))
        guard made.status == 0 else { return give(up: made.output + made.errors) }
      }
      let pip = try await Program.run(
        python,
        ["-m", "pip", "-q", "--disable-pip-version-check", "install", "--upgrade"] + packages,
        within: .seconds(300))
      if pip.status == 0 { return true }
      // Without a network what was installed before will do.
      let old = try await Program.run(python, ["-c", "import assemblyai, gladiaio_sdk"])
      return old.status == 0 ? true : give(up: pip.errors)
    } catch {
      return give(up: "\(error)")
    }
  }

  private static func give(up reason: String) -> Bool {
    let line =
      "\n*** The official clients are NOT TESTED: they cannot be installed from PyPI. ***\n\(reason)\n"
    line.withCString { _ = write(STDERR_FILENO, $0, strlen($0)) }
    return false
  }

  /// Runs one task of the script; what it found.
  static func run(
    _ task: String, _ arguments: String..., environment: [String: String?] = [:]
  ) async throws -> JSONValue {
    let run = try await Program.run(
      home + "/bin/python", [script, task] + arguments, environment: environment,
      within: .seconds(120))
    guard run.status == 0 else { throw Failed("\(task): \(run.errors)") }
    return try JSONValue(parsing: run.output)
  }
}

extension JSONValue {
  /// The names of an object's members.
  var names: Set<String> {
    guard case .object(let members) = self else { return [] }
    return Set(members.map(\.key))
  }

  /// An array of strings, as a set.
  var strings: Set<String> { Set((array ?? []).compactMap(\.string)) }
}
