public import ArgumentParser
import Glibc

/// A program of the toolkit: options are parsed, `execute` does the work, and whatever it throws
/// becomes one line on stderr and an exit status.
public protocol Tool: ParsableCommand {
  var talk: VerbosityOptions { get }

  /// Does the program's work on the main thread.
  func execute(_ diagnostics: Diagnostics) throws(Failure) -> ExitStatus
}

extension Tool {
  /// Parses the command line, runs, and exits. Every program's `main()` calls it.
  public static func launch() -> Never {
    let name = configuration.commandName ?? "aai"
    prepareProcess()
    let command: Self
    do {
      // `--help` and `--version` are thrown, too.
      guard let parsed = try parseAsRoot() as? Self else { throw CleanExit.helpRequest() }
      command = parsed
    } catch {
      explain(error, program: name)
    }
    let diagnostics = Diagnostics(program: name, verbosity: command.talk.verbosity)
    do throws(Failure) {
      try FileDescriptorLimit.check()
      // Before a device or a session is opened for what can go nowhere.
      guard StandardStream.output.isWritable else {
        throw Failure.output(SystemError(code: EBADF))
      }
      leave(try command.execute(diagnostics))
    } catch {
      diagnostics.report(error)
      leave(error.status)
    }
  }

  private static func explain(_ error: any Error, program: String) -> Never {
    if exitCode(for: error).isSuccess {
      do throws(StandardStream.WriteFailure) {
        try StandardStream.output.write(fullMessage(for: error) + "\n")
      } catch {
        guard case .failed(let reason) = error else { leave(.ok) }
        Diagnostics(program: program).report(.output(reason))
        leave(.io)
      }
      leave(.ok)
    }
    let message = oneLine(Self.message(for: error))
    let plain = message.hasSuffix(".") ? String(message.dropLast()) : message
    let diagnostics = Diagnostics(program: program)
    diagnostics.error(plain.prefix(1).lowercased() + plain.dropFirst())
    diagnostics.hint("'\(program) --help' lists the options")
    leave(.usage)
  }
}

/// The parser's suggestions, and the items of its lists, stand on lines of their own; ours is one line.
private func oneLine(_ text: String) -> String {
  text.split(separator: "\n").reduce(into: "") { line, part in
    let part = part.drop(while: \.isWhitespace)
    guard part.hasPrefix("- ") else {
      line += (line.isEmpty ? "" : " ") + part
      return
    }
    line += (line.hasSuffix(":") ? " " : ", ") + part.dropFirst(2)
  }
}

private func leave(_ status: ExitStatus) -> Never {
  exit(status.rawValue)
}

/// What must hold before anything is opened or started.
private func prepareProcess() {
  // EPIPE and EFBIG are answers of write(2) here, never signals.
  signal(SIGPIPE, SIG_IGN)
  signal(SIGXFSZ, SIG_IGN)
  // A closed 0, 1 or 2 must never become the number of a socket or a device: it is filled with
  // something on which the wrong use still fails.
  for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
    let mode = descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY
    _ = open("/dev/null", mode)
  }
}
