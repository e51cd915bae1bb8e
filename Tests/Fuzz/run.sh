#!/bin/sh
# Fuzzes the reader of events, starting from the recorded sessions.
#
#   Tests/Fuzz/run.sh [seconds]        a finding is left as a file crash-… in .build/fuzz
set -eu
cd "$(dirname "$0")/../.."
seconds=${1:-60}
work=.build/fuzz
mkdir -p "$work/corpus"

for file in Tests/CommandTests/Fixtures/*.ndjson; do
  # Whole sessions and single lines: the one teaches order, the other is cut up sooner.
  cp "$file" "$work/corpus/"
  split -l 1 "$file" "$work/corpus/$(basename "$file" .ndjson)-"
done

# One module with the reader, so that what is not public can be asked, too.
find Sources/AAIProtocol -name '*.swift' -exec swiftc -O -sanitize=fuzzer,address \
  -parse-as-library -swift-version 6 -package-name aai_tools -module-name EventFuzzer \
  -o "$work/events" Tests/Fuzz/EventFuzzer.swift {} +

cd "$work"
exec ./events -max_total_time="$seconds" -max_len=65536 -timeout=5 -rss_limit_mb=2048 corpus
