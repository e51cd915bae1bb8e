import ArgumentParser
import ToolSupport

struct ListOptions: ParsableArguments {
  @Flag(name: .shortAndLong, help: "List the sound cards' devices that can capture.")
  var listDevices = false

  @Flag(name: [.customShort("L"), .long], help: "List all devices that can capture, by name.")
  var listPcms = false

  @Flag(help: "List as JSON, an object a line.")
  var json = false

  func validate() throws {
    if listDevices && listPcms {
      throw ValidationError("'--list-devices' and '--list-pcms' exclude each other")
    }
    if json && !listDevices && !listPcms {
      throw ValidationError("'--json' goes with '--list-devices' or '--list-pcms'")
    }
  }

  /// - Returns: Whether a list was asked for, which is all there is to do then.
  func answer() throws(Failure) -> Bool {
    if listDevices { try Listing(isJSON: json).print(cards: CardDevice.all()) }
    if listPcms { try Listing(isJSON: json).print(pcms: NamedPCM.all()) }
    return listDevices || listPcms
  }
}
