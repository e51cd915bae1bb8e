public import ArgumentParser
public import ToolSupport

/// Where a session can be watched.
public struct TraceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Note every frame, both ways, in a file.", valueName: "file"),
    completion: .file())
  var trace: String?

  public init() {}

  public func open() throws(Failure) -> Trace? {
    guard let trace else { return nil }
    return try Trace(trace)
  }
}
