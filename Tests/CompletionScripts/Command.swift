import AAIProtocol

/// What a program accepts, as its own parser describes it (`--experimental-dump-help`).
struct Command: Equatable {
  let name: String
  let options: [Option]
  let operands: [Operand]
  init(parsing dump: String) throws {
    guard let command = try JSONValue(parsing: dump)["command"] else { throw Malformed.noCommand }
    self.init(command)
  }

  private init(_ json: JSONValue) {
    let arguments = json["arguments"]?.array ?? []
    let visible = arguments.filter { $0["shouldDisplay"]?.bool != false }
    name = json["commandName"]?.string ?? ""
    options = visible.compactMap(Option.init)
    operands = visible.compactMap(Operand.init)
  }

  enum Malformed: Error { case noCommand }
}
