import AAIProtocol
import Glibc
import TestKit
import Testing

@testable import aai_capture

@Suite("aai-capture -l")
struct ListingTests {
  private let microphone = CardDevice(
    card: 1, device: 0, cardID: "Yeti", cardName: "Blue Yeti", deviceName: "USB Audio",
    capabilities: Capabilities(channels: 1...2, rates: 8000...48_000), holder: nil)
  private let held = CardDevice(
    card: 0, device: 2, cardID: "PCH", cardName: "HDA\u{1B}[2J", deviceName: "Analog",
    capabilities: nil, holder: DeviceHolder(pid: 812, command: "arecord"))

  @Test("columns line up, and no name of a device steers the terminal")
  func columns() {
    let lines = Listing.aligned(
      [["NAME", "CHANNELS", "RATES", "DESCRIPTION"]] + [microphone, held].map(\.columns))
    #expect(lines[0] == "NAME                CHANNELS  RATES          DESCRIPTION")
    #expect(lines[1] == "hw:CARD=Yeti,DEV=0  1-2       8000-48000 Hz  Blue Yeti, USB Audio")
    #expect(lines[2].hasPrefix("hw:CARD=PCH,DEV=2   ?         ?              HDA"))
    #expect(lines[2].hasSuffix(", Analog (in use by arecord (812))"))
    #expect(!lines[2].contains("\u{1B}"))
  }

  @Test("JSON has a line for each device")
  func json() {
    #expect(
      microphone.json.text == """
        {"name":"hw:CARD=Yeti,DEV=0","card":1,"device":0,"card_id":"Yeti",\
        "card_name":"Blue Yeti","device_name":"USB Audio","channels":{"min":1,"max":2},\
        "rates":{"min":8000,"max":48000},"held_by":null}
        """)
    #expect(held.json.text.hasSuffix(#""channels":null,"rates":null,"held_by":"arecord (812)"}"#))
  }

  @Test("who holds a device is read from /proc/asound")
  func holder() throws {
    let root = try TemporaryFolder()
    for path in [
      "/asound", "/asound/card1", "/asound/card1/pcm0c", "/asound/card1/pcm0c/sub0", "/812",
    ] {
      mkdir(root.path + path, 0o700)
    }
    try root.write("asound/card1/pcm0c/sub0/status", "state: RUNNING\nowner_pid   : 812\n")
    try root.write("812/comm", "arecord\n")
    let expected = DeviceHolder(pid: 812, command: "arecord")
    #expect(DeviceHolder.of(card: 1, device: 0, in: root.path) == expected)
    #expect(DeviceHolder.of(card: nil, device: nil, in: root.path) == expected)
    #expect(DeviceHolder.of(card: 0, device: nil, in: root.path) == nil)
  }

  @Test("a list that has nobody to read it, or nothing in it, ends as it should")
  func empty() async throws {
    let device = try AudioDevice(configuration: "")
    let run = try await Program.run("aai-capture", ["-L"], environment: device.environment)
    #expect(run.status == 66)
    #expect(run.output == "")
    #expect(run.errors == "aai-capture: error: no device that can capture\n")
  }
}
