"""Half an hour of everything at once: renames, sign-ins, reads, tabs that come and go, and a network that misbehaves.

  soak.py NAMEPLATE [--minutes 30] [--users 20000] [--tabs 200] [--database sqlite:FILE|postgres://…] [--seed 1]

Meanwhile a line each minute (or oftener) says how much memory and how many descriptors the service has. At the end the network is
well again, and everything is compared: answered renames, the database, what the network shows, what open tabs heard.
With fewer users or minutes the database's page cache, 32 MB, still grows when memory is looked at.
One line for each check; exit code 1 if one failed."""
import argparse, collections, json, os, random, re, selectors, signal, socket, sqlite3, statistics, sys, threading, time
from common import Client, Site, check, end_with_this, failures, folder, wait_for

parser = argparse.ArgumentParser()
parser.add_argument("nameplate")
parser.add_argument("--minutes", type=float, default=30)
parser.add_argument("--users", type=int, default=20000)
parser.add_argument("--tabs", type=int, default=200)
parser.add_argument("--database", default=f"sqlite:{folder}/soak.db")
parser.add_argument("--seed", type=int, default=1)
args = parser.parse_args()
PASSWORD = "open-sesame-and-more"
FAULTS = [{"ping_status": 500}, {"ping_status": 429, "ping_retry_after": 2}, {"ping_status": 404}, {"ping_status": 401},
          {"drop_rate": 0.5}, {"ping_delay_ms": 300}, {"pull_delay_ms": 1500}, {"skip_pull": True},
          {"duplicate_pull": True}, {"reorder_pulls": True, "pull_delay_ms": 200}, "frozen", {}]


class Load:
    """Threads that each do one thing until the end; what they are told wrongly is noted."""

    def __init__(self, site, cookies):
        self.site, self.cookies = site, cookies
        self.isOver = threading.Event()
        self.counts, self.wrong = collections.Counter(), []
        self.renamed = [dict() for _ in range(4)]
        self.threads = [threading.Thread(target=self.work, args=(part, index), daemon=True) for part, index in
                        [(self.rename, 0), (self.rename, 1), (self.rename, 2), (self.rename, 3), (self.read, 0),
                         (self.read, 1), (self.log_in, 0), (self.misbehave, 0)]]
        for thread in self.threads: thread.start()

    def work(self, part, index):
        """One seed each, so that the same run can be made again."""
        chance, client = random.Random(args.seed * 100 + len(part.__name__) * 10 + index), Client(self.site.ports[0])
        try:
            while not self.isOver.is_set(): part(index, chance, client)
        except Exception as error:
            self.wrong.append(f"{part.__name__} ended: {error!r}")
            raise

    def expect(self, is_right, what):
        if not is_right: self.wrong.append(what)

    def rename(self, index, chance, client):
        user, name = chance.randrange(index, args.users, 4), f"Name {index}.{self.counts['rename']}"
        status, head, body = self.site.rename(client, self.cookies[user], name)
        self.expect(status == 200, f"PATCH {status} {body or head}")
        if status == 200:
            self.counts["rename"] += 1
            self.renamed[index][user] = (int(re.search(r'(?i)etag: "(\d+)"', head).group(1)), name)
        self.isOver.wait(0.015)

    def read(self, index, chance, client):
        path = chance.choice(["/auth/token", "/auth/session", "/profile"])
        status, head, body = client.call("GET", path, f"Cookie: {chance.choice(self.cookies)}\r\n")
        self.expect(status == 200, f"GET {path} {status} {body or head}")
        self.counts["read"] += 1
        self.isOver.wait(0.01)

    def log_in(self, index, chance, client):
        user, origin = f"p-{chance.randrange(8)}", f"Origin: {self.site.origin}\r\n"
        status, head, body = client.call("POST", "/auth/login", origin,
                                         json.dumps({"user": user, "password": PASSWORD}).encode())
        self.expect(status == 200, f"login {status} {body or head}")
        if status != 200: return self.isOver.wait(1)
        cookie = next(line.split(": ", 1)[1].split(";")[0] for line in head.split("\r\n")
                      if line.lower().startswith("set-cookie: "))
        status, head, body = client.call("POST", "/auth/logout", origin + f"Cookie: {cookie}\r\n", b"{}")
        self.expect(status == 204, f"logout {status} {body or head}")
        status, _, _ = client.call("GET", "/auth/token", f"Cookie: {cookie}\r\n")
        self.expect(status == 401, f"token after logout {status}")
        self.counts["login"] += 1
        self.isOver.wait(0.3)

    def misbehave(self, index, chance, client):
        fault = chance.choice(FAULTS)
        self.counts["fault"] += 1
        sandbox = self.site.processes[0]
        if fault == "frozen":
            sandbox.send_signal(signal.SIGSTOP)
            self.isOver.wait(chance.uniform(1, 8))
            sandbox.send_signal(signal.SIGCONT)
        else:
            self.site.studio("POST", "/studio/faults", fault)
            self.isOver.wait(chance.uniform(3, 20))
            self.site.studio("DELETE", "/studio/faults")
        if fault and fault != "frozen" and fault.get("ping_status") == 401:
            self.site.backend("POST", "/networks/labs.fyre.co/resume")

    def end(self):
        self.isOver.set()
        for thread in self.threads: thread.join()


