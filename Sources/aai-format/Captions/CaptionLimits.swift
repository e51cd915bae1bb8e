/// What a caption must keep to, so that it can be read.
struct CaptionLimits {
  /// Columns of a terminal, which is what the characters of a caption are counted in, too.
  var lineWidth = 42
  var lineCount = 2
  let shortest = 830
  let longest = 7000
  /// A silence that ends a caption though there is room for more, in milliseconds.
  let pause = 1500
}
