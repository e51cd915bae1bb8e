import AAIProtocol
import ToolSupport

extension SessionNotice {
  /// Tells the user, as loudly as it matters.
  func say(_ diagnostics: Diagnostics) {
    switch self {
    case .began(let id, let expiresAt):
      let until = expiresAt.map { ", until \(RFC3339.text(.seconds($0)))" } ?? ""
      diagnostics.note("session \(id)\(until)")
    case .otherModel(let asked, let applied):
      diagnostics.warning("asked for the model \(asked), the service applies \(applied)")
    case .notJSON:
      diagnostics.warning("a frame of the service is not a JSON object; such frames are dropped")
    case .binaryMessage:
      diagnostics.warning("a binary frame of the service was dropped")
    case .reconnecting(let reason, let delay):
      let seconds = Double(delay.milliseconds) / 1000
      let what =
        reason.hasPrefix("connection lost") ? reason : "connection lost (\(reason))"
      diagnostics.warning("\(what); trying again in \(seconds) s")
    case .resumed(let lost):
      if lost > .zero {
        diagnostics.warning("\(lost.milliseconds) ms of audio were lost in the outage")
      } else {
        diagnostics.note("resumed, nothing lost", level: 0)
      }
    case .halfSample:
      diagnostics.warning("half a sample at the end of the input was dropped")
    case .otherRate(let arriving, let declared, let explanation):
      diagnostics.warning(
        "\(kilobits(arriving)) kbit/s arriving, \(kilobits(declared)) declared: \(explanation)?")
    case .controlDropped:
      diagnostics.warning("a control message came between two sessions and was dropped")
    case .audioRefused(let reason):
      diagnostics.warning("the service did not accept some audio: \(reason)")
    }
  }

  private func kilobits(_ bytes: Int) -> Int { (bytes * 8 + 500) / 1000 }
}
