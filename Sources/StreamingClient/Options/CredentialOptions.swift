public import ArgumentParser
public import ToolSupport

/// Where the API key is: the same for every program that talks to AssemblyAI.
public struct CredentialOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Read the API key from a file.", valueName: "file"),
    completion: .file())
  var apiKeyFile: String?

  @Option(help: ArgumentHelp("Read the API key from an open descriptor.", valueName: "n"))
  var apiKeyFD: CInt?

  @Option(help: .private)
  var apiKey: String?

  public init() {}

  public func validate() throws {
    guard apiKey == nil else {
      throw ValidationError(
        "a key on the command line can be read by everybody on this machine; "
          + "use ASSEMBLYAI_API_KEY or --api-key-file")
    }
  }

  /// The key; an option is stronger than the environment.
  public func key(_ diagnostics: Diagnostics) throws(Failure) -> Credential? {
    let inherited = try CredentialSource.environment("ASSEMBLYAI_API_KEY")
    if let apiKeyFile { return try CredentialSource.file(apiKeyFile, diagnostics) }
    if let apiKeyFD { return try CredentialSource.descriptor(apiKeyFD) }
    return inherited
  }

  public static let missing = Failure(
    .configuration, "no API key",
    hint: "set ASSEMBLYAI_API_KEY, or use --api-key-file FILE")
}
