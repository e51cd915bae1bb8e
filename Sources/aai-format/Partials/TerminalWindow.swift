import Glibc
import ToolSupport

/// The size of the terminal behind a descriptor, asked anew each time.
struct TerminalWindow {
  let descriptor: CInt

  /// 80 by 24 where the terminal does not say.
  var size: (columns: Int, rows: Int) {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
      return (80, 24)
    }
    return (Int(size.ws_col), Int(size.ws_row))
  }
}
