#!/usr/bin/env python3
"""What aai-stream costs over TLS on loopback: stream.py FOLDER-OF-PROGRAMS [SECONDS]."""
import base64, hashlib, os, socket, ssl, statistics, subprocess, sys, tempfile, threading, time

programs = sys.argv[1] if len(sys.argv) > 1 else ".build/release"
seconds = int(sys.argv[2]) if len(sys.argv) > 2 else 20
CHUNK = 1600  # 50 ms at 16 kHz


def text_frame(text):
    data = text.encode()
    return bytes([0x81, len(data)]) + data if len(data) < 126 else (
        bytes([0x81, 126]) + len(data).to_bytes(2, "big") + data)


class Server:
    """Grants every session, and notes when each audio message arrives."""

    def __init__(self, folder):
        subprocess.run(
            ["openssl", "req", "-x509", "-nodes", "-days", "2", "-subj", "/CN=localhost",
             "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-newkey", "ec", "-pkeyopt",
             "ec_paramgen_curve:P-256", "-keyout", folder + "/key", "-out", folder + "/cert"],
            check=True, stderr=subprocess.DEVNULL)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(folder + "/cert", folder + "/key")
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.arrivals = []
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            peer, _ = self.listener.accept()
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                self.session(self.context.wrap_socket(peer, server_side=True))
            except OSError:
                pass

    def session(self, peer):
        stream = peer.makefile("rb")
        key = ""
        while (line := stream.readline().strip()):
            if line.lower().startswith(b"sec-websocket-key:"):
                key = line.split(b":", 1)[1].strip().decode()
        proof = hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()
        peer.sendall(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + base64.b64encode(proof) + b"\r\n\r\n"
            + text_frame('{"type":"Begin","id":"b","expires_at":%d}' % (time.time() + 10800)))
        while (head := stream.read(2)):
            size = head[1] & 127
            if size == 126:
                size = int.from_bytes(stream.read(2), "big")
            elif size == 127:
                size = int.from_bytes(stream.read(8), "big")
            stream.read(4 + size)
            opcode = head[0] & 15
            if opcode == 2:
                self.arrivals.append(time.monotonic())
            elif opcode == 1:
                peer.sendall(text_frame('{"type":"Termination"}') + b"\x88\x02\x03\xe8")
            elif opcode == 8:
                return


def start(server, folder, *options):
    server.arrivals.clear()
    environment = dict(os.environ, ASSEMBLYAI_API_KEY="benchmark")
    return subprocess.Popen(
        [programs + "/aai-stream", "-q", "-u", f"wss://127.0.0.1:{server.port}/v3/ws", "--cacert",
         folder + "/cert", *options],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env=environment)


def memory(pid):
    fields = dict(line.split(":", 1) for line in open(f"/proc/{pid}/status") if ":" in line)
    return [int(fields[name].split()[0]) / 1024 for name in ("RssAnon", "VmHWM")]


def cpu(pid):
    """Seconds on a processor, to the nanosecond: what a live stream needs is lost in clock ticks."""
    tasks = f"/proc/{pid}/task"
    return sum(int(open(f"{tasks}/{task}/schedstat").read().split()[0])
               for task in os.listdir(tasks)) / 1e9


def first_audio(server, folder):
    began = time.monotonic()
    program = start(server, folder)
    program.stdin.write(bytes(CHUNK * 4))
    program.stdin.close()
    program.wait()
    return 1000 * (server.arrivals[0] - began)


def speak(program):
    """A chunk each 50 ms; when each left, and the processor time that an hour of them takes."""
    sent, began = [], time.monotonic()
    for number in range(seconds * 20):
        time.sleep(max(0, began + number * 0.05 - time.monotonic()))
        sent.append(time.monotonic())
        program.stdin.write(bytes(CHUNK))
        program.stdin.flush()
        if number == 40:
            before = cpu(program.pid), time.monotonic()
    return sent, (cpu(program.pid) - before[0]) / (time.monotonic() - before[1]) * 3600


def floor(folder):
    """What OpenSSL's own client needs to encrypt and send the same bytes, without a protocol."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = str(probe.getsockname()[1])
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "stdin": subprocess.PIPE}
    sink = subprocess.Popen(["openssl", "s_server", "-quiet", "-accept", port, "-key",
                             folder + "/key", "-cert", folder + "/cert"], **quiet)
    time.sleep(0.5)
    client = subprocess.Popen(["openssl", "s_client", "-quiet", "-connect", "127.0.0.1:" + port],
                              **quiet)
    _, steady = speak(client)
    for program in client, sink:
        program.kill()
        program.wait()
    return steady


def live(server, folder):
    program = start(server, folder)
    sent, steady = speak(program)
    anonymous, peak = memory(program.pid)
    program.stdin.close()
    program.wait()
    late = sorted(1000 * (a - s) for a, s in list(zip(server.arrivals, sent))[40:])
    return steady, anonymous, peak, late[len(late) // 2], late[len(late) * 99 // 100]


def unpaced(server, folder, megabytes=64):
    program = start(server, folder, "--no-pace", "--no-reconnect")
    began = time.monotonic()
    for _ in range(megabytes):
        program.stdin.write(bytes(1 << 20))
    program.stdin.close()
    _, _, usage = os.wait4(program.pid, 0)
    return megabytes / (time.monotonic() - began), 1000 * (usage.ru_utime + usage.ru_stime) / megabytes


with tempfile.TemporaryDirectory() as folder:
    server = Server(folder)
    starts = [first_audio(server, folder) for _ in range(11)][1:]
    steady, anonymous, peak, median, worst = live(server, folder)
    rate, cost = unpaced(server, folder)
    least = floor(folder)
print("aai-stream over TLS on loopback")
print(f"  start to first audio     {statistics.median(starts):8.1f} ms   (worst of 10: {max(starts):.1f})")
print(f"  CPU per hour of sound    {steady:8.1f} s    (50 ms chunks, {seconds} s measured; openssl s_client: {least:.1f})")
print(f"  stdin to server          {median:8.2f} ms   (99th percentile: {worst:.2f})")
print(f"  anonymous memory         {anonymous:8.1f} MiB")
print(f"  peak resident memory     {peak:8.1f} MiB")
print(f"  unpaced                  {rate:8.0f} MB/s (client CPU {cost:.1f} ms per MB; the server is Python)")
