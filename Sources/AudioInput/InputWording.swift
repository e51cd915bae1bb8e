import AAIProtocol
import ToolSupport

/// The words and statuses for audio that cannot be used, with the command that helps.
struct InputWording: Sendable {
  /// `nil` for stdin.
  var file: String?
  var program: String

  private var name: String { file ?? "stdin" }

  var terminal: Failure {
    Failure(.usage, "stdin is a terminal", hint: "aai-capture | \(program)")
  }

  func unreadable(_ error: SystemError) -> Failure {
    Failure(.io, "read \(name): \(error)")
  }

  func contradiction(_ option: String, _ audio: ContainerAudio, _ declared: DeclaredFormat)
    -> Failure
  {
    let message = "\(option) contradicts \(name), \(audio.container.article) of \(audio.format)"
    guard declared.encoding ?? .pcmS16LE == .pcmS16LE else {
      return Failure(.data, message, hint: "leave the option out")
    }
    let command = conversion(of: audio.container, declared)
    return Failure(
      .data, message, hint: "leave the option out" + (command.map { ", or convert: \($0)" } ?? ""))
  }

  func refused(
    _ refusal: ContainerRefusal, _ declared: DeclaredFormat,
    needed: String
  ) -> Failure {
    switch refusal {
    case .unread(let container):
      if container == .text {
        Failure(
          .data, "\(name) is text, not audio",
          hint: "a server's answer that there is no such file looks like this, too")
      } else if !container.holdsAudio {
        Failure(.data, "\(name) is \(container.article), not audio")
      } else {
        Failure(
          .data,
          "\(name) is \(container.article), which must be "
            + "\(container.unpacking == nil ? "converted" : "unpacked") first",
          hint: conversion(of: container, declared))
      }
    case .unsuited(let container, let found, let soxReads):
      Failure(
        .data, "\(name) is \(container.article) with \(found); \(needed) is needed",
        hint: conversion(of: container, declared, soxReads: soxReads))
    case .damaged(let container, let detail):
      Failure(.data, "\(name) is a damaged \(container.name) file: \(detail)")
    }
  }

  /// What is said of raw audio that is a compressed stream from the middle on.
  func doubt(_ container: Container) -> String {
    "\(name) looks like the middle of \(container.article), which is no PCM"
  }

  /// What is said of a further recording that cannot follow the one before it.
  func further(
    _ reason: Unwrapper.Break, after format: AudioFormat, needed: String
  ) -> Failure {
    let goesOn = "\(name) goes on with "
    let rest =
      switch reason {
      case .otherFormat(let audio):
        "\(audio.container.article) of \(audio.format), and began with \(format)"
      case .refused(.unread(let container)): container.article
      case .refused(.unsuited(let container, let found, _)):
        "\(container.article) with \(found); \(needed) is needed"
      case .refused(.damaged(let container, let detail)):
        "a damaged \(container.name) file: \(detail)"
      }
    return Failure(.data, goesOn + rest + ": it is left out")
  }

  /// What is said of audio that no header announces, or that one announces in vain.
  func complaint(_ complaint: Unwrapper.Complaint, _ format: AudioFormat) -> String {
    switch complaint {
    case .missing(let count):
      "\(name) ends \(amount(count, format)) before the end that its header announces"
    case .astray(let count):
      "\(name) goes on for \(amount(count, format)) behind the end that its header announces: "
        + "left out"
    }
  }

  /// A length of audio, or bytes where there are too few to speak of.
  private func amount(_ count: UInt64, _ format: AudioFormat) -> String {
    let duration = format.duration(ofByteCount: Int(clamping: count)) ?? .zero
    let hundredths = (duration / .milliseconds(10)).rounded() / 100
    return hundredths < 0.1 ? "\(count) bytes" : "\(hundredths) s (\(count) bytes)"
  }

  private func conversion(
    of container: Container, _ declared: DeclaredFormat, soxReads: Bool = true
  ) -> String? {
    switch (declared.encoding, container) {
    case (.aac, .mp4), (.aac, .matroska):
      "\(container.extraction(of: file)) | \(program) -e aac"
    default:
      container.conversion(
        of: file, sampleRate: declared.sampleRate ?? 16_000, soxReads: soxReads
      )
      .map { "\($0) | \(program)" }
    }
  }
}

extension Container {
  fileprivate var article: String {
    switch self {
    // Spelled letter by letter, these begin with the sound of a vowel; AIFF and Ogg have one.
    case .aiff, .au, .rf64, .ogg, .mp3, .mpegAudio, .adts, .mp4, .asf, .amr, .sphere, .ac3,
      .transportStream, .programStream, .flash, .xz, .rar, .eightSVX, .image:
      "an \(name) file"
    default: "a \(name) file"
    }
  }
}
