import AAIProtocol

extension SessionParameters {
  mutating func set(_ name: String, to value: String?) {
    if let value { set(name, to: ParameterValue.text(value).text) }
  }

  mutating func set(_ name: String, to value: Bool?) {
    if let value { set(name, to: .flag(value)) }
  }

  mutating func set(_ name: String, to value: Int?) {
    if let value { set(name, to: .integer(value)) }
  }

  mutating func set(_ name: String, to value: Double?) {
    if let value { set(name, to: .number(value)) }
  }

  /// In whole milliseconds.
  mutating func set(_ name: String, to value: Duration?) {
    if let value { set(name, to: .integer(value.milliseconds)) }
  }

  /// Nothing for an empty list, which the service does not take.
  mutating func set(_ name: String, to value: [String]) {
    if !value.isEmpty { set(name, to: .list(value)) }
  }

  /// Says what the audio is; compressed audio carries its own rate.
  mutating func declare(_ format: AudioFormat) {
    if format.bytesPerSecond != nil { set("sample_rate", to: .integer(format.sampleRate)) }
    set("encoding", to: format.encoding.rawValue)
  }

  var inactivityTimeout: Duration? {
    guard case .integer(let seconds)? = value("inactivity_timeout") else { return nil }
    return .seconds(seconds)
  }
}

extension ServiceURL {
  /// With the parameters behind whatever query it has.
  func adding(_ parameters: SessionParameters) -> ServiceURL {
    var url = self
    url.target += (query == nil ? "?" : query == "" ? "" : "&") + parameters.queryString
    return url
  }
}
