/// Audio that waits for its reader: bytes in a ring, and silence as a mere count, so that an hour of
/// it costs nothing.
struct OutputBacklog: Sendable {
  private enum Run {
    case bytes(Int)
    case silence(Int)
  }

  private let capacity: Int
  private let silence: UInt8
  /// Allocated when first needed, which for most runs is never.
  private var ring: [UInt8] = []
  private var head = 0
  /// Bytes in the ring.
  private(set) var held = 0
  private var runs: [Run] = []

  /// - Parameters:
  ///   - capacity: In bytes, silence not counted.
  ///   - silence: The byte that silence is made of.
  init(capacity: Int, silence: UInt8) {
    self.capacity = capacity
    self.silence = silence
  }

  var isEmpty: Bool { runs.isEmpty }

  /// Keeps a copy of `bytes`; what is beyond the capacity is dropped.
  mutating func append(_ bytes: UnsafeRawBufferPointer) {
    if ring.isEmpty {
      ring = Array(unsafeUninitializedCapacity: capacity) { $1 = capacity }
    }
    let kept = min(bytes.count, capacity - held)
    let tail = (head + held) % capacity
    let first = min(kept, capacity - tail)
    ring.withUnsafeMutableBytes { ring in
      ring[tail..<(tail + first)].copyBytes(from: bytes[..<first])
      ring[..<(kept - first)].copyBytes(from: bytes[first..<kept])
    }
    held += kept
    if case .bytes(let before)? = runs.last {
      runs[runs.count - 1] = .bytes(before + kept)
    } else if kept > 0 {
      runs.append(.bytes(kept))
    }
  }

  mutating func appendSilence(_ count: Int) {
    if case .silence(let before)? = runs.last {
      runs[runs.count - 1] = .silence(before + count)
    } else if count > 0 {
      runs.append(.silence(count))
    }
  }

  /// Moves the oldest bytes to `destination`.
  ///
  /// - Returns: How many; 0 when the backlog is empty.
  mutating func take(into destination: UnsafeMutableRawBufferPointer) -> Int {
    var taken = 0
    while taken < destination.count, let run = runs.first {
      let target = UnsafeMutableRawBufferPointer(rebasing: destination[taken...])
      switch run {
      case .bytes(let count):
        let moved = min(count, target.count, capacity - head)
        target.copyBytes(from: ring[head..<(head + moved)])
        held -= moved
        // Starting over where nothing is held keeps to the pages already touched.
        head = held == 0 ? 0 : (head + moved) % capacity
        shorten(to: .bytes(count - moved), count - moved)
        taken += moved
      case .silence(let count):
        let moved = min(count, target.count)
        target[..<moved].initializeMemory(as: UInt8.self, repeating: silence)
        shorten(to: .silence(count - moved), count - moved)
        taken += moved
      }
    }
    return taken
  }

  private mutating func shorten(to run: Run, _ left: Int) {
    if left == 0 {
      runs.removeFirst()
    } else {
      runs[0] = run
    }
  }
}
