/// What a caption must keep to, so that it can be read.
///
/// Times are in milliseconds.
struct CaptionLimits {
  /// Columns of a terminal, which is what the characters of a caption are counted in, too.
  var lineWidth = 42
  var lineCount = 2
  /// How long a caption stays at least, if nothing follows at once.
  let shortest = 830
  let longest = 7000
  /// How long one stays to be noticed though another waits.
  private let glance = 500
  private let columnsPerSecond = 20
  /// How far a caption may fall behind its first word for the sake of the one before.
  let lateness = 500
  /// A silence that ends a caption though there is room for more.
  let pause = 1500

  func readingTime(columns: Int) -> Int { max(glance, columns * 1000 / columnsPerSecond) }

  /// Those of a line that begins with a dash.
  var dialogueLine: CaptionLimits {
    var limits = self
    limits.lineWidth -= 2
    limits.lineCount = 1
    return limits
  }
}
