"""How long a change takes to reach one network while another answers, and while the other hangs.

  isolation.py NAMEPLATE BENCHMARK [--rounds 5] [--secs 8] [--per-second 100] [--postgres]

Each round is a new service on a copy of the same database, with two networks: A, whose pings are answered in the one
kind of round and taken and never answered in the other, and B, a webhook, which answers at once and notes when each
message comes. Times count from the moment at which the change is sent, so they hold the request and the commit too; and
by the service's own figures from the change to the ping's leaving."""
import argparse, asyncio, json, os, random, re, shutil, socket, statistics, subprocess, sys, time
from cluster import Cluster
from common import API_KEY, KEY, end_with_this, folder, free_port, start

parser = argparse.ArgumentParser()
parser.add_argument("nameplate")
parser.add_argument("benchmark")
parser.add_argument("--rounds", type=int, default=5, help="of each kind")
parser.add_argument("--secs", type=int, default=8, help="of each round; A's pings time out after 10")
parser.add_argument("--per-second", type=int, default=100, help="changes")
parser.add_argument("--users", type=int, default=1000)
parser.add_argument("--postgres", action="store_true", help="on a PostgreSQL server of its own")
args = parser.parse_args()


class Peer(asyncio.Protocol):
    """Either network: it reads whole requests, and hands each to `take`."""

    answers = True

    def __init__(self, take):
        self.take, self.buffer = take, b""

    def connection_made(self, transport):
        self.transport = transport
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def data_received(self, data):
        now = time.perf_counter()
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            length = re.search(rb"content-length: *(\d+)", self.buffer[:end].lower())
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self.buffer) < whole:
                return
            body, self.buffer = self.buffer[end + 4:whole], self.buffer[whole:]
            if self.take(body, now):
                self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")


class Databases:
    """A filled one, of which each round gets a copy."""

    def __init__(self):
        self.count, self.cluster = 0, Cluster("cluster") if args.postgres else None
        if self.cluster: self.make("filled")
        address = self.url("filled").removeprefix("sqlite:")
        subprocess.run([args.benchmark, "fill", address, str(args.users), "cookies"], stdout=subprocess.DEVNULL, check=True)

    def make(self, name, *options):
        self.cluster.run("createdb", "-h", self.cluster.folder, "-p", str(self.cluster.port), "-U", "postgres", *options, name)

    def url(self, name):
        return f"postgres://postgres@127.0.0.1:{self.cluster.port}/{name}" if self.cluster else f"sqlite:{folder}/{name}.db"

    def next(self):
        self.count += 1
        name = f"round{self.count}"
        if self.cluster:
            self.make(name, "-T", "filled")
        else:
            shutil.copy(f"{folder}/filled.db", f"{folder}/{name}.db")
        return self.url(name)


def write(path, text):
    with open(path, "w") as out:
        out.write(text)
    os.chmod(path, 0o600)


async def call(reader, writer, method, path, body=""):
    writer.write((f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {API_KEY}\r\n"
                  f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}").encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    length = re.search(r"content-length: *(\d+)", head)
    return int(head.split()[1]), (await reader.readexactly(int(length[1]) if length else 0)).decode()


async def connect(port):
    for _ in range(1000):
        try:
            return await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.02)
    sys.exit("the service did not start")


async def change(connections, user, number, sent):
    """Open loop: a change is sent when its time has come, on whatever connection is free."""
    connection = await connections.get()
    sent[f"Name {number}"] = time.perf_counter()
    status, text = await call(*connection, "PATCH", f"/users/u-{user}", json.dumps({"display_name": f"Name {number}"}))
    connections.put_nowait(connection)
    if status != 200:
        sys.exit(text)


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def from_histogram(text, name, network, share):
    """In milliseconds, between two limits as if evenly spread."""
    rows = [(float(le), int(count)) for le, count in re.findall(
        rf'{name}_bucket{{network="{network}",le="([\d.]+)"}} (\d+)', text)]
    total = int(re.search(rf'{name}_count{{network="{network}"}} (\d+)', text)[1])
    lower = below = 0
    for limit, count in rows:
        if count >= share * total:
            return 1000 * (lower + (limit - lower) * (share * total - below) / max(1, count - below))
        lower, below = limit, count
    return float("inf")


