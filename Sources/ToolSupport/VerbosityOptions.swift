public import ArgumentParser

/// `-q` and `-v`, the same in every program.
public struct VerbosityOptions: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Say nothing but errors.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Say more; repeat for more still.")
  var verbose: Int

  public init() {}

  public var verbosity: Int { quiet ? -1 : verbose }
}
