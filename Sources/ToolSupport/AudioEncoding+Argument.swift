public import AAIProtocol
public import ArgumentParser

/// On a command line an encoding is one that AssemblyAI takes; what Gladia takes beyond that is
/// gladia-stream's to read.
extension AudioEncoding: ExpressibleByArgument {
  public init?(argument: String) {
    self.init(spelling: argument)
    if !isAssemblyAIs { return nil }
  }

  public static var allValueStrings: [String] {
    allCases.filter(\.isAssemblyAIs).map(\.rawValue)
  }
}
