/// What `-v` says at the end.
struct CaptureSummary {
  private var overruns = 0
  private var filled = 0

  mutating func note(gap frames: Int) {
    overruns += 1
    filled += frames
  }

  func text(frames: Int, format: CaptureFormat, highest: Level) -> String {
    let seconds = Double(frames) / Double(format.rate)
    let peak = highest.peakDecibels
    return "captured \(Self.rounded(seconds, places: 100)) s, "
      + "\(overruns) overrun\(overruns == 1 ? "" : "s")"
      + (overruns > 0 ? " (\(filled * 1000 / format.rate) ms filled with silence)" : "")
      + ", peak \(peak.isFinite ? "\(Self.rounded(peak, places: 10)) dBFS" : "none")"
  }

  private static func rounded(_ value: Double, places: Double) -> Double {
    (value * places).rounded() / places
  }
}
