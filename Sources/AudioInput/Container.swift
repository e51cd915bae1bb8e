/// A kind of audio file, told by its first bytes.
public enum Container: String, Sendable, CaseIterable {
  case wave = "WAV"
  case rf64 = "RF64"
  case au = "AU"
  case rifx = "RIFX"
  case riff = "RIFF"
  case reversedAU = "little-endian AU"
  case wave64 = "Wave64"
  case sphere = "NIST SPHERE"
  case aiff = "AIFF"
  case caf = "CAF"
  case flac = "FLAC"
  case ogg = "Ogg"
  case mp3 = "MP3"
  case mpegAudio = "MPEG layer I or II"
  case adts = "AAC"
  case mp4 = "MP4"
  case matroska = "Matroska or WebM"
  case asf = "ASF or WMA"
  case amr = "AMR"
  case ac3 = "AC-3"
  case dts = "DTS"
  case musepack = "Musepack"
  case eightSVX = "8SVX"
  case latm = "LATM"
  case transportStream = "MPEG-TS"
  case programStream = "MPEG-PS"
  case flash = "FLV"
  case nut = "NUT"
  case realMedia = "RealMedia"
  case sox = "SoX"
  case voc = "VOC"
  case wavPack = "WavPack"
  case tta = "TTA"
  case monkey = "Monkey's Audio"
  case dsf = "DSF"
  case gzip = "gzip"
  case bzip2 = "bzip2"
  case xz = "xz"
  case zstd = "Zstandard"
  case zip = "ZIP"
  case sevenZip = "7-Zip"
  case rar = "RAR"
  case text = "text"
  case midi = "MIDI"
  case image = "image"
  case pdf = "PDF"
  case executable = "program"

  public var name: String { rawValue }

  /// The name sox has for it; `nil` where ffmpeg is the better converter.
  var soxType: String? {
    switch self {
    case .wave, .rifx: "wav"
    case .au, .reversedAU: "au"
    case .flac: "flac"
    case .sphere: "sph"
    case .sox: "sox"
    case .voc: "voc"
    default: nil
    }
  }

  /// Whether there may be audio in it.
  var holdsAudio: Bool {
    switch self {
    case .text, .midi, .image, .pdf, .executable: false
    default: true
    }
  }

  /// Whether its unpacker needs a file, since the list of what is in it comes last.
  private var isSeekedIn: Bool { [.zip, .sevenZip, .rar].contains(self) }

  /// The command that unpacks it, where there may be audio in it.
  var unpacking: String? {
    switch self {
    case .gzip: "gzip -dc"
    case .bzip2: "bzip2 -dc"
    case .xz: "xz -dc"
    case .zstd: "zstd -dc"
    case .zip: "unzip -p"
    case .sevenZip: "7z x -so"
    case .rar: "unrar p -inul"
    default: nil
    }
  }

  /// The command that makes a WAV of it that every program here reads; `nil` where it is no audio.
  ///
  /// - Parameters:
  ///   - file: The file's path; `nil` when it comes through a pipe.
  ///   - sampleRate: The rate wanted, in Hz.
  ///   - soxReads: Whether sox knows the codec in it.
  func conversion(of file: String?, sampleRate: Int, soxReads: Bool = true) -> String? {
    guard holdsAudio else { return nil }
    if let unpacking {
      return "\(unpacking) \(file.map(shellQuoted) ?? (isSeekedIn ? "FILE" : "-"))"
    }
    if let soxType, soxReads {
      let input = file.map(shellQuoted) ?? "-t \(soxType) -"
      return "sox \(input) -t wav -r \(sampleRate) -c 1 -b 16 -e signed-integer -"
    }
    return ffmpeg(file, "-ar \(sampleRate) -ac 1 -c:a pcm_s16le -f wav")
  }

  /// The command that takes the AAC out of it as it is.
  func extraction(of file: String?) -> String { ffmpeg(file, "-vn -c:a copy -f adts") }

  private func ffmpeg(_ file: String?, _ output: String) -> String {
    "ffmpeg -loglevel error -i \(file.map(shellQuoted) ?? "pipe:0") \(output) -"
  }
}

private func shellQuoted(_ text: String) -> String {
  let plain = text.utf8.allSatisfy { byte in
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."),
      UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: ","):
      true
    default: false
    }
  }
  // A name that begins with a dash would be taken for an option.
  let path = text.hasPrefix("-") ? "./" + text : text
  return plain
    ? path
    : "'"
      + path.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: #"'\''"#) + "'"
}
