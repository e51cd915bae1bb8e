import Glibc
import TestKit
import Testing

@Suite("installation")
struct InstallationTests {
  static let script = Repository.root + "/.ci/install"

  @Test("every program comes with its page and its completions, and goes without a trace")
  func installAndRemove() async throws {
    let folder = try TemporaryFolder()
    let install = try await Program.run(Self.script, [Program.folder, folder.path, "/usr"])
    #expect(install.errors == "")
    let files = try await files(in: folder.path)
    for program in Repository.programs {
      #expect(files.contains("/usr/bin/\(program)"))
      #expect(files.contains("/usr/share/bash-completion/completions/\(program)"))
      #expect(files.contains("/usr/share/zsh/site-functions/_\(program)"))
      #expect(files.contains("/usr/share/fish/vendor_completions.d/\(program).fish"))
    }
    for page in Repository.pages {
      #expect(files.contains("/usr/share/man/man\(page.last!)/\(page)"))
    }
    let version = try await Program.run("\(folder.path)/usr/bin/aai-format", ["--version"])
    #expect(version.output.hasPrefix("aai-format "))

    let unit = "\(folder.path)/usr/lib/systemd/system/aai@.service"
    let verify = try await Program.run("systemd-analyze", ["verify", "--man=no", unit])
    #expect(verify.errors + verify.output == "")
    #expect(verify.status == 0)

    _ = try await Program.run(Self.script, ["--remove", folder.path, "/usr"])
    #expect(try await self.files(in: folder.path) == [])
  }

  private func files(in folder: String) async throws -> Set<String> {
    let run = try await Program.run("find", [folder, "-type", "f", "-printf", "/%P\n"])
    return Set(run.output.split(separator: "\n").map(String.init))
  }

  @Test("stopping the service ends the session in order")
  func stop() async throws {
    let sandbox = try await Sandbox()
    let unit = try Repository.text("Sources/share/systemd/aai@.service")
    let line = try #require(unit.firstMatch(of: /-c '((?s:.)*?)' %I %i/)?.output.1)
    let command = String(line)
      .replacing("\\\n", with: "").replacing("$$", with: "$")
      .replacing("@bindir@", with: Program.folder)
    var variables = sandbox.environment
    for directory in ["CREDENTIALS_DIRECTORY", "LOGS_DIRECTORY"] {
      variables[directory] = sandbox.folder.path
    }
    variables.updateValue(nil, forKey: "ASSEMBLYAI_API_KEY")
    try sandbox.folder.write("assemblyai-api-key", "demo\n")
    let service = try Program(
      "bash", ["-o", "pipefail", "-c", command, "default", "live"], environment: variables, group: 0
    )
    try await sandbox.wait(for: "\"Turn\"", in: "live.ndjson")
    // systemd signals every process of the unit.
    kill(-service.pid, SIGTERM)
    #expect(try await service.wait() == 0)
    let lines = try sandbox.text("live.ndjson").split(separator: "\n")
    #expect(lines.contains { $0.contains("\"Termination\"") })
    #expect(lines.last?.contains("\"clean\":true") == true)
  }
}
