"""What the programs beside share: real processes of Nameplate on the loopback, and clients of theirs.

Everything lies in one scratch folder, and goes with the program that started it."""
import atexit, ctypes, json, os, re, shutil, signal, socket, subprocess, sys, tempfile, time, urllib.request

KEY, API_KEY = "a-network-key-for-figures-28", "a-key-for-figures-0123456789abcdef"
folder = tempfile.mkdtemp()
os.chmod(folder, 0o755)
started, failures = [], []
next_port = 10500


def check(is_right, text):
    print(("ok      " if is_right else "FAILED  ") + text, flush=True)
    if not is_right: failures.append(text)


def free_port():
    global next_port
    while True:
        next_port += 1
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", next_port)): return next_port


def run(command, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode: raise RuntimeError(f"{' '.join(command)}: {done.stderr}")
    return done.stdout


def start(command, log, **options):
    """A process that goes with this one."""
    prctl = ctypes.CDLL(None).prctl
    with open(f"{folder}/{log}.log", "ab") as out:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                   preexec_fn=lambda: prctl(1, signal.SIGKILL), **options)
    started.append(process)
    return process


def wait_for(what, condition, seconds=60):
    end = time.time() + seconds
    while True:
        try:
            if condition(): return
        except OSError:
            pass
        if time.time() > end: raise RuntimeError(f"{what} did not come in {seconds} s")
        time.sleep(0.02)


class Client:
    """HTTP on one connection, as little of it as is needed."""

    def __init__(self, port): self.port, self.socket = port, None

    def call(self, method, path, headers, body=b""):
        """Status, head and body; status 0 when the connection broke."""
        request = (f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{headers}Content-Type: application/json\r\n"
                   f"Content-Length: {len(body)}\r\n\r\n").encode() + body
        try:
            if self.socket is None:
                self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=40)
                self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.socket.sendall(request)
            data = b""
            while (end := data.find(b"\r\n\r\n")) < 0: data += self.receive()
            head = data[:end].decode()
            length = re.search(r"(?i)content-length: (\d+)", head)
            length = int(length.group(1)) if length else 0
            while len(data) < end + 4 + length: data += self.receive()
            return int(head[9:12]), head, data[end + 4:]
        except OSError as error:
            self.socket = None
            return 0, str(error), b""

    def receive(self):
        data = self.socket.recv(65536)
        if not data: raise ConnectionResetError("closed by the service")
        return data


class Site:
    """Instances, the network and a database."""

    def __init__(self, nameplate, count, url, name, **settings):
        self.sandbox, self.origin = free_port(), "http://localhost:18080"
        environment = dict(PATH="/usr/bin:/bin", NAMEPLATE_NETWORK="labs.fyre.co", NAMEPLATE_NETWORK_KEY=KEY,
                           NAMEPLATE_NETWORK_URL=f"http://127.0.0.1:{self.sandbox}", NAMEPLATE_API_KEY=API_KEY,
                           NAMEPLATE_PUBLIC_URL=self.origin, NAMEPLATE_PING_WAIT="0", NAMEPLATE_LOG_LEVEL="error",
                           **{f"NAMEPLATE_{key.upper()}": str(value) for key, value in settings.items()})
        self.token = run([nameplate, "token", "system", "--network", "labs.fyre.co"], env=environment).strip()
        self.ports = [free_port() for _ in range(count)]
        first = len(started)
        start([nameplate, "sandbox", "--port", str(self.sandbox)], name + "-sandbox", env=environment)
        for port in self.ports:
            start([nameplate, "serve"], f"{name}-{port}",
                  env=dict(environment, NAMEPLATE_PORT=str(port), NAMEPLATE_DATABASE=url))
        self.processes = started[first:]
        for port in self.ports:
            wait_for("an instance", lambda: urllib.request.urlopen(f"http://127.0.0.1:{port}/ready").status == 200)
        wait_for("the sandbox", lambda: self.studio("GET", "/studio/faults"))
        self.studio("PUT", "/studio/pull-url", {"url": f"http://127.0.0.1:{self.ports[0]}/livefyre/profile/{{id}}"})

    def studio(self, method, path, body=None): return self.ask(self.sandbox, method, path, body)

    def backend(self, method, path, body=None): return self.ask(self.ports[0], method, path, body)

    def ask(self, port, method, path, body):
        headers = {"Authorization": f"Bearer {API_KEY}", "Content-Type": "application/json"}
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", method=method, headers=headers,
                                         data=None if body is None else json.dumps(body).encode())
        with urllib.request.urlopen(request, timeout=60) as answer: return json.load(answer)

    def sign_in(self, numbers):
        """Cookies of these readers, by hand-off, which needs no password."""
        clients = [Client(port) for port in self.ports]
        cookies = []
        for number in numbers:
            client = clients[number % len(clients)]
            status, _, body = client.call("POST", f"/users/u-{number}/handoff", f"Authorization: Bearer {API_KEY}\r\n",
                                          b'{"display_name":"Name 0"}')
            assert status == 201, (status, body)
            status, head, _ = client.call("POST", "/auth/handoff", f"Origin: {self.origin}\r\n",
                                          json.dumps({"code": json.loads(body)["code"]}).encode())
            assert status == 200, status
            cookies.append(re.search(r"nameplate-dev-18080=[^;]+", head).group(0))
        return cookies

    def rename(self, client, cookie, name):
        return client.call("PATCH", "/profile", f"Origin: {self.origin}\r\nCookie: {cookie}\r\n",
                           b'{"display_name":"%s"}' % name.encode())

    def end(self):
        for process in self.processes:
            process.kill()
            process.wait()


def end():
    for process in reversed(started):
        if process.poll() is None: process.kill()
    for process in started: process.wait()
    shutil.rmtree(folder, ignore_errors=True)


def end_with_this():
    """Whatever was started ends when this process does, however that comes about."""
    owner = os.getpid()
    atexit.register(lambda: end() if os.getpid() == owner else None)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
