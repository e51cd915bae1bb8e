import ArgumentParser
import StreamingClient
import ToolSupport

/// What lets a session begin: an API key or a temporary token.
struct AccessOptions: ParsableArguments {
  @OptionGroup var key: CredentialOptions

  @Option(
    help: ArgumentHelp("Read a temporary token from a file.", valueName: "file"),
    completion: .file())
  var tokenFile: String?

  @Option(help: .private)
  var token: String?

  func validate() throws {
    guard token == nil else {
      throw ValidationError(
        "a token on the command line can be read by everybody on this machine; "
          + "use ASSEMBLYAI_TOKEN or --token-file")
    }
  }

  /// The value of the Authorization header: a token, being the narrower right, before a key.
  func credential(_ diagnostics: Diagnostics) throws(Failure) -> Credential {
    CredentialSource.protectProcess()
    let inherited = try CredentialSource.environment("ASSEMBLYAI_TOKEN")
    let key = try key.key(diagnostics)
    let credential: Credential
    if let tokenFile {
      credential = try CredentialSource.file(tokenFile, diagnostics)
    } else if let found = inherited ?? key {
      credential = found
    } else {
      throw CredentialOptions.missing
    }
    return credential
  }
}
