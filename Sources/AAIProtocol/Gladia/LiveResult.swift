/// The account Gladia gives of a whole session at its end.
public struct LiveResult: Sendable, Equatable {
  public var audioDuration: Duration?
  public var billingTime: Duration?
  public var transcriptionTime: Duration?

  public init(audioDuration: Duration?, billingTime: Duration?, transcriptionTime: Duration?) {
    self.audioDuration = audioDuration
    self.billingTime = billingTime
    self.transcriptionTime = transcriptionTime
  }
}

extension LiveResult {
  init(_ data: JSONSlice) {
    let metadata = data.member("metadata")
    self.init(
      audioDuration: metadata.member("audio_duration").seconds,
      billingTime: metadata.member("billing_time").seconds,
      transcriptionTime: metadata.member("transcription_time").seconds)
  }
}

extension JSONSlice {
  var seconds: Duration? { double.flatMap { .ofSeconds($0) } }

  var secondsOfAudio: AudioTime? {
    seconds.map { AudioTime(milliseconds: $0.milliseconds) }
  }

  var byteRange: Range<Int>? {
    guard let start = element(0).int, let end = element(1).int, start <= end else { return nil }
    return start..<end
  }
}
