import ArgumentParser
import StreamingClient
import ToolSupport

/// What is written beside the service's events.
struct LiveOutputOptions: ParsableArguments {
  @Flag(help: "Print the request that would be made and exit.")
  var printRequest = false

  @OptionGroup var tee: TeeOptions

  @OptionGroup var trace: TraceOptions
}
