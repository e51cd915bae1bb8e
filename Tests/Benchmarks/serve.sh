#!/bin/sh
# aai-serve: many sessions at real time, and what clients that misbehave cost the others.
#
# usage: serve.sh [folder of the programs] [sessions] [seconds]
set -eu

bin=${1:-.build/release}
sessions=${2:-200}
seconds=${3:-20}
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || :; rm -rf "$folder"' EXIT

i=0
while [ "$i" -lt 60 ]; do
  echo "Move the pump test, please, to Tuesday at nine. Then tell Marcus about it."
  i=$((i + 1))
done > "$folder/script"

"$bin/aai-serve" -l 127.0.0.1:0 --script "$folder/script" > "$folder/out" 2> "$folder/log" &
server=$!
until [ -s "$folder/out" ]; do
  kill -0 "$server" || exit
  sleep 0.05
done
port=$(sed 's/.*127\.0\.0\.1:\([0-9]*\).*/\1/' "$folder/out")

echo "aai-serve: $sessions sessions of $seconds s at real time, 50 ms a message"
python3 - "$port" "$server" "$sessions" "$seconds" << 'PYTHON'
import asyncio, os, struct, sys, time

port, pid, sessions, seconds = (int(text) for text in sys.argv[1:])
MASK = b"\0\0\0\0"
CHUNK = struct.pack("!BBH", 0x82, 0xFE, 1600) + MASK + bytes(1600)
SECOND = struct.pack("!BBH", 0x82, 0xFE, 32000) + MASK + bytes(32000)
TERMINATE = b'{"type":"Terminate"}'
pongs, turns, ended = [], 0, {}


def status():
    fields = dict(line.split(":", 1) for line in open(f"/proc/{pid}/status"))
    rest = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    cpu = (int(rest[11]) + int(rest[12])) / os.sysconf("SC_CLK_TCK")
    return cpu, int(fields["VmRSS"].split()[0]), int(fields["RssAnon"].split()[0])


async def connect():
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write((f"GET /v3/ws?speech_model=u3-rt-pro HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
                  "Upgrade: websocket\r\nConnection: Upgrade\r\nAuthorization: key\r\n"
                  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                  "Sec-WebSocket-Version: 13\r\n\r\n").encode())
    await reader.readuntil(b"\r\n\r\n")
    return reader, writer


async def listen(reader):
    global turns
    while True:
        first, length = await reader.readexactly(2)
        if length == 126:
            length, = struct.unpack("!H", await reader.readexactly(2))
        elif length == 127:
            length, = struct.unpack("!Q", await reader.readexactly(8))
        payload = await reader.readexactly(length)
        if first & 15 == 10:
            pongs.append(time.monotonic() - struct.unpack("!d", payload)[0])
        elif first & 15 == 8:
            return struct.unpack("!H", payload[:2])[0]
        elif b'"end_of_turn":true' in payload:
            turns += 1


async def well_behaved(delay):
    await asyncio.sleep(delay)
    reader, writer = await connect()
    listening = asyncio.create_task(listen(reader))
    start = time.monotonic()
    for index in range(seconds * 20):
        writer.write(CHUNK)
        if index % 20 == 10:
            # Behind the chunk on the same connection: its answer says the chunk has been taken.
            writer.write(b"\x89\x88" + MASK + struct.pack("!d", time.monotonic()))
        await asyncio.sleep(max(0, start + (index + 1) * 0.05 - time.monotonic()))
    writer.write(bytes([0x81, 0x80 | len(TERMINATE)]) + MASK + TERMINATE)
    code = await listening
    ended[code] = ended.get(code, 0) + 1
    writer.close()


async def misbehave(name):
    reader, writer = await connect()
    if name == "floods":
        try:
            while True:
                writer.write(SECOND)
                await writer.drain()
        except OSError:
            pass
    elif name == "breaks framing":
        writer.write(b"\xf3\x00\x00")
        await reader.read()
    elif name == "never reads":
        for _ in range(seconds * 20):
            writer.write(CHUNK)
            await asyncio.sleep(0.05)
    elif name == "asks for ever":
        await asyncio.sleep(seconds)
    writer.close()


async def main():
    cpu, resident, anonymous = status()
    print(f"  idle              {resident / 1024:6.1f} MB resident, {anonymous / 1024:.1f} MB anonymous")
    begun = time.monotonic()
    crowd = [well_behaved(index / sessions) for index in range(sessions)]
    bad = [misbehave(name) for name in ("floods", "breaks framing", "never reads", "asks for ever")]
    running = asyncio.gather(*crowd, *bad, return_exceptions=True)
    await asyncio.sleep(seconds * 0.8)
    _, busy, busy_anonymous = status()
    await running
    used, elapsed = status()[0] - cpu, time.monotonic() - begun
    pongs.sort()
    at = lambda share: pongs[min(len(pongs) - 1, int(len(pongs) * share))] * 1000
    print(f"  {sessions} sessions      {busy / 1024:6.1f} MB resident, {busy_anonymous / 1024:.1f} MB anonymous, "
          f"{(busy_anonymous - anonymous) / sessions:.0f} kB a session")
    print(f"  answered in       {at(.5):6.2f} ms median, {at(.99):.2f} ms p99, {pongs[-1] * 1000:.2f} ms at worst, of {len(pongs)}")
    print(f"  processor         {used:6.2f} s in {elapsed:.1f} s: {used / elapsed * 100:.0f} % of one core, "
          f"{used / (sessions * seconds / 3600):.2f} s per hour of audio")
    print(f"  turns             {turns:6d} final, closed {ended}")


asyncio.run(main())
PYTHON
echo "  and those who misbehaved:"
kill "$server"
wait "$server" || :
server=
grep -v "u3-rt-pro: $seconds.* s of audio.*Terminate, closed 1000" "$folder/log" | sed 's/^/    /' | head -8
