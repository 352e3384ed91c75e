"""What a day's outage costs: a backlog of users, of whom each is owed one ping, drained within the network's rate.

  outage.py NAMEPLATE BENCHMARK [--users 1000000] [--rate 2000] [--down 20]

The database is as a day without the network leaves it: every row tried many times, each due within a quarter of an hour.
For some seconds more the network refuses every ping, then it takes them. It notes when each ping comes: what leaves keeps to the
rate, and what was under way when a second began, 32 at the most, arrives in it."""
import argparse, asyncio, os, signal, sqlite3, subprocess, sys, time, urllib.request
from common import KEY, end_with_this, folder, free_port, start

parser = argparse.ArgumentParser()
parser.add_argument("nameplate")
parser.add_argument("benchmark")
parser.add_argument("--users", type=int, default=1_000_000)
parser.add_argument("--rate", type=int, default=2000)
parser.add_argument("--down", type=int, default=20, help="so many seconds longer the network refuses pings")
args = parser.parse_args()
DAY = 86_400_000
OWED = "SELECT count(*) FROM delivery WHERE due_at IS NOT NULL"


class Network(asyncio.Protocol):
    """A ping is one small request without a body, so it comes in one piece."""

    is_down = True
    in_vain, arrivals = [], []

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        for _ in range(data.count(b"POST /")):
            (Network.in_vain if Network.is_down else Network.arrivals).append(time.monotonic())
            status = b"503 Service Unavailable" if Network.is_down else b"200 OK"
            self.transport.write(b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\n\r\n")


def most_in_a_second(arrivals):
    first = most = 0
    for last, moment in enumerate(arrivals):
        while arrivals[first] <= moment - 1:
            first += 1
        most = max(most, last - first + 1)
    return most


def make_backlog(path):
    start = time.time()
    subprocess.run([args.benchmark, "fill", path, str(args.users), "owed"], check=True)
    database = sqlite3.connect(path)
    now = int(time.time() * 1000)
    database.execute(
        "UPDATE delivery SET wanted_at = ?1 - ?2, attempts = 100, last_status = 503, last_error = 'unavailable', "
        "due_at = ?1 - 900000 + abs(random() % 900000)", (now, DAY))
    database.commit()
    owed = database.execute(OWED).fetchone()[0]
    database.close()
    print(f"# {owed} users are owed since a day ago, made in {time.time() - start:.0f} s", flush=True)


async def serve(path, network_port):
    port = free_port()
    process = start(
        [args.nameplate, "serve", "--port", str(port)], "service",
        env=dict(os.environ, NAMEPLATE_DATABASE="sqlite:" + path, NAMEPLATE_NETWORK="labs.fyre.co",
                 NAMEPLATE_NETWORK_KEY=KEY, NAMEPLATE_NETWORK_URL=f"http://127.0.0.1:{network_port}",
                 NAMEPLATE_PING_RATE=str(args.rate), NAMEPLATE_PULL_WITHIN="0", NAMEPLATE_LOG_LEVEL="critical"))
    for _ in range(1000):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health").read()
            return process
        except OSError:
            await asyncio.sleep(0.02)
    sys.exit("the service did not start")


def check(path):
    database = sqlite3.connect(path)
    waiting = database.execute(OWED + " AND due_at > ?", (int(time.time() * 1000),)).fetchone()[0]
    lost = database.execute(
        "SELECT count(*) FROM profile LEFT JOIN delivery ON delivery.user_id = profile.user_id "
        "AND network = 'labs.fyre.co' WHERE due_at IS NULL AND (acknowledged_version IS NULL "
        "OR acknowledged_version < version OR discarded_at IS NOT NULL)").fetchone()[0]
    due = database.execute(OWED).fetchone()[0] - waiting
    database.close()
    print(f"of those whose ping was refused {waiting} wait for their turn within 15 minutes; {due} are due; {lost} were lost")
    return due + lost


async def main():
    path = folder + "/outage.db"
    make_backlog(path)
    network = await asyncio.get_running_loop().create_server(Network, "127.0.0.1", 0, backlog=1024)
    load = os.getloadavg()[0]
    process = await serve(path, network.sockets[0].getsockname()[1])
    await asyncio.sleep(args.down)
    print(f"{args.down} s more of the outage: {len(Network.in_vain)} pings in vain", flush=True)
    Network.is_down = False
    back = time.monotonic()
    before = -1
    while len(Network.arrivals) < args.users - len(Network.in_vain) or len(Network.arrivals) - before > args.rate / 10:
        before = len(Network.arrivals)
        await asyncio.sleep(1)
    count = args.users - len(Network.in_vain)
    took = Network.arrivals[count - 1] - Network.arrivals[0]
    process.send_signal(signal.SIGTERM)
    process.wait()
    print(f"{count} pings in {took:.1f} s, {count / took:.0f} per s, the first {Network.arrivals[0] - back:.1f} s after the "
          f"network was back; {len(Network.arrivals) - count} more came")
    print(f"at most {most_in_a_second(Network.arrivals)} in any second, where {args.rate} are allowed; "
          f"load average {load:.1f} to {os.getloadavg()[0]:.1f}")
    return check(path)


end_with_this()
sys.exit(1 if asyncio.run(main()) else 0)
