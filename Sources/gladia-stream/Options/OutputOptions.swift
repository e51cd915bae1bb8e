import ArgumentParser
import StreamingClient

/// What is written beside the service's events.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print the request that would be made and exit.")
  var printRequest = false

  @OptionGroup var trace: TraceOptions
}
