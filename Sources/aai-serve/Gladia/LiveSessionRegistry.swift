/// The sessions that were granted, the newest of those that are over among them.
struct LiveSessionRegistry {
  /// Beyond this many the oldest are forgotten.
  private static let capacity = 1000

  private(set) var tickets: [GrantedSession] = []

  subscript(id id: some StringProtocol) -> GrantedSession? { tickets.first { $0.id == id } }

  subscript(token token: String) -> GrantedSession? { tickets.first { $0.token == token } }

  func openCount(at now: Duration) -> Int { tickets.count { $0.isOpen(at: now) } }

  mutating func add(_ ticket: GrantedSession, at now: Duration) {
    tickets.append(ticket)
    guard tickets.count > Self.capacity else { return }
    // Sessions that are running are never forgotten, grants that nobody uses if need be.
    let oldest =
      tickets.firstIndex { !$0.isOpen(at: now) } ?? tickets.firstIndex { $0.run == nil }
    if let oldest { tickets.remove(at: oldest) }
  }

  mutating func remove(_ ticket: GrantedSession) {
    ticket.run?.end()
    tickets.removeAll { $0 === ticket }
  }

  func end() { for ticket in tickets { ticket.run?.end() } }
}
