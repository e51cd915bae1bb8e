/// The status of a Close frame (RFC 6455 §7.4).
public struct WebSocketCloseCode: RawRepresentable, Sendable, Hashable {
  public var rawValue: UInt16

  public init(rawValue: UInt16) { self.rawValue = rawValue }

  public static let normal = WebSocketCloseCode(rawValue: 1000)
  public static let goingAway = WebSocketCloseCode(rawValue: 1001)
  public static let protocolError = WebSocketCloseCode(rawValue: 1002)
  public static let unacceptableData = WebSocketCloseCode(rawValue: 1003)
  /// No status in the frame; never on the wire.
  public static let noStatus = WebSocketCloseCode(rawValue: 1005)
  /// No Close frame at all; never on the wire.
  public static let abnormal = WebSocketCloseCode(rawValue: 1006)
  public static let invalidPayload = WebSocketCloseCode(rawValue: 1007)
  public static let policyViolation = WebSocketCloseCode(rawValue: 1008)
  public static let messageTooBig = WebSocketCloseCode(rawValue: 1009)
  public static let internalError = WebSocketCloseCode(rawValue: 1011)

  /// Whether a Close frame may carry the code: registered ones, and 3000–4999 for libraries and
  /// applications (RFC 6455 §7.4.2; 1012–1014 are IANA's).
  public var isLegalOnTheWire: Bool {
    switch rawValue {
    case 1000...1003, 1007...1014, 3000...4999: true
    default: false
    }
  }
}
