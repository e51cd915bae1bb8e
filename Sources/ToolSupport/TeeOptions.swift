public import ArgumentParser

/// `--tee`, the same in every program that writes events.
public struct TeeOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Append every line to a file or FIFO as well.", valueName: "file"),
    completion: .file())
  var tee: String?

  public init() {}

  /// Opens the file, which for a FIFO may take a while; call it before signals are taken over, so
  /// that Ctrl-C ends the waiting.
  public func open() throws(Failure) -> TeeFile? {
    guard let tee else { return nil }
    return try TeeFile(tee)
  }
}
