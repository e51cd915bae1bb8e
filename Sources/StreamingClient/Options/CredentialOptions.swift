public import ArgumentParser
public import ToolSupport

/// Where the API key is: the same for every program that talks to a service.
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
          + "use the environment or --api-key-file")
    }
  }

  /// The key; an option is stronger than the environment.
  ///
  /// - Parameter variable: The service's own.
  public func key(
    variable: String = "ASSEMBLYAI_API_KEY", _ diagnostics: Diagnostics
  ) throws(Failure) -> Credential? {
    let inherited = try CredentialSource.environment(variable)
    if let apiKeyFile { return try CredentialSource.file(apiKeyFile, diagnostics) }
    if let apiKeyFD { return try CredentialSource.descriptor(apiKeyFD) }
    return inherited
  }

  public static let missing = missing(variable: "ASSEMBLYAI_API_KEY")

  public static func missing(variable: String) -> Failure {
    Failure(
      .configuration, "no API key", hint: "set \(variable), or use --api-key-file FILE")
  }
}
