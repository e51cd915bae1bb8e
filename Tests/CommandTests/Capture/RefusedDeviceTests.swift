import TestKit
import Testing

/// What a device cannot or will not do is said, and the next step; never is it another device's turn.
@Suite("aai-capture and a device that refuses")
struct RefusedDeviceTests {
  @Test(
    "a device that does not open is one line and the next step",
    arguments: [
      ("held", "held: the device is in use\n"),
      (
        "locked",
        """
        locked: permission denied
        aai-capture: hint: sound cards belong to the group audio: \
        'sudo adduser $USER audio', then log in again

        """
      ),
      (
        "nosuch",
        """
        nosuch: no such capture device
        aai-capture: hint: capture from mic instead: -D mic

        """
      ),
      (
        "hw:0",
        """
        hw:0: the device cannot capture 1 channel
        aai-capture: hint: it takes 2 channels, 48000 Hz; plughw:0 converts

        """
      ),
      (
        "hw:CARD=Yeti -c 2",
        """
        hw:CARD=Yeti: the device cannot capture 16000 Hz
        aai-capture: hint: it takes 2 channels, 48000 Hz; plughw:CARD=Yeti converts

        """
      ),
      (
        "mic -r 44.1k",
        """
        mic: the device cannot capture 44100 Hz

        """
      ),
      (
        "unwell",
        """
        unwell: input/output error
        aai-capture: hint: '-vv' tells what libasound says of it

        """
      ),
      ("taken", "taken: the device is in use\n"),
    ])
  func refused(arguments: String, message: String) async throws {
    let device = try FaultyCard.device(source: FaultyDeviceTests.source, more: Self.names)
    let run = try await Program.run(
      "aai-capture", ["-D"] + arguments.split(separator: " ").map(String.init),
      environment: device.environment)
    #expect(run.status == 66)
    #expect(run.output == "")
    #expect(run.errors == "aai-capture: error: " + message)
  }

  private static let names = """
    pcm.mic { type faulty hint { show on description "A microphone" } }
    pcm.broken { type faulty refuses 2 hint { show on description "Not there" } }
    pcm.held { type faulty refuses 16 }
    pcm.locked { type faulty refuses 13 }
    pcm.unwell { type faulty breaks 5 }
    pcm.taken { type faulty breaks 16 }
    pcm.hw {
      @args [ CARD ]
      @args.CARD { type string default "0" }
      type faulty channels 2 rate 48000
    }
    """

  @Test("-L lists names in columns, or as JSON")
  func names() async throws {
    let device = try FaultyCard.device(source: FaultyDeviceTests.source, more: Self.names)
    let columns = try await Program.run("aai-capture", ["-L"], environment: device.environment)
    #expect(columns.status == 0)
    #expect(
      columns.output == """
        NAME    DESCRIPTION
        mic     A microphone
        broken  Not there

        """)
    let json = try await Program.run(
      "aai-capture", ["-L", "--json"], environment: device.environment)
    #expect(
      json.output == """
        {"name":"mic","description":"A microphone"}
        {"name":"broken","description":"Not there"}

        """)
  }
}
