import ArgumentParser
import ToolSupport

@main
struct AAIServe: Tool {
  static let configuration = CommandConfiguration(
    commandName: "aai-serve",
    abstract: "Stand in for AssemblyAI's and Gladia's live services on this machine.",
    version: "aai-serve \(Version.current)")

  @OptionGroup var listening: ListenOptions
  @OptionGroup var hearing: RecognitionOptions
  @OptionGroup var limits: LimitOptions

  @Option(help: Fault.help, completion: .list(Fault.spellings)) var fault: [Fault] = []

  @Flag(help: "After Terminate, put right the speakers that were pending.")
  var speakerRevision = false

  @Option(
    help: .init(
      "Keep what each client sends in this folder: request, messages, audio.", valueName: "dir"),
    completion: .directory)
  var record: String?

  @OptionGroup var talk: VerbosityOptions

  static func main() { launch() }

  func execute(_ diagnostics: Diagnostics) throws(Failure) -> ExitStatus {
    let keys: Set<String>? =
      if let file = listening.apiKeyFile { Credentials.keys(in: try TextFile.read(file)) } else {
        nil
      }
    if let record { try SessionRecorder.prepare(record) }
    let policy = ServicePolicy(
      hearing: try hearing.hearing(), credentials: Credentials(keys: keys), faults: fault,
      maxSessions: limits.maxSessions, sessionsPerMinute: limits.maxNewSessions?.count,
      sessionCap: limits.maxSessionDuration.duration,
      handshakeTimeout: limits.handshakeTimeout.duration, revisesSpeakers: speakerRevision,
      recordFolder: record)
    let server = Server(policy, diagnostics, tls: try listening.tls())
    return try server.run(at: listening.listen)
  }
}
