import NIOHTTP1

/// The header fields of a request, in order.
public typealias HeaderFields = [(name: String, value: String)]

extension HeaderFields {
  /// Those whose names `given` does not have, and all of `given`, as curl's `-H` has it.
  public func overlaid(with given: HeaderFields) -> HeaderFields {
    let names = Set(given.map { $0.name.lowercased() })
    return filter { !names.contains($0.name.lowercased()) } + given
  }

  /// As NIO has them.
  var headers: HTTPHeaders { HTTPHeaders(map { ($0.name, $0.value) }) }
}
