/// What ends a program early: the status it exits with and the one line it says.
public struct Failure: Error, Sendable, Equatable {
  public var status: ExitStatus
  /// What failed, on what, and why; lower case, no full stop.
  public var message: String
  /// The next step, where it is obvious.
  public var hint: String?

  public init(_ status: ExitStatus, _ message: String, hint: String? = nil) {
    self.status = status
    self.message = message
    self.hint = hint
  }
}
