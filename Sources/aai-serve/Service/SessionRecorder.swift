import AAIProtocol
import Glibc
import ToolSupport
import WebSocketTransport

/// Keeps what one client sent, for a test to look at: the request without its secrets, every control
/// message, and the audio.
final class SessionRecorder {
  private let stem: String
  private var messages: CInt = -1
  private var audio: CInt = -1
  private var audioBytes = 0
  private var format: AudioFormat?
  private let isLive: Bool

  /// Makes sure of the folder before the first client comes.
  static func prepare(_ folder: String) throws(Failure) {
    if mkdir(folder, 0o700) != 0, errno != EEXIST {
      throw Failure(.io, "\(folder): \(SystemError())")
    }
    guard access(folder, W_OK | X_OK) == 0 else {
      throw Failure(.io, "\(folder): \(SystemError())")
    }
  }

  init(folder: String, ordinal: Int, _ request: ServerRequest) {
    isLive = request.path == "/v2/live"
    let digits = String(ordinal)
    stem = folder + "/session-" + String(repeating: "0", count: max(4 - digits.count, 0)) + digits
    let descriptor = Self.create(stem + ".request.txt")
    Self.write(Self.masked(request), to: descriptor)
    close(descriptor)
    messages = Self.create(stem + ".messages.ndjson")
  }

  deinit { end() }

  func begin(_ format: AudioFormat) {
    self.format = format
    let isWave = format.bytesPerSample != nil
    audio = Self.create(stem + (isWave ? ".wav" : ".\(format.encoding.rawValue)"))
    if isWave { Self.write(waveHeader(format), to: audio) }
  }

  func message(_ text: String) {
    let json = try? JSONValue(parsing: text)
    // Audio is kept as audio, in whatever form it came.
    if isLive, json?["type"]?.string == "audio_chunk" { return }
    // A message with line breaks stays one line, and one that is no JSON stays visible.
    let line = json?.text ?? JSONValue.string(text).text
    Self.write(line + "\n", to: messages)
  }

  func audio(_ bytes: [UInt8]) {
    audioBytes += bytes.count
    Self.write(bytes, to: audio)
  }

  /// What was kept of the audio, as a file.
  var recording: [UInt8]? {
    guard let format, format.bytesPerSample != nil else { return nil }
    let file = open(stem + ".wav", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    // The length in the file is that of its end.
    let header = waveHeader(format)
    var bytes = [UInt8](repeating: 0, count: audioBytes)
    let count = bytes.withUnsafeMutableBytes { pread(file, $0.baseAddress, $0.count, header.count) }
    return count == audioBytes ? header + bytes : nil
  }

  func end() {
    if let format, format.bytesPerSample != nil, audio >= 0 {
      let header = waveHeader(format)
      _ = pwrite(audio, header, header.count, 0)
    }
    for descriptor in [messages, audio] where descriptor >= 0 { close(descriptor) }
    messages = -1
    audio = -1
  }

  private static func masked(_ request: ServerRequest) -> String {
    var parameters = SessionParameters(query: request.query)
    let secrets = ["token", "webhook_auth_header_value"].filter { parameters[$0] != nil }
    for name in secrets { parameters.set(name, to: "***") }
    let target =
      secrets.isEmpty ? request.target : "\(request.path)?\(parameters.queryString)"
    var text = "\(request.method) \(target) HTTP/1.1\n"
    for (name, value) in request.fields.lines {
      let isSecret = secretHeaders.contains(name.lowercased())
      text += "\(name): \(isSecret ? "***" : value)\n"
    }
    let body = String(decoding: request.body, as: UTF8.self)
    return body.isEmpty ? text : text + "\n" + body + "\n"
  }

  private static let secretHeaders: Set<String> = [
    "authorization", "cookie", "proxy-authorization", "x-gladia-key",
  ]

  /// RIFF with a plain `fmt ` chunk; 1 is PCM, 6 is A-law, 7 is µ-law.
  private func waveHeader(_ format: AudioFormat) -> [UInt8] {
    let frame = format.bytesPerSample ?? 1
    let width = frame / format.channels
    let tag =
      switch format.encoding {
      case .pcmMuLaw: 7
      case .pcmALaw: 6
      default: 1
      }
    func little(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    var header = Array("RIFF".utf8) + little(36 + audioBytes, 4) + Array("WAVEfmt ".utf8)
    header += little(16, 4) + little(tag, 2) + little(format.channels, 2)
    header += little(format.sampleRate, 4) + little(format.sampleRate * frame, 4)
    header += little(frame, 2) + little(width * 8, 2)
    return header + Array("data".utf8) + little(audioBytes, 4)
  }

  private static func create(_ path: String) -> CInt {
    open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
  }

  private static func write(_ bytes: [UInt8], to descriptor: CInt) {
    // A full disk costs the record, never the session.
    try? StandardStream(descriptor: descriptor).write(bytes)
  }

  private static func write(_ text: String, to descriptor: CInt) {
    write(Array(text.utf8), to: descriptor)
  }
}