class Tabs(threading.Thread):
    """Event streams that are opened, read and closed at random; each may hear of ascending versions alone."""

    def __init__(self, site, cookies):
        super().__init__(daemon=True)
        self.site, self.cookies, self.chance = site, cookies, random.Random(args.seed)
        self.selector, self.open, self.opened, self.heard, self.wrong = selectors.DefaultSelector(), [], 0, 0, []
        self.isOver = self.isChurning = None
        self.start()

    def run(self):
        self.isChurning = True
        while not self.isOver:
            if self.isChurning:
                while len(self.open) < args.tabs: self.add()
                if self.chance.random() < 0.3: self.close(self.chance.choice(self.open))
            for key, _ in self.selector.select(0.05): self.take(key.data)
        for tab in list(self.open): self.close(tab)

    def add(self):
        user = self.chance.randrange(args.users)
        tab = dict(user=user, socket=socket.create_connection(("127.0.0.1", self.site.ports[0])), data=b"", version=0)
        tab["socket"].sendall(f"GET /auth/events HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {self.cookies[user]}\r\n\r\n".encode())
        tab["socket"].setblocking(False)
        self.selector.register(tab["socket"], selectors.EVENT_READ, tab)
        self.open.append(tab)
        self.opened += 1

    def close(self, tab):
        self.selector.unregister(tab["socket"])
        tab["socket"].close()
        self.open.remove(tab)

    def take(self, tab):
        data = tab["socket"].recv(65536)
        if not data:
            self.wrong.append("a stream was closed by the service")
            return self.close(tab)
        *events, tab["data"] = (tab["data"] + data).split(b"\n\n")
        for line in b"\n".join(events).split(b"\n"):
            if line.startswith(b"event: signed-out"): self.wrong.append("a tab was signed out")
            if not line.startswith(b"data: "): continue
            event = json.loads(line[6:])
            if event.get("user") != f"u-{tab['user']}" or event["version"] <= tab["version"]:
                self.wrong.append(f"{event} after {tab['version']}")
            tab["version"] = event["version"]
            self.heard += 1


def figures(process):
    """Resident memory in MB, descriptors, threads."""
    with open(f"/proc/{process.pid}/status") as file: status = dict(line.split(":", 1) for line in file)
    return int(status["VmRSS"].split()[0]) / 1024, len(os.listdir(f"/proc/{process.pid}/fd")), int(status["Threads"])


def watch(site, load, tabs):
    """Samples, six a minute and 18 at least, and a line for every sixth of them."""
    service, samples, count = site.processes[1], [], max(18, round(args.minutes * 6))
    for number in range(1, count + 1):
        time.sleep(args.minutes * 60 / count)
        if service.poll() is not None: break
        samples.append(figures(service))
        if number % 6 == 0:
            memory, descriptors, threads = samples[-1]
            print(f"        {args.minutes * number / count:5.1f} min: {memory:.1f} MB, {descriptors} descriptors, {threads} threads; "
                  f"{dict(load.counts)}, {tabs.opened} tabs opened, {tabs.heard} events", flush=True)
    return samples


