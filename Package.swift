// swift-tools-version: 6.2

import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")

// Its headers include each other from a folder of their own. Its pkg-config file would say so, but
// that names libsphinxad, too, which brings in PulseAudio and X11 for nothing.
let pocketSphinx: [SwiftSetting] = [.unsafeFlags(["-Xcc", "-I/usr/include/pocketsphinx"])]

func program(
  _ name: String, _ dependencies: [Target.Dependency], swiftSettings: [SwiftSetting] = []
) -> Target {
  .executableTarget(
    name: name, dependencies: ["ToolSupport", "AAIProtocol", argumentParser] + dependencies,
    swiftSettings: strict + swiftSettings)
}

func tests(
  _ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = [],
  swiftSettings: [SwiftSetting] = []
) -> Target {
  .testTarget(
    name: name, dependencies: ["TestKit", "AAIProtocol"] + dependencies, resources: resources,
    swiftSettings: strict + swiftSettings)
}

let package = Package(
  name: "aai-tools",
  products: [
    .library(name: "AAIProtocol", targets: ["AAIProtocol"])
  ],
  traits: [
    .trait(
      name: "PocketSphinx",
      description: "Links libpocketsphinx, so that aai-recognize can hear.")
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.6.0")
  ],
  targets: [
    .systemLibrary(name: "CALSA", pkgConfig: "alsa", providers: [.apt(["libasound2-dev"])]),
    .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CLinux"),
    .systemLibrary(name: "CPocketSphinx", providers: [.apt(["libpocketsphinx-dev"])]),

    .target(name: "AAIProtocol", swiftSettings: strict),
    .target(
      name: "AudioInput", dependencies: ["AAIProtocol", "ToolSupport", argumentParser],
      swiftSettings: strict),
    .target(
      name: "ToolSupport", dependencies: ["AAIProtocol", argumentParser], swiftSettings: strict),
    .target(
      name: "WebSocketTransport",
      dependencies: ["AAIProtocol", "CLinux", "COpenSSL", "ToolSupport"], swiftSettings: strict),

    .target(
      name: "StreamingClient",
      dependencies: [
        "AAIProtocol", "AudioInput", "CLinux", "ToolSupport", "WebSocketTransport",
        argumentParser,
      ], swiftSettings: strict),

    program("aai-capture", ["CALSA"]),
    program("aai-format", []),
    program(
      "aai-recognize",
      [
        "AudioInput",
        .target(name: "CPocketSphinx", condition: .when(traits: ["PocketSphinx"])),
      ], swiftSettings: pocketSphinx),
    program("aai-serve", ["CLinux", "WebSocketTransport"]),
    program("aai-stream", ["AudioInput", "StreamingClient", "WebSocketTransport"]),
    program("aai-token", ["StreamingClient", "WebSocketTransport"]),
    program("gladia-stream", ["AudioInput", "StreamingClient", "WebSocketTransport"]),

    .target(
      name: "TestKit", dependencies: ["AAIProtocol"], path: "Tests/TestKit",
      swiftSettings: strict),
    .executableTarget(
      name: "completion-scripts", dependencies: ["AAIProtocol"], path: "Tests/CompletionScripts",
      swiftSettings: strict),
    .executableTarget(
      name: "echo-peer",
      dependencies: [
        "AAIProtocol", "StreamingClient", "ToolSupport", "WebSocketTransport", argumentParser,
      ], path: "Tests/EchoPeer", swiftSettings: strict),
    .executableTarget(
      name: "tone-recognizer",
      dependencies: ["TestKit", "ToolSupport", "AAIProtocol", argumentParser],
      path: "Tests/ToneRecognizer", swiftSettings: strict),
    tests("AAIProtocolTests", []),
    tests("AudioInputTests", ["AudioInput", "ToolSupport"]),
    tests("ToolSupportTests", ["ToolSupport", argumentParser]),
    tests("WebSocketTransportTests", ["WebSocketTransport", "COpenSSL", "ToolSupport"]),
    tests("StreamingClientTests", ["StreamingClient", "ToolSupport", "WebSocketTransport"]),
    tests(
      "CommandTests",
      [
        "aai-capture", "aai-format", "aai-recognize", "aai-serve", "aai-stream", "aai-token",
        "gladia-stream", "completion-scripts", "echo-peer", "tone-recognizer",
        "WebSocketTransport",
      ],
      resources: [.copy("Fixtures")], swiftSettings: pocketSphinx),
  ],
  swiftLanguageModes: [.v6]
)
