import AAIProtocol
import ToolSupport

/// Reads inputs line by line, shows what they say, and writes at once whatever that makes.
struct Transcription {
  private var assembler: TurnAssembler
  private var view: any View
  private var page = OutputBuffer()
  private var complaints: InputWarnings
  private(set) var lineCount = 0
  /// Final turns on the page.
  private var unwritten = 0
  private let output = StandardStream.output
  private let requests: ReaderSignals

  /// How long a final turn waits for its formatted twin when nothing else arrives.
  private static let patience = Duration.milliseconds(1500)

  /// Why an input was left.
  enum Ending {
    case inputEnded
    /// Somebody asked for it; what was read has been shown.
    case stopped
    /// Nobody reads the output any more.
    case readerLeft
  }

  init(
    view: any View, lookAhead: LookAhead, diagnostics: Diagnostics, requests: ReaderSignals
  ) {
    self.view = view
    self.requests = requests
    complaints = InputWarnings(diagnostics)
    assembler = TurnAssembler(
      needs: view.needs, revisions: lookAhead.revisions, severalChannels: lookAhead.severalChannels)
    self.view.begin(on: &page)
  }

  /// Whether every line so far was what it should be, and at least one was known.
  var sawOnlyGoodLines: Bool { complaints.malformedLines == 0 && !complaints.sawNothingKnown }

  /// - Parameter name: What to call the input in messages; `nil` for stdin.
  mutating func read(_ input: StandardInput, name: String?) throws(Failure) -> Ending {
    complaints.begin(input: name)
    let lines = LineReader(input)
    while true {
      while let line = lines.next() { receive(line, number: lines.number) }
      guard try flush() else { return .readerLeft }
      switch input.wait(
        orFor: requests.wakeUp, timeout: assembler.isHolding ? Self.patience : nil)
      {
      case .woken:
        requests.wakeUp.answer()
        if requests.isStopping { return .stopped }
        view.redraw(on: &page)
      case .timedOut: show(assembler.release())
      case .ready:
        guard try fill(lines, name: name) else {
          if let line = lines.last() { receive(line, number: lines.number) }
          show(assembler.endStream())
          complaints.end()
          return try flush() ? .inputEnded : .readerLeft
        }
      }
    }
  }

  mutating func finish() throws(Failure) {
    show(assembler.release())
    view.finish(on: &page)
    _ = try flush()
  }

  private mutating func fill(_ lines: LineReader, name: String?) throws(Failure) -> Bool {
    do throws(SystemError) {
      return try lines.fill()
    } catch {
      // What was read is shown all the same.
      try finish()
      throw Failure(.io, "read: \(name ?? "stdin"): \(error)")
    }
  }

  private mutating func receive(_ line: LineReader.Line, number: Int) {
    lineCount += 1
    guard case .text(var bytes) = line else {
      return complaints.malformed(line: number, "longer than \(LineReader.lineLimit >> 20) MiB")
    }
    if number == 1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      bytes = UnsafeBufferPointer(rebasing: bytes.dropFirst(3))
    }
    do throws(JSONSyntaxError) {
      try EventFields.forEach(in: bytes) { fields in
        complaints.note(fields)
        show(assembler.receive(fields), line: number)
      }
    } catch {
      guard !bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) else { return }
      complaints.malformed(line: number, "\(error.reason) at byte \(error.offset + 1)")
      if bytes.isOpeningBracket { complaints.spreadOut() }
    }
  }

  private mutating func show(_ events: [TranscriptEvent], line: Int = 0) {
    for event in events {
      if case .other(.server(.unusable(let problem))) = event {
        complaints.unusable(problem, line: line)
      }
      if case .final = event { unwritten += 1 }
      view.show(event, on: &page)
    }
  }

  /// Whether there is still a reader.
  private mutating func flush() throws(Failure) -> Bool {
    guard !page.isEmpty else { return true }
    do throws(StandardStream.WriteFailure) {
      try output.write(page.bytes)
      page.clear()
      unwritten = 0
      return true
    } catch {
      if case .failed(let reason) = error { throw .output(reason) }
      if requests.isInterrupted { complaints.readerLeft(before: unwritten) }
      return false
    }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether it is what a pretty-printed text begins with.
  fileprivate var isOpeningBracket: Bool {
    let text = filter { $0 > 0x20 }
    return text == [UInt8(ascii: "[")] || text == [UInt8(ascii: "{")]
  }
}