def read(question):
    """Rows of the embedded store, or none for another."""
    with sqlite3.connect(f"file:{args.database.removeprefix('sqlite:')}?mode=ro", uri=True) as database:
        return database.execute(question).fetchall()


def owed(site): return site.backend("GET", "/networks")["networks"][0]["owed"]


def settle(site):
    """The network is well again: everything goes out, and what it skipped is asked for once more."""
    site.studio("DELETE", "/studio/faults")
    site.backend("POST", "/networks/labs.fyre.co/resume")
    wait_for("the last ping", lambda: owed(site) == 0, 300)
    after = None
    while True:
        answer = site.backend("POST", "/networks/labs.fyre.co/reconcile", {"after": after} if after else {"limit": 1000})
        after = answer.get("next")
        if after is None: break
    wait_for("the last ping", lambda: owed(site) == 0, 300)
    time.sleep(5)


def compare(site, load, tabs):
    renamed = {}
    for part in load.renamed: renamed.update(part)
    stored = {f"u-{user}": site.backend("GET", f"/users/u-{user}")["profile"] for user in range(args.users)}
    older = [user for user, (version, name) in renamed.items() if stored[f"u-{user}"]["version"] != version
             or stored[f"u-{user}"]["display_name"] != name]
    check(renamed and not older, f"{len(older)} of {load.counts['rename']} answered renames lost or not the last")
    shown = {user: site.studio("GET", f"/studio/users/{user}") for user in stored}
    behind = [user for user in stored if shown[user]["display_name"] != stored[user]["display_name"]]
    check(not behind, f"the network shows another name for {len(behind)} of {args.users} users")
    deaf = [tab for tab in tabs.open if tab["version"] != stored[f"u-{tab['user']}"]["version"]]
    check(tabs.open and not deaf, f"{len(deaf)} of {len(tabs.open)} open tabs did not hear of the last version")


def soak():
    site = Site(args.nameplate, 1, args.database, "soak", pull_within=60)
    cookies = site.sign_in(range(args.users))
    for number in range(8):
        site.ask(site.ports[0], "PUT", f"/users/p-{number}", {"display_name": f"Reader {number}", "password": PASSWORD})
    service = site.processes[1]
    print(f"        {args.minutes:g} minutes, {args.users} users, {args.tabs} tabs; at first %.1f MB, %d descriptors, %d threads"
          % figures(service), flush=True)
    tabs, load = Tabs(site, cookies), Load(site, cookies)
    samples = watch(site, load, tabs)
    load.end()
    tabs.isChurning = False
    check(service.poll() is None, "the service still runs")
    check(not load.wrong, f"{len(load.wrong)} answers were wrong: {load.wrong[:5]}")
    settle(site)
    compare(site, load, tabs)
    check(not tabs.wrong, f"{tabs.heard} events at {tabs.opened} tabs, {len(tabs.wrong)} wrong: {tabs.wrong[:5]}")
    tabs.isOver = True
    tabs.join()
    # The first half warms up: the database's page cache, what is remembered of readers, and the allocator's arenas.
    rest = [memory for memory, _, _ in samples[len(samples) // 2:]]
    early, late = statistics.median(rest[:len(rest) // 2]), statistics.median(rest[len(rest) // 2:])
    check(late <= early * 1.05, f"memory: median {early:.1f} MB in the third quarter, {late:.1f} MB in the last")
    wait_for("the tabs' descriptors", lambda: figures(service)[1] < 80, 30)
    most = max(count for _, count, _ in samples)
    check(True, f"up to {most} descriptors with {args.tabs} tabs open, afterwards %.1f MB, %d descriptors, %d threads"
          % figures(service))
    if args.database.startswith("sqlite:"):
        check(read("PRAGMA quick_check") == [("ok",)], "the database file is whole")
    service.send_signal(signal.SIGTERM)
    check(service.wait(60) == 0, "SIGTERM ends it with exit code 0")


if __name__ == "__main__":
    end_with_this()
    soak()
    sys.exit(1 if failures else 0)
