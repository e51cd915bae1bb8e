/// The head of a WAV file whose data may grow past 4 GiB: RIFF while sizes fit into 32 bits, RF64
/// (EBU Tech 3306) in the same room from then on.
struct WAVHeader {
  let format: CaptureFormat
  let dataSize: UInt64

  /// The same for every size, so that it can be rewritten in place.
  static func length(of format: CaptureFormat) -> Int {
    WAVHeader(format: format, dataSize: 0).bytes.count
  }

  var bytes: [UInt8] {
    let frames = dataSize / UInt64(format.bytesPerFrame)
    let chunks = formatChunk + factChunk(frames)
    // WAVE, the room for ds64, the chunks, and the data chunk with its padding byte.
    let riffSize = 4 + 36 + UInt64(chunks.count) + 8 + dataSize + dataSize % 2
    let isLong = riffSize > UInt64(UInt32.max)
    var bytes = Array((isLong ? "RF64" : "RIFF").utf8)
    bytes.append(little: isLong ? .max : UInt32(riffSize))
    bytes += "WAVE".utf8
    bytes += (isLong ? "ds64" : "JUNK").utf8
    bytes.append(little: UInt32(28))
    bytes.append(little: isLong ? riffSize : 0)
    bytes.append(little: isLong ? dataSize : 0)
    bytes.append(little: isLong ? frames : 0)
    bytes.append(little: UInt32(0))
    bytes += chunks
    bytes += "data".utf8
    bytes.append(little: isLong ? .max : UInt32(dataSize))
    return bytes
  }

  private var formatChunk: [UInt8] {
    let isLinear = format.sample == .s16le
    var bytes = Array("fmt ".utf8)
    bytes.append(little: UInt32(isLinear ? 16 : 18))
    // WAVE_FORMAT_PCM and WAVE_FORMAT_MULAW (RFC 2361).
    bytes.append(little: UInt16(isLinear ? 1 : 7))
    bytes.append(little: UInt16(format.channels))
    bytes.append(little: UInt32(format.rate))
    bytes.append(little: UInt32(format.rate * format.bytesPerFrame))
    bytes.append(little: UInt16(format.bytesPerFrame))
    bytes.append(little: UInt16(format.sample.bytesPerSample * 8))
    if !isLinear { bytes.append(little: UInt16(0)) }
    return bytes
  }

  /// Formats other than PCM say how many frames there are.
  private func factChunk(_ frames: UInt64) -> [UInt8] {
    guard format.sample != .s16le else { return [] }
    var bytes = Array("fact".utf8)
    bytes.append(little: UInt32(4))
    bytes.append(little: UInt32(clamping: frames))
    return bytes
  }
}

extension [UInt8] {
  fileprivate mutating func append(little value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }
}
