/// The members of one event, found in a single pass over its line and decoded only when asked for.
///
/// Members that no part of the toolkit knows are checked and skipped; of a key given twice, the last
/// counts. It is good only while the line's bytes are.
package struct EventFields {
  private var values = InlineArray<48, JSONSlice>(repeating: .absent)

  /// Reads one line, which holds one JSON text.
  ///
  /// A text that is no object is an event without members.
  package init(_ line: UnsafeBufferPointer<UInt8>) throws(JSONSyntaxError) {
    var scanner = JSONScanner(line)
    if try scanner.peek() == UInt8(ascii: "{") {
      try scanner.enter()
      let keys = EventKeyTable.shared
      var first = true
      while let key = try scanner.nextKey(&first) {
        let value = try scanner.skipValue()
        if let key = keys[key] { values[key.rawValue] = value }
      }
    } else {
      _ = try scanner.skipValue()
    }
    try scanner.finish()
  }

  subscript(key: EventKey) -> JSONSlice { values[key.rawValue] }
}
