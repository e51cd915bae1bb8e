public import AAIProtocol

/// Cuts a stream of samples, in whatever pieces it arrives, into chunks of exactly one size.
public struct Chunker: Sendable {
  /// The shortest message that AssemblyAI streaming v3 takes.
  public static let shortest = Duration.milliseconds(50)

  /// In bytes: whole samples.
  public let chunkSize: Int
  private let shortestSize: Int
  private let sampleSize: Int
  private let silence: UInt8
  private var carry: [UInt8] = []

  /// - Precondition: `format` is not compressed, and `duration` is longer than a sample.
  public init(_ format: AudioFormat, chunk duration: Duration) {
    guard let size = format.byteCount(of: duration), size > 0,
      let shortest = format.byteCount(of: Self.shortest),
      let sampleSize = format.bytesPerSample, let silence = format.encoding.silence
    else { preconditionFailure("\(format) cannot be cut into chunks of \(duration)") }
    chunkSize = size
    shortestSize = shortest
    self.sampleSize = sampleSize
    self.silence = silence
    carry.reserveCapacity(size)
  }

  /// Calls `emit` with each chunk that `bytes` completes; what is left over waits for more.
  ///
  /// A chunk that lies whole within `bytes` is passed on where it lies. After an error of `emit`
  /// the rest of `bytes` is not taken.
  public mutating func add<E>(
    _ bytes: UnsafeRawBufferPointer, emit: (UnsafeRawBufferPointer) throws(E) -> Void
  ) throws(E) {
    var rest = bytes
    if !carry.isEmpty {
      let taken = min(chunkSize - carry.count, rest.count)
      carry.append(contentsOf: rest[..<taken])
      rest = UnsafeRawBufferPointer(rebasing: rest[taken...])
      guard carry.count == chunkSize else { return }
      defer { carry.removeAll(keepingCapacity: true) }
      try carry.withUnsafeBufferPointer { (chunk) throws(E) in
        try emit(UnsafeRawBufferPointer(chunk))
      }
    }
    while rest.count >= chunkSize {
      try emit(UnsafeRawBufferPointer(rebasing: rest[..<chunkSize]))
      rest = UnsafeRawBufferPointer(rebasing: rest[chunkSize...])
    }
    carry.append(contentsOf: rest)
  }

  /// What is left when the stream has ended.
  public struct Tail: Sendable, Equatable {
    /// The last chunk, padded with silence to the shortest that may be sent; empty when the stream
    /// ended with a whole chunk.
    public var chunk: [UInt8]
    /// How much of `chunk` is padding.
    public var paddedByteCount: Int
    /// Half a sample at the very end, not in `chunk`.
    public var droppedByteCount: Int
  }

  public mutating func finish() -> Tail {
    let dropped = carry.count % sampleSize
    var chunk = Array(carry.dropLast(dropped))
    carry = []
    let padded = chunk.isEmpty ? 0 : max(0, shortestSize - chunk.count)
    chunk += repeatElement(silence, count: padded)
    return Tail(chunk: chunk, paddedByteCount: padded, droppedByteCount: dropped)
  }
}
