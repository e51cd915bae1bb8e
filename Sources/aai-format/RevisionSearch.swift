import AAIProtocol
import Glibc
import ToolSupport

/// Reads files ahead for what they say late about who spoke, so that it can be shown in its place.
struct RevisionSearch {
  /// Nothing where an input cannot be read twice, or where there is nothing to be found.
  static func revisions(in paths: [String]) throws(Failure) -> SpeakerRevisions {
    var revisions = SpeakerRevisions()
    guard !paths.isEmpty, paths.allSatisfy(isRegularFile) else { return revisions }
    var mentions = false
    try forEachLine(of: paths) { line in
      mentions = mentions || line.contains("SpeakerRevision", rarest: 7)
    } atEnd: {
    }
    guard mentions else { return revisions }
    var assembler = TurnAssembler(needs: [])
    func collect(_ events: [TranscriptEvent]) {
      for case .revised(let revision, let session) in events {
        revisions.add(revision, session: session)
      }
    }
    try forEachLine(of: paths) { line in
      // A malformed line is complained about when it is shown.
      if let fields = try? EventFields(line) { collect(assembler.receive(fields)) }
    } atEnd: {
      collect(assembler.endStream())
    }
    return revisions
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

  private static func isRegularFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }
}
