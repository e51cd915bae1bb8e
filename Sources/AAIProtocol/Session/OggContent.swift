/// What the streams of an Ogg file hold, by the pages that begin them (RFC 3533 §4).
package enum OggContent: Equatable, Sendable {
  case opus
  /// Another codec's name.
  case other(String)

  private static let names: [(magic: [UInt8], name: String)] = [
    (Array("\u{1}vorbis".utf8), "Vorbis"), (Array("Speex".utf8), "Speex"),
    (Array("\u{7F}FLAC".utf8), "FLAC"), ([0x80] + Array("theora".utf8), "video"),
  ]

  /// `nil` while more of the file is needed to tell.
  package init?(_ bytes: [UInt8]) {
    var rest = bytes[...]
    var found: String?
    while case .page(let page) = OggPage.read(rest) {
      guard rest[rest.startIndex + 5] & 2 != 0 else {
        // The streams have begun. One that is joined behind its beginning may be Opus.
        self = found.map { .other($0) } ?? .opus
        return
      }
      let head = page.parts.first ?? []
      if head.starts(with: "OpusHead".utf8) {
        self = .opus
        return
      }
      found = Self.names.first { head.starts(with: $0.magic) }?.name ?? found ?? "no Opus"
      rest = rest.dropFirst(page.length)
    }
    return nil
  }
}
