import AAIProtocol

/// The numbers are this program's own: the service documents none.
extension ServiceWarning {
  /// What a fault sends that names no number.
  static let plainCode = 4000

  static func shortAudio(milliseconds: Double) -> ServiceWarning {
    ServiceWarning(
      code: 4001,
      message:
        "Input Duration Warning: Received \(milliseconds) ms. Expected between 50 and 1000 ms")
  }

  static func unsupportedDomain(_ domain: String, language: String) -> ServiceWarning {
    ServiceWarning(
      code: 4002,
      message: "Domain '\(domain)' does not support the language '\(language)' and is ignored")
  }
}
