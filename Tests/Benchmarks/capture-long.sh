#!/bin/sh
# Whether a capture keeps time that is stopped again and again, longer than its device can wait:
# frames written beside wall time × rate, and the memory at the start and at the end. From a device
# paced by a timer, and from the monitor of a sound server, at the same time.
#
#   Tests/Benchmarks/capture-long.sh [folder of the binaries]     SECONDS_EACH=20 by default
set -eu
BIN=${1:-${BIN:-.build/release}}
SECONDS_EACH=${SECONDS_EACH:-20}
here=$(dirname "$0")

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cc -DPIC -O1 -shared -fPIC -o "$folder/faulty.so" "$here/../CommandTests/Fixtures/faulty_pcm.c" -lasound
cat >"$folder/asound.conf" <<END
pcm_type.faulty { lib "$folder/faulty.so" }
pcm.card { type faulty }
pcm.pulse { type pulse }
END
cat >"$folder/start.pa" <<END
load-module module-native-protocol-unix auth-anonymous=1 socket=$folder/pulse.sock
load-module module-null-sink sink_name=out format=s16le rate=16000 channels=1
END
export ALSA_CONFIG_PATH="$folder/asound.conf" HOME="$folder" XDG_RUNTIME_DIR="$folder"
export PULSE_SERVER="unix:$folder/pulse.sock" PULSE_SOURCE=out.monitor

python3 - "$BIN/aai-capture" "$SECONDS_EACH" "$folder" <<'END'
import itertools, os, re, signal, subprocess, sys, threading, time

capture, seconds, folder = sys.argv[1], float(sys.argv[2]), sys.argv[3]
RATE, PERIOD = 16000, 320
STOPS = (1, 3, 10)  # seconds; a device's buffer is half a second
BETWEEN = 5

server = subprocess.Popen(
    ["pulseaudio", "-n", "-F", f"{folder}/start.pa", "--daemonize=no", "--exit-idle-time=-1",
     "--disallow-exit", "--use-pid-file=no"], stderr=subprocess.DEVNULL)
while not os.path.exists(f"{folder}/pulse.sock"):
    time.sleep(0.01)

def memory(pid):
    fields = {}
    for line in open(f"/proc/{pid}/smaps_rollup"):
        name, _, value = line.partition(":")
        if name in ("Rss", "Anonymous"):
            fields[name] = int(value.split()[0])
    return f"{fields['Anonymous']}/{fields['Rss']}"

def run(device, found):
    child = subprocess.Popen([capture, "-v", "-D", device], stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, bufsize=0)
    count, begin = len(child.stdout.read(1)), time.monotonic()
    def read():
        nonlocal count
        while piece := os.read(child.stdout.fileno(), 65536):
            count += len(piece)
    reader = threading.Thread(target=read)
    reader.start()
    end = begin + seconds
    time.sleep(min(1, seconds / 2))
    before, stops = memory(child.pid), 0
    for stop in itertools.cycle(STOPS):
        if time.monotonic() + BETWEEN + stop + 1 > end:
            break
        time.sleep(BETWEEN)
        child.send_signal(signal.SIGSTOP)
        time.sleep(stop)
        child.send_signal(signal.SIGCONT)
        stops += 1
    time.sleep(max(0, end - time.monotonic()))
    after, wall = memory(child.pid), time.monotonic() - begin
    child.terminate()
    errors = child.stderr.read().decode()
    reader.join()
    assert child.wait() == 0, errors
    # The first byte came when its period was over.
    frames, true = count // 2, (wall + PERIOD / RATE) * RATE
    summary = re.search(r"captured .*, (\d+) overruns?(?: \((\d+) ms)?", errors)
    found[device] = (stops, summary[1], summary[2] or 0, frames, round(true), round(frames - true),
                     before, after)

found = {}
runs = [threading.Thread(target=run, args=(device, found)) for device in ("card", "pulse")]
for thread in runs:
    thread.start()
for thread in runs:
    thread.join()
server.terminate()
server.wait()

head = ("", "stops", "overruns", "filled ms", "frames", "wall*rate", "off", "kB at first", "at last")
for row in [head] + [(f"aai-capture, {device}", *found[device]) for device in found]:
    print(f"{row[0]:20}" + "".join(f"{cell!s:>{width}}" for cell, width in
                                   zip(row[1:], (7, 10, 11, 11, 11, 7, 13, 13))))
END
