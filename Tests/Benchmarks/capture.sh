#!/bin/sh
# aai-capture beside arecord on the same device, paced in real time: processor time, memory, start to
# first byte, and how long a period's samples take from ALSA to stdout.
#
#   Tests/Benchmarks/capture.sh [folder of the binaries]     SECONDS_EACH=20 by default
set -eu
BIN=${1:-${BIN:-.build/release}}
SECONDS_EACH=${SECONDS_EACH:-20}
here=$(dirname "$0")

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cc -DPIC -O1 -shared -fPIC -o "$folder/faulty.so" "$here/../CommandTests/Fixtures/faulty_pcm.c" -lasound
dd if=/dev/zero of="$folder/sound.raw" bs=32000 count=20 2>/dev/null
cat >"$folder/asound.conf" <<END
pcm_type.faulty { lib "$folder/faulty.so" }
pcm.null { type null }
pcm.card { type faulty }
pcm.ready { type file slave.pcm null file /dev/null infile "$folder/sound.raw" format raw }
END
export ALSA_CONFIG_PATH="$folder/asound.conf"

python3 - "$BIN/aai-capture" "$SECONDS_EACH" <<'END'
import os, statistics, subprocess, sys, time

capture, seconds = sys.argv[1], sys.argv[2]
RECORD = ["arecord", "-q", "-t", "raw", "-f", "S16_LE", "-r", "16000", "-c", "1"]

def started(command):
    begin = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0)
    child.stdout.read(1)
    return child, (time.monotonic() - begin) * 1000

def first(command):
    times = []
    for _ in range(10):
        child, taken = started(command)
        child.kill()
        child.wait()
        times.append(taken)
    return statistics.median(times)

def memory(pid):
    fields = {}
    for line in open(f"/proc/{pid}/status"):
        name, _, value = line.partition(":")
        if name in ("VmRSS", "RssAnon"):
            fields[name] = int(value.split()[0]) / 1024
    return fields

def run(command):
    child, _ = started(command)
    half = time.monotonic() + float(seconds) / 2
    sizes, arrivals, total = {}, [], 1
    while piece := os.read(child.stdout.fileno(), 65536):
        total += len(piece)
        arrivals.append((time.monotonic(), total / 32000))
        if not sizes and arrivals[-1][0] > half:
            sizes = memory(child.pid)
    _, _, usage = os.wait4(child.pid, 0)
    spent = (usage.ru_utime + usage.ru_stime) * 3600 / float(seconds)
    return spent, sizes, arrivals

# Frames leave the device at even times: the earliest arrival marks them for all.
def late(arrivals):
    offsets = [at - audio for at, audio in arrivals]
    return statistics.median(offsets) - min(offsets)

print(f"{'':28}{'CPU s/h':>9}{'RSS MiB':>9}{'anon MiB':>9}{'late ms':>9}{'first ms':>9}{'ready ms':>9}")
for period in (20, 125):
    times = ["-F", str(period * 1000), "-B", str(max(500, period * 4) * 1000)]
    for name, command in (("aai-capture", [capture, "-q"]), ("arecord", RECORD)):
        spent, sizes, arrivals = run(command + ["-D", "card", "-d", seconds] + times)
        print(f"{name + f', {period} ms':28}{spent:9.2f}{sizes['VmRSS']:9.1f}{sizes['RssAnon']:9.2f}"
              f"{late(arrivals) * 1000:9.2f}"
              f"{first(command + ['-D', 'card'] + times):9.1f}"
              f"{first(command + ['-D', 'ready'] + times):9.1f}")
for name, command in (("aai-capture", [capture, "-q"]), ("arecord", RECORD)):
    print(f"{name + ', by default':28}{'':36}{first(command + ['-D', 'card']):9.1f}"
          f"{first(command + ['-D', 'ready']):9.1f}")
END
