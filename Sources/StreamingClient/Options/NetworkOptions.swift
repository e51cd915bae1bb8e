public import AAIProtocol
public import ArgumentParser
public import ToolSupport
public import WebSocketTransport

/// How a service is reached: the same for every client.
public struct NetworkOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Give up when there is no session after this long.", valueName: "time"))
  public var connectTimeout = Seconds(.seconds(10))

  @Option(
    help: ArgumentHelp("Trust the authorities in this file alone.", valueName: "file"),
    completion: .file())
  var cacert: String?

  @Option(
    help: ArgumentHelp("Trust the authorities in this folder alone.", valueName: "dir"),
    completion: .directory)
  var capath: String?

  @Flag(
    name: [.customShort("k"), .long],
    help: "Do not check certificates; allow a key over ws://.")
  public var insecure = false

  @Option(
    name: [.customShort("x"), .long],
    help: ArgumentHelp("Reach the service through an HTTP proxy.", valueName: "url"))
  var proxy: String?

  @Option(
    name: [.customShort("H"), .long],
    help: ArgumentHelp("Send a header with the request; repeatable.", valueName: "name: value"))
  public var header: [RequestHeader] = []

  @Flag(name: [.customShort("4"), .customLong("ipv4")], help: "Use IPv4 addresses only.")
  var ipv4 = false

  @Flag(name: [.customShort("6"), .customLong("ipv6")], help: "Use IPv6 addresses only.")
  var ipv6 = false

  public init() {}

  public func validate() throws {
    if ipv4 && ipv6 { throw ValidationError("-4 and -6 exclude each other") }
    if connectTimeout.duration <= .zero {
      throw ValidationError("--connect-timeout must be more than 0")
    }
  }

  /// A dialer for `url`.
  public func dialer(
    for url: ServiceURL, _ diagnostics: Diagnostics
  ) throws(Failure) -> Dialer {
    var dialer = Dialer(timeout: connectTimeout.duration)
    dialer.family = ipv4 ? .ipv4 : ipv6 ? .ipv6 : .any
    dialer.proxy = try ProxyChoice(option: proxy).proxy(for: url)
    if url.usesTLS {
      if insecure { diagnostics.warning("certificates are not checked (--insecure)") }
      if let log = KeyLog.inherited {
        diagnostics.warning(
          log.failure.map { "\(log.path): \(SystemError(code: $0)) (SSLKEYLOGFILE)" }
            ?? "session keys are written to \(log.path) (SSLKEYLOGFILE)")
      }
      let trust = TLSTrust(file: cacert, folder: capath, isInsecure: insecure)
      do throws(TLSFailure) {
        dialer.tls = try TLSContext.client(trust)
      } catch {
        throw error.words(url.hostAndPort)
      }
    }
    return dialer
  }
}
