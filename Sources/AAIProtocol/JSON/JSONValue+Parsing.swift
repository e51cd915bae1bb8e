extension JSONValue {
  /// Containers inside containers, at most.
  public static let depthLimit = JSONScanner.depthLimit

  /// Reads one JSON text with nothing but white space around it.
  ///
  /// A lone surrogate escape becomes U+FFFD. Invalid UTF-8 is an error.
  public init(parsing text: some Sequence<UInt8>) throws(JSONSyntaxError) {
    let bytes = ContiguousArray(text)
    self = try bytes.withBytes { (bytes) throws(JSONSyntaxError) in
      var scanner = JSONScanner(bytes)
      let value = try JSONValue(from: &scanner)
      try scanner.finish()
      return value
    }
  }

  public init(parsing text: String) throws(JSONSyntaxError) {
    try self.init(parsing: text.utf8)
  }

  /// Recursive, as the tree is; the scanner's limit of depth bounds the stack.
  private init(from scanner: inout JSONScanner) throws(JSONSyntaxError) {
    switch try scanner.peek() {
    case UInt8(ascii: "{"):
      try scanner.enter()
      var members: [(key: String, value: JSONValue)] = []
      var first = true
      while let key = try scanner.nextKey(&first) {
        members.append((key.string ?? "", try JSONValue(from: &scanner)))
      }
      self = .object(members)
    case UInt8(ascii: "["):
      try scanner.enter()
      var values: [JSONValue] = []
      var first = true
      while try scanner.nextElement(&first) { values.append(try JSONValue(from: &scanner)) }
      self = .array(values)
    default:
      self.init(scalar: try scanner.skipValue())
    }
  }

  private init(scalar slice: JSONSlice) {
    if let text = slice.string {
      self = .string(text)
    } else if slice.isNumber {
      self = .number(String(decoding: slice.spelling, as: UTF8.self))
    } else {
      self = slice.bool.map { .bool($0) } ?? .null
    }
  }
}

extension ContiguousArray<UInt8> {
  /// `withUnsafeBufferPointer` that throws what its body throws.
  func withBytes<T, E: Error>(_ body: (UnsafeBufferPointer<UInt8>) throws(E) -> T) throws(E) -> T {
    try withUnsafeBufferPointer { (bytes) throws(E) in try body(bytes) }
  }
}
