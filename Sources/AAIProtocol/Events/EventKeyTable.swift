/// Names to keys, by one probe of a table as a rule.
struct EventKeyTable: Sendable {
  static let shared = EventKeyTable()

  private static let size = 256
  private var slots = [EventKey?](repeating: nil, count: size)

  private init() {
    for key in EventKey.allCases {
      let name = UnsafeBufferPointer(start: key.name.utf8Start, count: key.name.utf8CodeUnitCount)
      var slot = Self.hash(name)
      while slots[slot] != nil { slot = (slot + 1) % Self.size }
      slots[slot] = key
    }
  }

  /// The key a member has.
  subscript(member: JSONSlice) -> EventKey? {
    let name = UnsafeBufferPointer(start: member.start + 1, count: member.count - 2)
    guard !name.isEmpty else { return nil }
    var slot = Self.hash(name)
    while let key = slots[slot] {
      if member.reads(key.name) { return key }
      slot = (slot + 1) % Self.size
    }
    // No writer escapes the letters of a name, but each may.
    guard name.contains(UInt8(ascii: "\\")), let text = member.string else { return nil }
    return EventKey.allCases.first { "\($0.name)" == text }
  }

  private static func hash(_ name: UnsafeBufferPointer<UInt8>) -> Int {
    (name.count &* 31 &+ Int(name[0]) &* 7 &+ Int(name[name.count - 1]) &* 3) % size
  }
}
