#!/bin/sh
# aai-format beside jq, on one log of whole Turns: throughput, memory, and how long a line is in it.
#
#   Tests/Benchmarks/format.sh [folder of the binaries]     MB=200 by default, MB=1000 for a long log
set -eu
BIN=${1:-${BIN:-.build/release}}
MB=${MB:-200}
FINALS='select(.type=="Turn" and .end_of_turn).transcript'

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
log=$folder/log.ndjson

# Turns of 4 to 40 words, each with four partials before its final; the same on every run.
awk -v size="$MB" '
  function words(count, final,   text, i) {
    text = ""
    for (i = 1; i <= count; i++)
      text = text (i > 1 ? "," : "") "{\"start\":" start[i] ",\"end\":" end[i] ",\"text\":\"" word[i] \
        "\",\"confidence\":" sure[i] ",\"word_is_final\":" final "}"
    return text
  }
  function turn(count, final,   text, i) {
    text = ""
    for (i = 1; i <= count; i++) text = text (i > 1 ? " " : "") word[i]
    line = "{\"turn_order\":" order ",\"turn_is_formatted\":" final ",\"end_of_turn\":" final \
      ",\"transcript\":\"" text "\",\"end_of_turn_confidence\":" (final == "true" ? "1.0" : "0.0") \
      ",\"words\":[" words(count, final) "],\"utterance\":\"" (final == "true" ? text : "") \
      "\",\"type\":\"Turn\"}"
    print line
    bytes += length(line) + 1
  }
  BEGIN {
    srand(1)
    now = order = bytes = 0
    known = split("the a of to and in is was he for it with as his on be at by this had not are but " \
      "from or have they which one you were all there would their we him been has when who will more " \
      "pressure valve invoice Tuesday morning minutes remember certainly", vocabulary, " ")
    print "{\"type\":\"Begin\",\"id\":\"bench\",\"configuration\":{\"model\":\"u3-rt-pro\"}}"
    while (bytes < size * 1000000) {
      count = 4 + int(rand() * 37)
      for (i = 1; i <= count; i++) {
        word[i] = vocabulary[1 + int(rand() * known)] (i == count ? "." : "")
        start[i] = now; now += 80 + int(rand() * 420); end[i] = now; now += int(rand() * 200)
        sure[i] = sprintf("%.6f", 0.5 + rand() / 2)
      }
      for (i = 1; i <= 4; i++) turn(1 + int(count * i / 5), "false")
      turn(count, "true")
      order++; now += 300 + int(rand() * 2700)
    }
    print "{\"type\":\"Termination\",\"audio_duration_seconds\":" int(now / 1000) "}"
  }' >"$log"
size=$(wc -c <"$log")

# measure NAME COMMAND...: reads the log on stdin; the best of three.
measure() {
  name=$1
  shift
  best=
  for _ in 1 2 3; do
    # Seconds of CPU, user and system, and the most memory held, in KiB. The kernel's own maximum
    # (wait4) would count what this interpreter held before it became the program.
    figures=$(python3 -c '
import os, re, sys, time
log, out = open(sys.argv[1]), open(os.devnull, "w")
pid = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ, file_actions=[
  (os.POSIX_SPAWN_DUP2, log.fileno(), 0), (os.POSIX_SPAWN_DUP2, out.fileno(), 1)])
held, done = 0, 0
while not done:
  peak = re.search(r"VmHWM:\s+(\d+)", open("/proc/%d/status" % pid).read())
  held = max(held, int(peak.group(1)) if peak else 0)
  time.sleep(0.002)
  done, status, usage = os.wait4(pid, os.WNOHANG)
assert status == 0, status
print("%.3f %d" % (usage.ru_utime + usage.ru_stime, held))' "$log" "$@")
    best=$(printf '%s\n%s\n' "$best" "$figures" | grep . | sort -n | head -1)
  done
  # shellcheck disable=SC2086 # two figures
  set -- $best
  [ "$name" != jq ] || jq_seconds=$1
  awk -v name="$name" -v size="$size" -v seconds="$1" -v memory="$2" -v jq="$jq_seconds" 'BEGIN {
    printf "%-20s %8.0f MB/s %8.1f x %10.1f MB\n", name, size / 1e6 / seconds, jq / seconds, memory / 1024
  }'
}

printf 'a log of %d MB; throughput of one core, against jq, and peak memory\n' "$((size / 1000000))"
measure jq jq -r "$FINALS"
for mode in text partials summary srt vtt tsv; do
  measure "aai-format $mode" "$BIN/aai-format" "$mode"
done

[ "$("$BIN/aai-format" text "$log" | cksum)" = "$(jq -r "$FINALS" "$log" | cksum)" ] ||
  echo 'text and jq do not agree'

# A line goes in, and the clock runs until its text is out.
python3 - "$BIN/aai-format" <<'PYTHON'
import subprocess, sys, time
line = '{"turn_order":%d,"turn_is_formatted":true,"end_of_turn":true,"transcript":"Now.","words":[],"type":"Turn"}\n'
format = subprocess.Popen([sys.argv[1], 'text'], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
times = []
for order in range(2000):
    time.sleep(0.001)
    start = time.perf_counter()
    format.stdin.write((line % order).encode())
    format.stdout.readline()
    times.append(time.perf_counter() - start)
format.stdin.close()
times.sort()
print('a line is out after  %6.3f ms (median), %.3f ms (99 of 100)' % (times[1000] * 1e3, times[1980] * 1e3))
PYTHON
