import Glibc

/// Sets a socket's option; one that the system does not have changes nothing.
func setOption(
  _ level: some FixedWidthInteger, _ name: CInt, _ value: CInt, of descriptor: CInt
) {
  var value = value
  setsockopt(
    descriptor, CInt(level), name, &value, socklen_t(MemoryLayout.size(ofValue: value)))
}
