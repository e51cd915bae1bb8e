import TestKit

/// What names mean to one program: hosts and a resolver of its own, in a mount namespace.
final class PrivateNames: Sendable {
  private let folder: TemporaryFolder
  /// What stands in the place of those in /etc.
  private static let files = "hosts nsswitch.conf resolv.conf"

  /// - Parameters:
  ///   - hosts: As hosts(5) has them.
  ///   - resolver: The name server's address; nobody is there by default.
  init(_ hosts: String, resolver: String = "127.0.0.1") throws {
    folder = try TemporaryFolder()
    try folder.write("nsswitch.conf", "hosts: files dns\n")
    try folder.write("resolv.conf", "nameserver \(resolver)\n")
    try change(to: hosts)
  }

  /// Whether this machine lets a program have names of its own.
  static func arePossible() async throws -> Bool {
    let script = "for file in \(files); do mount --bind /etc/$file /etc/$file || exit; done"
    let run = try await Program.run("unshare", ["-rm", "sh", "-c", script])
    return run.status == 0
  }

  /// Lets names lead elsewhere, for a program that is running, too.
  func change(to hosts: String) throws {
    // The file is written anew where it is: another one in its place would not be seen.
    try folder.write("hosts", hosts + "\n")
  }

  /// Starts aai-stream among these names.
  func stream(_ arguments: [String], input: Program.Stream = .pipe) throws -> Program {
    let script = """
      for file in \(Self.files); do
        mount --bind "$0/$file" "/etc/$file" || exit
      done
      exec "$@"
      """
    return try Program(
      "unshare",
      ["-rm", "sh", "-c", script, folder.path, Program.folder + "/aai-stream"] + arguments,
      environment: Stream.environment, input: input)
  }

  /// Runs it on a tenth of a second of silence.
  func run(_ arguments: [String]) async throws -> Finished {
    let program = try stream(arguments)
    program.input?.write(Stream.silence(milliseconds: 100))
    program.input?.close()
    return try await program.finished()
  }
}
