import AAIProtocol
import CALSA
import Glibc

/// A PCM that alsa-lib's configuration offers by name.
struct NamedPCM: Sendable, Equatable {
  let name: String
  /// What the configuration says of it, on one line.
  let description: String

  /// Those that can capture, in the configuration's order.
  static func all() -> [NamedPCM] {
    var hints: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
    guard snd_device_name_hint(-1, "pcm", &hints) >= 0, let hints else { return [] }
    defer { snd_device_name_free_hint(hints) }
    var found: [NamedPCM] = []
    var next = hints
    while let hint = next.pointee {
      next += 1
      // No direction means both.
      guard let name = value("NAME", of: hint), value("IOID", of: hint) != "Output" else {
        continue
      }
      let lines = (value("DESC", of: hint) ?? "").split(separator: "\n")
      found.append(NamedPCM(name: name, description: lines.joined(separator: ", ")))
    }
    return found
  }

  private static func value(_ key: String, of hint: UnsafeMutableRawPointer) -> String? {
    guard let text = snd_device_name_get_hint(hint, key) else { return nil }
    defer { free(text) }
    return String(cString: text)
  }

  var columns: [String] { [name, description] }

  var json: JSONValue {
    .object([("name", .string(name)), ("description", .string(description))])
  }
}
