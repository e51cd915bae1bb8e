/// Why a server does not do what a request asks for, and the answer that says so.
struct HTTPRefusal: Error, Equatable {
  let status: Int
  /// For whoever runs the server, and for the client: `sent what is no HTTP`.
  let reason: String

  var response: HTTPResponse {
    // RFC 9110 §15.5.22, RFC 6455 §4.4.
    let fields: HTTPFields =
      status == 426 ? ["Upgrade": "websocket", "Sec-WebSocket-Version": "13"] : [:]
    return HTTPResponse(status: status, fields: fields, body: Array((reason + "\n").utf8))
  }
}
