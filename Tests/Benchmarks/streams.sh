#!/bin/sh
# How late the audio of many streams at once leaves: streams.sh FOLDER-OF-PROGRAMS [STREAMS [SECONDS]].
programs=${1:-.build/release} streams=${2:-100} seconds=${3:-20}
folder=$(mktemp -d)
trap 'kill $server; rm -r "$folder"' EXIT
echo "Good morning. Line two is down." >"$folder/script"
"$programs/aai-serve" -q -l 127.0.0.1:0 --script "$folder/script" >"$folder/serve" &
server=$!
until url=$(sed -n 's/.*"url":"\([^"]*\)".*/\1/p' "$folder/serve") && [ -n "$url" ]; do sleep 0.1; done
head -c $((seconds * 32000)) /dev/zero >"$folder/audio"
export ASSEMBLYAI_API_KEY=benchmark
{
  for stream in $(seq "$streams"); do
    "$programs/aai-stream" -q -u "$url" --trace "$folder/trace.$stream" "$folder/audio" >"$folder/out.$stream" &
    running="$running $!"
    # As streams are: not all in the same instant.
    sleep 0.03
  done
  failed=0
  for stream in $running; do wait "$stream" || failed=$((failed + 1)); done
  times >"$folder/times"
}
echo "$streams x aai-stream at real time, $seconds s each, on $(nproc) cores"
echo "  messages with audio  $(cat "$folder"/trace.* | grep -c '> audio')"
# A message is late when it leaves more than its own length behind the schedule of its stream, which
# is that of the most punctual one.
for stream in $(seq "$streams"); do
  awk '/> audio/ { at[n] = $1 - 50 * n; if (!n++ || at[n - 1] < least) least = at[n - 1] }
       END { for (i = 0; i < n; i++) print at[i] - least }' "$folder/trace.$stream"
done | sort -n | awk '
  { behind[NR] = $1; if ($1 > 50) late++ }
  END { printf "  behind schedule      %d ms median, %d ms p99, %d ms at worst\n  more than 50 ms late %d\n",
        behind[int((NR + 1) / 2)], behind[int(NR * 0.99)], behind[NR], late }'
echo "  ended otherwise      $failed"
echo "  processor            $(tail -1 "$folder/times") (user and system, of all streams)"
