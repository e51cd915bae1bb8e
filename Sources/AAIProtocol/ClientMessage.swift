/// A text message from the client to the service.
public enum ClientMessage: Sendable, Equatable {
  case terminate
  case forceEndpoint
  case keepAlive
  /// Only the settings given change; they keep JSON's own types.
  case updateConfiguration([Field])
  /// An object whose type the service does not know; `nil` when it has none.
  case unknown(type: String?)

  /// One setting of an `UpdateConfiguration`.
  public struct Field: Sendable, Equatable {
    public var name: String
    public var value: JSONValue

    public init(_ name: String, _ value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  /// Why a text is no message at all.
  public enum Malformed: Error, Sendable, Equatable {
    case invalidJSON(JSONSyntaxError)
    case notAnObject
  }

  public init(parsing text: String) throws(Malformed) {
    let json: JSONValue
    do throws(JSONSyntaxError) {
      json = try JSONValue(parsing: text)
    } catch {
      throw .invalidJSON(error)
    }
    guard case .object(let members) = json else { throw .notAnObject }
    switch json["type"]?.string {
    case "Terminate": self = .terminate
    case "ForceEndpoint": self = .forceEndpoint
    case "KeepAlive": self = .keepAlive
    case "UpdateConfiguration":
      self = .updateConfiguration(
        members.filter { $0.key != "type" }.map { Field($0.key, $0.value) })
    case let type: self = .unknown(type: type)
    }
  }

  /// The message as it goes on the wire.
  public var text: String {
    let type: JSONValue
    var fields: [Field] = []
    switch self {
    case .terminate: type = "Terminate"
    case .forceEndpoint: type = "ForceEndpoint"
    case .keepAlive: type = "KeepAlive"
    case .updateConfiguration(let given):
      type = "UpdateConfiguration"
      fields = given
    case .unknown(let name): type = JSONValue(name)
    }
    let members = [(key: "type", value: type)] + fields.map { (key: $0.name, value: $0.value) }
    return JSONValue.object(members).text
  }
}