async def round_of(databases, is_hanging):
    sent, arrived, hung = {}, {}, []

    def take_b(body, now):
        arrived.setdefault(json.loads(body)["data"]["display_name"], now)
        return True

    def take_a(_, now):
        hung.append(now)
        return not is_hanging

    loop = asyncio.get_running_loop()
    servers = [await loop.create_server(lambda take=take: Peer(take), "127.0.0.1", 0) for take in (take_a, take_b)]
    ports = [server.sockets[0].getsockname()[1] for server in servers]
    write(folder + "/networks.json", json.dumps({"networks": [
        {"name": "labs.fyre.co", "kind": "livefyre", "key_file": "key", "url": f"http://127.0.0.1:{ports[0]}"},
        {"name": "search.example.com", "kind": "webhook", "secret_file": "secret", "url": f"http://127.0.0.1:{ports[1]}/hook"}]}))
    port = free_port()
    process = start(
        [args.nameplate, "serve", "--port", str(port)], "service",
        env=dict(os.environ, NAMEPLATE_DATABASE=databases.next(), NAMEPLATE_NETWORKS_FILE=folder + "/networks.json",
                 NAMEPLATE_API_KEY=API_KEY, NAMEPLATE_PING_WAIT="0", NAMEPLATE_LOG_LEVEL="critical"))
    try:
        connections = asyncio.Queue()
        for _ in range(16):
            connections.put_nowait(await connect(port))
        tasks, begun = [], time.perf_counter()
        for number in range(args.secs * args.per_second):
            await asyncio.sleep(max(0, begun + number / args.per_second - time.perf_counter()))
            tasks.append(asyncio.create_task(change(connections, random.randrange(args.users), number, sent)))
        await asyncio.gather(*tasks)
        await asyncio.sleep(0.5)
        _, metrics = await call(*await connections.get(), "GET", "/metrics")
    finally:
        process.kill()
        process.wait()
        for server in servers:
            server.close()
    # The first second is for connections to be made and pages to be read.
    times = [1000 * (arrived[name] - moment) for name, moment in sent.items() if name in arrived and moment > begun + 1]
    figures = {"p50": percentile(times, 0.5), "p99": percentile(times, 0.99)}
    for share in (0.5, 0.99):
        figures[f"sent p{share * 100:.0f}"] = from_histogram(
            metrics, "nameplate_commit_to_ping_sent_seconds", "search.example.com", share)
    coalesced = len(sent) - len([name for name in sent if name in arrived])
    print(f"A {'hangs ' if is_hanging else 'answers'}: " + ", ".join(f"{name} {ms:.2f} ms" for name, ms in figures.items())
          + f"; {len(times)} changes reached B, {coalesced} went with a later one; {len(hung)} pings at A", flush=True)
    return figures


async def main():
    write(folder + "/key", KEY + "\n")
    write(folder + "/secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n")
    databases = Databases()
    print(f"# {'PostgreSQL' if args.postgres else 'SQLite'}, {args.per_second} changes a second, {args.rounds} rounds of "
          f"{args.secs} s of each kind; load {os.getloadavg()[0]:.1f}", flush=True)
    rounds = {False: [], True: []}
    for number in range(args.rounds):
        for is_hanging in ((False, True) if number % 2 == 0 else (True, False)):
            rounds[is_hanging].append(await round_of(databases, is_hanging))
    print("## B, the median of the rounds")
    for name in rounds[False][0]:
        healthy, hanging = [statistics.median(figures[name] for figures in rounds[kind]) for kind in (False, True)]
        print(f"{name:9} A answers {healthy:6.2f} ms, A hangs {hanging:6.2f} ms, ratio {hanging / healthy:.2f}")
    print(f"load average {os.getloadavg()[0]:.1f}")


end_with_this()
asyncio.run(main())
