import ArgumentParser
import StreamingClient
import ToolSupport

/// What is written beside the service's events.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print the request that would be made and exit.")
  var printRequest = false

  @OptionGroup var tee: TeeOptions

  @OptionGroup var trace: TraceOptions
}
