import ToolSupport

/// Sound on its way from a descriptor to an event loop, which takes it when it has a use for it.
protocol AudioFeed {
  /// Takes the next piece, on the event loop; `nil` while there is none.
  func next() -> AudioFeedItem?
}

enum AudioFeedItem: Sendable {
  case audio([UInt8], isLive: Bool)
  case end
  case failed(Failure)
}
