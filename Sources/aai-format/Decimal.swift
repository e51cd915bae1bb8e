extension Double {
  /// Rounded to a fixed number of decimal places.
  ///
  /// Written without the C library, whose formatting would bring in the locale.
  func decimal(places: Int) -> String {
    guard magnitude < 1e12 else { return "\(self)" }
    let scale = (0..<places).reduce(1) { scale, _ in scale * 10 }
    let units = Int((magnitude * Double(scale)).rounded())
    let sign = self < 0 && units > 0 ? "-" : ""
    guard places > 0 else { return "\(sign)\(units)" }
    return "\(sign)\(units / scale).\(units % scale, width: places)"
  }
}
