import Glibc
import TestKit

/// An address where packets vanish: a listener whose queue is full answers no SYN.
final class BlackHole: Sendable {
  let port: Int
  private let descriptors: [CInt]

  /// - Parameters:
  ///   - address: One of this machine's.
  ///   - port: 0 is any.
  init(_ address: String = "127.0.0.1", port: Int = 0) throws {
    var name = try Self.name(address, port: port)
    let listener = Self.socket(name)
    var length = socklen_t(name.count)
    let code = name.withUnsafeMutableBytes { bytes in
      let pointer = bytes.assumingMemoryBound(to: sockaddr.self).baseAddress!
      return bind(listener, pointer, length) + listen(listener, 0)
        + getsockname(listener, pointer, &length)
    }
    guard code == 0 else { throw Failed("no socket on \(address): \(errno)") }
    self.port = Int(name[2]) << 8 | Int(name[3])
    var descriptors = [listener]
    // The first few still find room.
    while descriptors.count < 32 {
      let visitor = Self.socket(name)
      descriptors.append(visitor)
      _ = fcntl(visitor, F_SETFL, O_NONBLOCK)
      _ = name.withUnsafeBytes { bytes in
        connect(visitor, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress, length)
      }
      var entry = pollfd(fd: visitor, events: Int16(POLLOUT), revents: 0)
      if poll(&entry, 1, 300) == 0 { break }
    }
    self.descriptors = descriptors
  }

  deinit { for descriptor in descriptors { close(descriptor) } }

  /// Whether somebody besides the visitors that fill the queue waits for an answer, as proc(5) has it.
  var isDialled: Bool {
    get throws {
      let digits = String(port, radix: 16, uppercase: true)
      let place = "0100007F:" + String(repeating: "0", count: 4 - digits.count) + digits
      let table = String(decoding: try TemporaryFolder().read("/proc/net/tcp"), as: UTF8.self)
      // The fourth column is the state; 02 is SYN_SENT.
      let waiting = table.split(separator: "\n").count { row in
        let columns = row.split(separator: " ")
        return columns.count > 3 && columns[2] == place && columns[3] == "02"
      }
      return waiting > 1
    }
  }

  /// The bytes of a `sockaddr`, whose port is the third and the fourth in either family.
  private static func name(_ address: String, port: Int) throws -> [UInt8] {
    var hints = addrinfo()
    hints.ai_flags = AI_NUMERICHOST
    hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(address, String(port), &hints, &list) == 0, let found = list?.pointee else {
      throw Failed("\(address) is no address")
    }
    defer { freeaddrinfo(list) }
    return Array(UnsafeRawBufferPointer(start: found.ai_addr, count: Int(found.ai_addrlen)))
  }

  private static func socket(_ name: [UInt8]) -> CInt {
    let family = name.count == MemoryLayout<sockaddr_in>.size ? AF_INET : AF_INET6
    return Pipe.withSpawning {
      Glibc.socket(family, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    }
  }
}
