/// What a watch waits for.
public struct Interest: OptionSet, Sendable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let reading = Interest(rawValue: 1)
  public static let writing = Interest(rawValue: 2)
}
