import AAIProtocol
import Glibc
import ToolSupport

/// What files say late about who spoke, read ahead so that it can be shown in its place.
struct LookAhead {
  private(set) var revisions = SpeakerRevisions()
  /// Gladia's sessions in which somebody speaks on a second channel; "" for those without a name.
  private(set) var severalChannels: Set<String> = []

  /// Finds nothing where an input cannot be read twice.
  ///
  /// - Parameter findsRevisions: Whether revised speakers are wanted.
  init(in paths: [String], findsRevisions: Bool) throws(Failure) {
    guard Self.isPossible(in: paths) else { return }
    var mentions = false
    try Self.forEachLine(of: paths) { line in
      mentions = mentions || findsRevisions && line.contains("SpeakerRevision", rarest: 7)
      guard line.contains("\"channel\"", rarest: 0) else { return }
      try? EventFields.forEach(in: line) { fields in
        if let session = fields.sessionOnSecondChannel { severalChannels.insert(session) }
      }
    } atEnd: {
    }
    if mentions { try findRevisions(in: paths) }
  }

  private mutating func findRevisions(in paths: [String]) throws(Failure) {
    var assembler = TurnAssembler(needs: [])
    var revisions = SpeakerRevisions()
    func collect(_ events: [TranscriptEvent]) {
      for case .revised(let revision, let session) in events {
        revisions.add(revision, session: session)
      }
    }
    try Self.forEachLine(of: paths) { line in
      // A malformed line is complained about when it is shown.
      try? EventFields.forEach(in: line) { collect(assembler.receive($0)) }
    } atEnd: {
      collect(assembler.endStream())
    }
    self.revisions = revisions
  }

  private static func forEachLine(
    of paths: [String], _ body: (UnsafeBufferPointer<UInt8>) -> Void, atEnd: () -> Void
  ) throws(Failure) {
    for path in paths {
      let input = try StandardInput.open(path)
      defer { close(input.descriptor) }
      let lines = LineReader(input)
      var isOpen = true
      while isOpen {
        while let line = lines.next() {
          if case .text(let bytes) = line { body(bytes) }
        }
        // Failing to read is reported when the file is shown.
        isOpen = (try? lines.fill()) ?? false
      }
      if case .text(let line)? = lines.last() { body(line) }
      atEnd()
    }
  }

  /// Whether all that is read are regular files.
  static func isPossible(in paths: [String]) -> Bool {
    !paths.isEmpty && paths.allSatisfy(isRegularFile)
  }

  private static func isRegularFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }
}
