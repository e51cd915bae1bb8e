import NIOHTTP1

extension HTTPHeaders {
  /// Those of `own` whose names `given` does not have, and all of `given`, as curl's `-H` has it.
  init(_ own: [(String, String)], overlaidWith given: [(name: String, value: String)]) {
    let names = Set(given.map { $0.name.lowercased() })
    self.init(own.filter { !names.contains($0.0.lowercased()) })
    add(contentsOf: given.map { ($0.name, $0.value) })
  }
}
