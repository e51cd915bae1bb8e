/// Which addresses of a host are dialled.
public enum AddressFamily: Sendable {
  case any, ipv4, ipv6
}
