import Glibc
import Synchronization

/// A PulseAudio of a test's own, with a microphone that is fed by the test in real time, and a
/// loudspeaker that nobody hears.
public final class SoundServer: Sendable {
  /// For programs that capture from `pulse`, or speak to the server themselves.
  public let environment: [String: String?]
  private let daemon: Program
  private let folder: TemporaryFolder
  private let isFeeding: Mutex<Bool>

  /// Starts the server; its microphone hears frames numbered as a `FaultyCard`'s are.
  public init() async throws {
    let folder = try TemporaryFolder()
    let socket = folder.path + "/pulse.sock"
    let fifo = folder.path + "/microphone"
    let script = try folder.write(
      "start.pa",
      """
      load-module module-native-protocol-unix auth-anonymous=1 socket=\(socket)
      load-module module-pipe-source source_name=mic file=\(fifo) format=s16le rate=16000 channels=1
      load-module module-null-sink sink_name=out format=s16le rate=16000 channels=1
      set-default-source mic
      set-default-sink out

      """)
    let alsa = try folder.write("asound.conf", "pcm.pulse { type pulse }\n")
    let environment = [
      "XDG_RUNTIME_DIR": folder.path, "HOME": folder.path, "PULSE_SERVER": "unix:" + socket,
      "ALSA_CONFIG_PATH": alsa,
    ]
    daemon = try Program(
      "pulseaudio",
      [
        "-n", "-F", script, "--daemonize=no", "--exit-idle-time=-1", "--disallow-exit",
        "--use-pid-file=no",
      ], environment: environment, input: .closed)
    self.folder = folder
    self.environment = environment
    isFeeding = Mutex(true)
    let end = ContinuousClock.now + .seconds(60)
    while access(socket, F_OK) != 0 || access(fifo, F_OK) != 0 {
      guard .now < end else { throw Failed("no sound server: \(daemon.errors.text)") }
      try await Task.sleep(for: .milliseconds(5))
    }
    BlockingThread.start { [weak self] in
      Self.feed(fifo) { self?.isFeeding.withLock { $0 } ?? false }
    }
  }

  deinit {
    isFeeding.withLock { $0 = false }
    daemon.signal(SIGKILL)
  }

  private static func feed(_ fifo: String, while isWanted: () -> Bool) {
    signal(SIGPIPE, SIG_IGN)
    let descriptor = open(fifo, O_WRONLY | O_CLOEXEC)
    defer { close(descriptor) }
    let start = ContinuousClock.now
    var number = 0
    while isWanted() {
      let samples = (number..<(number + 320)).map { Int16(1 + $0 % 30_000) }
      guard write(descriptor, samples, 640) == 640 else { return }
      number += 320
      // The pace of a microphone.
      let pause = ContinuousClock.now.duration(to: start + .milliseconds(number / 16))
      if pause > .zero { usleep(UInt32(pause / .microseconds(1))) }
    }
  }
}
