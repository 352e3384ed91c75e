"""How long a new name takes to be shown: two devices of headless Chromium, one of them with two tabs, in one run.

  tabs.py NAMEPLATE [--renames 200]

A page on the first device renames the reader; its other tab and the second device show the name. Each time counts from
the moment before the page sends the rename, so it holds the request and the commit too. A bare reader of the event
stream, with nothing of a browser in it, is measured beside them as what can't be beaten from outside the service."""
import argparse, gzip, http.client, json, os, pathlib, re, socket, statistics, subprocess, threading, time, urllib.request

parser = argparse.ArgumentParser()
parser.add_argument("nameplate")
parser.add_argument("--renames", type=int, default=200)
args = parser.parse_args()


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


PORT, SANDBOX, DRIVER = free_port(), free_port(), free_port()
ORIGIN = f"http://127.0.0.1:{PORT}"


def until(what, condition):
    for _ in range(500):
        try:
            if condition():
                return
        except OSError:
            pass
        time.sleep(0.02)
    raise SystemExit(f"{what} did not come")


def get(url):
    with urllib.request.urlopen(url) as answer:
        return answer.read()


def call(method, path, body=None):
    data = None if method == "GET" else json.dumps(body or {}).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{DRIVER}{path}", data, {"Content-Type": "application/json"})
    request.method = method
    with urllib.request.urlopen(request) as answer:
        return json.loads(answer.read())["value"]


class Tab:
    """One tab of a device: a WebDriver session has one current window, so each call chooses its own."""

    def __init__(self, session, handle):
        self.session, self.handle = session, handle

    def run(self, script, *arguments, kind="sync"):
        call("POST", f"{self.session}/window", {"handle": self.handle})
        return call("POST", f"{self.session}/execute/{kind}", {"script": script, "args": list(arguments)})

    def open(self, path):
        call("POST", f"{self.session}/window", {"handle": self.handle})
        call("POST", f"{self.session}/url", {"url": ORIGIN + path})
        self.run("""const done = arguments[0];
            import('/nameplate.js').then(({ Nameplate }) => { window.nameplate = new Nameplate(); done(); });""", kind="async")
        return self


def device():
    options = {"args": ["--headless=new", "--no-sandbox", "--disable-gpu"]}
    answer = call("POST", "/session", {"capabilities": {"alwaysMatch": {"goog:chromeOptions": options}}})
    return f"/session/{answer['sessionId']}"


def tab(session):
    return Tab(session, call("POST", f"{session}/window/new", {"type": "tab"})["handle"])


# Notes, by its own clock, when the header and the comment form first show each name.
WATCH = """window.shown = {};
    const now = () => performance.timeOrigin + performance.now();
    const note = () => {
      const name = document.getElementById('reader-name').textContent;
      if (document.querySelector('.fyre-user-name')?.textContent === name) window.shown[name] ??= now();
    };
    new MutationObserver(note).observe(document.body, { subtree: true, childList: true, characterData: true });"""
RENAME = """const [name, done] = arguments;
    const at = performance.timeOrigin + performance.now();
    window.nameplate.update({ display_name: name }).then(() => done(at));"""
SIGN_IN = """const done = arguments[0];
    window.nameplate.login({ user: 'ada', password: 'open-sesame' }).then(() => done());"""


def read_stream(arrived):
    """Signs in as a third device and notes when each version's event is read."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT)
    headers = {"Origin": ORIGIN, "Content-Type": "application/json"}
    connection.request("POST", "/auth/login", json.dumps({"user": "ada", "password": "open-sesame"}), headers)
    answer = connection.getresponse()
    cookie = answer.headers["Set-Cookie"].split(";")[0]
    answer.read()
    connection.request("GET", "/auth/events", headers={"Origin": ORIGIN, "Cookie": cookie})
    for line in connection.getresponse():
        if found := re.search(rb'"version":(\d+)', line):
            arrived[int(found[1])] = time.time() * 1000


def streams():
    return int(re.search(rb"nameplate_streams_open (\d+)", get(f"{ORIGIN}/metrics"))[1])


def line(what, times):
    times = sorted(times)
    p99 = times[min(len(times) - 1, int(len(times) * 0.99))]
    print(f"{what}: p50 {statistics.median(times):.1f} ms, p99 {p99:.1f} ms, worst {times[-1]:.1f} ms, of {len(times)}")


def measure():
    first, second = device(), device()
    own, other = Tab(first, call("GET", f"{first}/window")), tab(first)
    away = Tab(second, call("GET", f"{second}/window"))
    for one in (own, other, away):
        one.open("/articles/one-name")
    own.run(SIGN_IN, kind="async")
    away.run(SIGN_IN, kind="async")
    arrived = {}
    threading.Thread(target=read_stream, args=[arrived], daemon=True).start()
    for one in (other, away):
        until("the comment form", lambda: one.run("return Boolean(document.querySelector('.fyre-user-name'))"))
        one.run(WATCH)
    sent = {}
    for number in range(1, args.renames + 1):
        name = f"Ada {number}"
        sent[name] = own.run(RENAME, name, kind="async")
        shown = f"return '{name}' in window.shown"
        until(name, lambda: other.run(shown) and away.run(shown))
    version = {f"Ada {number}": number + 1 for number in range(1, args.renames + 1)}
    line("stream, read without a browser", [arrived[version[name]] - at for name, at in sent.items()])
    for what, one in (("other tab", other), ("other device", away)):
        times = one.run("return window.shown")
        line(f"shown in the {what}, header and comment form", [times[name] - at for name, at in sent.items()])
    for _ in range(10):
        tab(first)
        Tab(first, call("GET", f"{first}/window/handles")[-1]).open("/articles/one-name")
    until("the streams", lambda: streams() == 3)
    print(f"streams: {streams()} for 12 tabs on the first device, 1 on the second, and the bare reader")
    module = get(f"{ORIGIN}/nameplate.js")
    print(f"nameplate.js: {len(module)} bytes, {len(gzip.compress(module, 9))} gzipped")
    for session in (first, second):
        call("DELETE", session)


started = []
try:
    root = pathlib.Path(__file__).parents[2]
    environment = dict(os.environ, NAMEPLATE_PUBLIC_DIR=str(root / "Public"))
    demo = [args.nameplate, "demo", "--port", str(PORT), "--sandbox-port", str(SANDBOX)]
    started.append(subprocess.Popen(demo, env=environment, stdout=subprocess.DEVNULL))
    started.append(subprocess.Popen(["chromedriver", f"--port={DRIVER}"], stdout=subprocess.DEVNULL))
    until("the demo", lambda: b"Ada" in get(f"http://127.0.0.1:{SANDBOX}/studio/users/ada"))
    until("chromedriver", lambda: call("GET", "/status")["ready"])
    measure()
finally:
    for process in started:
        process.terminate()
