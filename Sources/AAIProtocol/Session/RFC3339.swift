import Glibc

/// Dates as RFC 3339 §5.6 writes them, in UTC with milliseconds.
public enum RFC3339 {
  /// - Parameter wall: Since 1970.
  public static func text(_ wall: Duration) -> String {
    let (seconds, attoseconds) = wall.components
    var time = time_t(seconds)
    var parts = tm()
    gmtime_r(&time, &parts)
    var buffer = [CChar](repeating: 0, count: 32)
    let count = strftime(&buffer, buffer.count, "%Y-%m-%dT%H:%M:%S", &parts)
    let milliseconds = String(attoseconds / 1_000_000_000_000_000)
    return String(decoding: buffer.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
      + "." + String(repeating: "0", count: 3 - milliseconds.count) + milliseconds + "Z"
  }
}
