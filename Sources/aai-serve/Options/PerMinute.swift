import ArgumentParser

/// So many in a minute: `5/min`, or `5`.
struct PerMinute: ExpressibleByArgument, Equatable {
  let count: Int

  init?(argument: String) {
    let digits = argument.hasSuffix("/min") ? argument.dropLast(4) : argument[...]
    guard let count = Int(digits), count >= 0 else { return nil }
    self.count = count
  }
}
