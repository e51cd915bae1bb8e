/// Capture devices that are not there, made of libasound's own plug-ins by a configuration of the
/// test's, with nothing of the system's read.
public struct AudioDevice: Sendable {
  /// What a program needs to see them.
  public let environment: [String: String?]
  private let folder: TemporaryFolder

  /// - Parameter configuration: In alsa-lib's syntax; the PCM `null` is there already.
  public init(configuration: String) throws {
    try self.init(configuration: configuration, in: TemporaryFolder())
  }

  private init(configuration: String, in folder: TemporaryFolder) throws {
    self.folder = folder
    let path = try folder.write("asound.conf", "pcm.null { type null }\n" + configuration)
    environment = ["ALSA_CONFIG_PATH": path]
  }

  /// `default` plays `bytes` as fast as they are read, then silence for ever, converted to whatever
  /// is asked for; `card` plays them as they are.
  public init(
    playing bytes: some Collection<UInt8>, rate: Int = 16000, channels: Int = 1,
    format: String = "S16_LE"
  ) throws {
    let folder = try TemporaryFolder()
    let audio = try folder.write("sound.raw", bytes)
    try self.init(
      configuration: """
        pcm.card { type file slave.pcm null file /dev/null infile "\(audio)" format raw }
        pcm.default {
          type plug
          slave { pcm card format \(format) rate \(rate) channels \(channels) }
        }

        """, in: folder)
  }
}
