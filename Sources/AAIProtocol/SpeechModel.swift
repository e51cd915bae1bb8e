/// A model of AssemblyAI streaming v3, named as the service names it.
public enum SpeechModel: String, CaseIterable, Sendable {
  case universalStreamingEnglish = "universal-streaming-english"
  case universalStreamingMultilingual = "universal-streaming-multilingual"
  case whisper = "whisper-rt"
  case u3RealTimePro = "u3-rt-pro"
  case u3RealTimeProBeta = "u3-rt-pro-beta-1"
  case universal35Pro = "universal-3-5-pro"
  case universal36Pro = "universal-3-6-pro"
  case universal36 = "universal-3-6"
  case universal37Preview = "universal-3-7-preview"
  case u3RealTimeAgent = "u3-rt-agent"
  case universal35Notetaker = "_universal-3-5-notetaker"

  /// Models of one family end turns, show partials and format alike.
  public enum Family: Sendable {
    /// One formatted final per turn, partials that replace each other, `SpeechStarted`.
    case universal3
    /// Words become final one by one; formatting is a second final, where it is asked for.
    case universalStreaming
    case whisper
  }

  /// The models of its family that came after it, oldest first.
  public var successors: [SpeechModel] {
    let line: [SpeechModel] = [.u3RealTimePro, .universal35Pro, .universal36Pro]
    return line.firstIndex(of: self).map { Array(line[($0 + 1)...]) } ?? []
  }

  public var family: Family {
    switch self {
    case .universalStreamingEnglish, .universalStreamingMultilingual: .universalStreaming
    case .whisper: .whisper
    default: .universal3
    }
  }
}

/// A set of models: those that take a parameter.
public struct ModelSet: OptionSet, Sendable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let english = ModelSet(rawValue: 1)
  public static let multilingual = ModelSet(rawValue: 2)
  public static let whisper = ModelSet(rawValue: 4)
  /// `u3-rt-pro` and its beta, the first of the Universal-3 family.
  public static let u3RealTime = ModelSet(rawValue: 8)
  /// Universal 3.5 and later.
  public static let universal35 = ModelSet(rawValue: 16)

  public static let universalStreaming: ModelSet = [.english, .multilingual]
  public static let universal3: ModelSet = [.u3RealTime, .universal35]
  public static let all: ModelSet = [.universalStreaming, .whisper, .universal3]

  public func includes(_ model: SpeechModel) -> Bool {
    switch model {
    case .universalStreamingEnglish: contains(.english)
    case .universalStreamingMultilingual: contains(.multilingual)
    case .whisper: contains(.whisper)
    case .u3RealTimePro, .u3RealTimeProBeta: contains(.u3RealTime)
    default: contains(.universal35)
    }
  }

  /// The models a person may choose from, by name: `universal-3-5-pro and universal-3-6-pro`.
  public var names: String {
    let offered: [SpeechModel] = [
      .u3RealTimePro, .universal35Pro, .universal36Pro, .universalStreamingEnglish,
      .universalStreamingMultilingual, .whisper,
    ]
    let names = offered.filter { includes($0) }.map(\.rawValue)
    guard let last = names.last, names.count > 1 else { return names.first ?? "no model" }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }
}
