import AAIProtocol

/// What a program accepts, as its own parser describes it (`--experimental-dump-help`).
struct Command: Equatable {
  let name: String
  let options: [Option]
  let operands: [Operand]
  /// The program's modes, when the first word chooses one.
  let modes: [Command]
  /// What the mode does, in a phrase.
  let abstract: String

  init(parsing dump: String) throws {
    guard let command = try JSONValue(parsing: dump)["command"] else { throw Malformed.noCommand }
    self.init(command)
  }

  private init(_ json: JSONValue) {
    let arguments = json["arguments"]?.array ?? []
    let visible = arguments.filter { $0["shouldDisplay"]?.bool != false }
    name = json["commandName"]?.string ?? ""
    abstract = json["abstract"]?.string ?? ""
    options = visible.compactMap(Option.init)
    operands = visible.compactMap(Operand.init)
    // The parser dumps a `help` mode for programs that have no modes, too.
    modes = (json["subcommands"]?.array ?? []).map(Command.init).filter { $0.name != "help" }
  }

  enum Malformed: Error { case noCommand }
}
