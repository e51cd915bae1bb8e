/// How a program of the toolkit ended, as its caller's shell sees it (sysexits.h).
public enum ExitStatus: Int32, Sendable {
  /// Done; also after a polite stop and after the reader left.
  case ok = 0
  /// Unknown option, bad value, PCM refused on a terminal.
  case usage = 64
  /// Input that is not what was declared.
  case data = 65
  /// No such file or audio device.
  case noInput = 66
  /// Cannot resolve, connect or negotiate; server error; connection lost for good.
  case unavailable = 69
  /// A bug of ours.
  case internalError = 70
  /// Reading stdin or the device failed, writing stdout failed.
  case io = 74
  /// Too many sessions, HTTP 429.
  case tryAgain = 75
  /// The server broke the protocol, refused our parameters or our audio.
  case protocolError = 76
  /// Credentials rejected, certificate not trusted.
  case refused = 77
  /// No credentials given, credentials file unreadable.
  case configuration = 78
}
