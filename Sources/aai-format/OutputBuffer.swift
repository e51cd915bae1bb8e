/// What is about to be written to stdout.
struct OutputBuffer {
  private(set) var bytes: [UInt8] = []

  var isEmpty: Bool { bytes.isEmpty }

  mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { bytes.append(contentsOf: $0) }
  }

  mutating func append(line: String) {
    append(line)
    bytes.append(0x0A)
  }

  mutating func clear() { bytes.removeAll(keepingCapacity: bytes.capacity <= 1 << 20) }
}
