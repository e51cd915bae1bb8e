import Glibc

/// Whether `host` is an address rather than a name.
func isIPAddress(_ host: String) -> Bool {
  // As long as an `in6_addr`, the longer of the two.
  var address = [UInt8](repeating: 0, count: 16)
  return inet_pton(AF_INET, host, &address) == 1 || inet_pton(AF_INET6, host, &address) == 1
}
