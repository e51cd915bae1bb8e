public import AAIProtocol
public import ArgumentParser

extension AudioEncoding: ExpressibleByArgument {
  public init?(argument: String) { self.init(spelling: argument) }
}
