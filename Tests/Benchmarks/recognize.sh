#!/bin/sh
# aai-recognize on the real speech of Debian's pocketsphinx-testdata: words wrong, processor time,
# memory, and how long a live turn takes to come out.
#
#   Tests/Benchmarks/recognize.sh [folder of the binaries]
set -eu
BIN=${1:-${BIN:-.build/release}}

exec python3 - "$BIN/aai-recognize" <<'PYTHON'
import json, os, re, subprocess, sys, time, wave

PROGRAM = sys.argv[1]
DATA = '/usr/share/pocketsphinx/test/data/'
SAID = {'goforward.raw': 'go forward ten meters', 'something.raw': 'go somewhere and do something'}
for line in open(DATA + 'librivox/transcription'):
    text, name = re.match(r'<s> (.*) </s> \((\S+)\)', line).groups()
    SAID['librivox/' + name + '.wav'] = text.replace('mister', 'mr')

def run(source, *options, pace=None):
    """All events, each with the time it came at; seconds of CPU; KiB of memory at most, and of it
    anonymous."""
    program = subprocess.Popen([PROGRAM, *options], stdin=subprocess.PIPE if pace else open(source),
                               stdout=subprocess.PIPE, bufsize=0)
    if pace:
        writer = os.fork()
        if writer == 0:
            pace(program.stdin)
            os._exit(0)
        program.stdin.close()
    events, status = [], ''
    for line in program.stdout:
        events.append((time.monotonic(), json.loads(line)))
        status = open('/proc/%d/status' % program.pid).read() or status
    figure = lambda key: int(re.search(key + r':\s+(\d+)', status).group(1))
    _, code, usage = os.wait4(program.pid, 0)
    assert code == 0, code
    return events, usage.ru_utime + usage.ru_stime, figure('VmHWM'), figure('RssAnon')

def heard(events):
    return [e['transcript'] for _, e in events if e['type'] == 'Turn' and e['end_of_turn']]

def distance(a, b):
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))
    return row[-1]

_, start, _, _ = run('/dev/null')
wrong = words = seconds = cpu = peak = anonymous = 0
for name, text in SAID.items():
    events, used, most, anon = run(DATA + name)
    said, got = text.split(), ' '.join(heard(events)).split()
    wrong, words = wrong + distance(said, got), words + len(said)
    seconds += events[-1][1]['audio_ms'] / 1000
    cpu += used - start
    peak, anonymous = max(peak, most), max(anonymous, anon)
print('aai-recognize on %d recordings, %.1f s of read speech' % (len(SAID), seconds))
print('  words wrong         %6.1f %% (%d of %d)' % (100 * wrong / words, wrong, words))
print('  processor time      %6.2f s per second of speech, %.2f s to load the model'
      % (cpu / seconds, start))
print('  memory              %6.0f MB resident, %.0f MB of it anonymous'
      % (peak / 1024, anonymous / 1024))

audio = open(DATA + 'goforward.raw', 'rb').read() + bytes(32000 * 2)
began = 0
def live(stream):
    for at in range(0, len(audio), 640):
        time.sleep(max(0, began + at / 32000 - time.monotonic()))
        stream.write(audio[at:at + 640])
began = time.monotonic() + 1.5
events, _, _, _ = run(None, pace=live)
at, turn = next((t, e) for t, e in events if e['type'] == 'Turn' and e['end_of_turn'])
spoken = began + turn['words'][-1]['end'] / 1000
print('  a live final turn   %6.0f ms after its last word, with 400 ms of silence waited for'
      % ((at - spoken) * 1000))

def silent(stream):
    for _ in range(500):
        time.sleep(0.02)
        stream.write(bytes(640))
_, used, _, _ = run(None, pace=silent)
print('  live silence        %6.1f %% of a core' % max(0, (used - start) / 10 * 100))
PYTHON
