"""Several instances on one PostgreSQL, under load: that nothing is lost, and what it took.

  instances.py NAMEPLATE [--secs 60] [--users 10000] [--clients 64] [--instances 4] [--pulls 10000]
               [--patience 120] [--takeovers 5] [--only load,failover,pulls,takeover]

Starts servers of its own (Debian's postgresql-15, fsync on) in a scratch folder, as the user postgres when run by root,
real instances and the sandbox, all on the loopback. One line for each check; exit code 1 if one failed."""
import argparse, collections, json, multiprocessing, os, re, statistics, sys, threading, time
from cluster import Cluster
from common import Client, Site, check, end_with_this, failures, wait_for

parser = argparse.ArgumentParser()
parser.add_argument("nameplate")
parser.add_argument("--secs", type=int, default=60)
parser.add_argument("--users", type=int, default=10000)
parser.add_argument("--clients", type=int, default=64)
parser.add_argument("--instances", type=int, default=4)
parser.add_argument("--pulls", type=int, default=10000)
parser.add_argument("--ping-ms", type=int, default=20)
parser.add_argument("--patience", type=int, default=120)
parser.add_argument("--takeovers", type=int, default=5)
parser.add_argument("--only", default="load,failover,pulls,takeover")
args = parser.parse_args()
PROCESSES = 4


def forked(count, body):
    """Runs body(0) … body(count - 1) in processes of their own, and returns what each gave."""
    def child(index, pipe):
        pipe.send(body(index))
        os._exit(0)
    pipes = []
    for index in range(count):
        receiver, sender = multiprocessing.Pipe(False)
        multiprocessing.Process(target=child, args=(index, sender), daemon=True).start()
        pipes.append(receiver)
    return lambda: [pipe.recv() for pipe in pipes]


class Network:
    """Follows the sandbox's log from its start, in a process of its own: the sandbox keeps its last entries only."""

    def __init__(self, site):
        self.site, (self.pipe, pipe) = site, multiprocessing.Pipe()
        self.last, self.pings, self.back, self.lost = {}, collections.defaultdict(list), 0, 0
        multiprocessing.Process(target=self.follow, args=(pipe,), daemon=True).start()

    def until(self, shown, seconds):
        """Waits until the network shows these (version, name) by user; gives what it has seen."""
        self.pipe.send((shown, time.time() + seconds))
        return self.pipe.recv()

    def follow(self, pipe):
        sequence, wanted = 0, None
        while True:
            entries = self.site.studio("GET", f"/studio/log?after={sequence}&wait=1")["entries"]
            if entries:
                self.lost += entries[0]["seq"] - sequence - 1
                sequence = entries[-1]["seq"]
            for entry in entries: self.take(entry)
            if pipe.poll(): wanted, end = pipe.recv()
            if wanted and (wanted == self.last or time.time() > end) and len(entries) < 1000:
                gaps = [b - a for times in self.pings.values() for a, b in zip(times, times[1:])]
                pipe.send(dict(last=self.last, pings=sum(map(len, self.pings.values())), back=self.back, lost=self.lost,
                               gap=min(gaps, default=None)))
                os._exit(0)

    def take(self, entry):
        if entry.get("step") == 1: self.pings[entry["user"]].append(entry["at"])
        if entry.get("step") != 7: return
        if entry["version"] < self.last.get(entry["user"], (0,))[0]: self.back += 1
        self.last[entry["user"]] = (entry["version"], entry["name"])


def sign_in(site):
    shares = forked(PROCESSES, lambda index: site.sign_in(range(index, args.users, PROCESSES)))()
    return [shares[number % PROCESSES][number // PROCESSES] for number in range(args.users)]


def load(site, cookies):
    """Renames for as long as is asked for; gives what each process was answered when it is called."""
    def client(name, end, renamed, others, times):
        connections, seed = [Client(port) for port in site.ports], hash(name)
        for count in range(1 << 62):
            if time.time() > end: return
            seed = (seed * 6364136223846793005 + 1442695040888963407) % (1 << 64)
            user, to = (seed >> 33) % len(cookies), f"{name}.{count}"
            status, head, body = site.rename(connections[count % len(connections)], cookies[user], to)
            if status == 200:
                renamed.append((f"u-{user}", int(re.search(r'(?i)etag: "(\d+)"', head).group(1)), to))
                times.append(time.time())
            elif status == 503 and "retry-after" in head.lower():
                others["503 with Retry-After"] += 1
                time.sleep(0.2)
            else:
                others[f"{status} {head if status == 0 else body.decode()}"] += 1

    def process(index):
        end, renamed, others, times = time.time() + args.secs, [], collections.Counter(), []
        threads = [threading.Thread(target=client, args=(f"n{index}-{number}", end, renamed, others, times))
                   for number in range(args.clients // PROCESSES)]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
        return renamed, others, times

    gather = forked(PROCESSES, process)

    def answers():
        parts = gather()
        return ([rename for part in parts for rename in part[0]], sum((part[1] for part in parts), collections.Counter()),
                sorted(moment for part in parts for moment in part[2]))
    return answers


def compare(title, site, database, network, renamed, others, is_exact):
    """Everything that was answered against the database and the network."""
    ended = time.time()
    rate = len(renamed) / args.secs
    print(f"        {title}: {len(renamed)} renames in {args.secs} s ({rate:.0f}/s), {args.clients} clients, "
          f"{args.users} users; other answers: {dict(others) or 'none'}", flush=True)
    check(len(renamed) > 0 and set(others) <= ({"503 with Retry-After"} if not is_exact else set()),
          f"{title}: clients saw " + ("200 alone" if is_exact else "200, or 503 with Retry-After"))
    stored = {user: (int(version), name)
              for user, version, name in database.sql("SELECT user_id, version, display_name FROM nameplate.profile")}
    recorded = {(user, int(version)) for user, version in database.sql(
        "SELECT user_id, version FROM nameplate.activity WHERE version IS NOT NULL")}
    counts = collections.Counter(user for user, _, _ in renamed)
    last = {}
    for user, version, name in renamed: last[user] = max(last.get(user, (0, "")), (version, name))
    check(len({(user, version) for user, version, _ in renamed}) == len(renamed), f"{title}: no version was given twice")
    lost = [rename for rename in renamed if rename[:2] not in recorded]
    older = [user for user, (version, name) in last.items()
             if stored[user][0] < version or (stored[user][0] == version and stored[user][1] != name)]
    check(not lost and not older, f"{title}: {len(lost) + len(older)} of {len(renamed)} answered renames lost")
    extra = sum(version - 1 - counts[user] for user, (version, _) in stored.items())
    check(extra == 0 if is_exact else 0 <= extra <= sum(others.values()),
          f"{title}: {extra} versions beyond the answered renames")
    owed = "SELECT count(*) FROM nameplate.delivery WHERE due_at IS NOT NULL OR acknowledged_version < wanted_version"
    unread = "SELECT count(*) FROM nameplate.delivery WHERE pulled_version < wanted_version"
    wait_for("the last ping", lambda: database.sql(owed) == [["0"]])
    check(database.sql("SELECT count(*) FROM nameplate.delivery") == [[str(args.users)]],
          f"{title}: no ping lost, all {args.users} deliveries were acknowledged {time.time() - ended:.1f} s after the load")
    if not is_exact:
        # The network asks once: what it asked for while there was no database, it was told to come again for.
        time.sleep(3)
        again = site.backend("POST", "/deliveries/replay", {"state": "acknowledged"})["count"]
        print(f"        {title}: {again} were not read while there was no database, and were replayed", flush=True)
    seen = network.until(stored, args.patience)
    missing = sum(seen["last"].get(user) != now for user, now in stored.items())
    check(missing == 0 and seen["back"] == 0,
          f"{title}: last pulled is not last committed for {missing} of {len(stored)} users; {seen['back']} went back; "
          f"all was read {time.time() - ended:.1f} s after the load")
    end = time.time() + 10
    while database.sql(unread) != [["0"]] and time.time() < end: time.sleep(0.1)
    check(database.sql(unread) == [["0"]], f"{title}: all {args.users} deliveries are confirmed")
    check(seen["lost"] == 0 and (seen["gap"] is None or seen["gap"] >= args.ping_ms - 1),
          f"{title}: {seen['pings']} pings of {args.ping_ms} ms, two of one user {seen['gap']} ms apart at the least")


def under_load():
    database = Cluster("single")
    database.sql("CREATE DATABASE bench", "postgres")
    site = Site(args.nameplate, args.instances, f"postgres://postgres@127.0.0.1:{database.port}/bench", "load")
    site.studio("POST", "/studio/faults", {"ping_delay_ms": args.ping_ms})
    network, cookies = Network(site), sign_in(site)
    renamed, others, _ = load(site, cookies)()
    compare(f"{args.instances} instances", site, database, network, renamed, others, True)
    site.end()


def failover():
    primary = Cluster("primary")
    primary.sql("CREATE DATABASE bench", "postgres")
    standby = Cluster("standby", primary)
    primary.sql("ALTER SYSTEM SET synchronous_standby_names = 'standby'", "postgres")
    primary.sql("SELECT pg_reload_conf()", "postgres")
    wait_for("the standby", lambda: primary.sql("SELECT sync_state FROM pg_stat_replication", "postgres") == [["sync"]])
    site = Site(args.nameplate, args.instances,
                f"postgres://postgres@127.0.0.1:{primary.port},127.0.0.1:{standby.port}/bench", "failover")
    site.studio("POST", "/studio/faults", {"ping_delay_ms": args.ping_ms})
    network, cookies = Network(site), sign_in(site)
    answers = load(site, cookies)
    time.sleep(args.secs / 3)
    killed = time.time()
    primary.kill()
    time.sleep(1)
    standby.run("pg_ctl", "promote", "-s", "-w", "-D", standby.data)
    promoted = time.time()
    renamed, others, times = answers()
    before = [moment for moment in times if moment < killed]
    after = [moment for moment in times if moment > promoted]
    print(f"        failover: promoted {promoted - killed:.2f} s after the kill, first rename "
          f"{(after[0] if after else 0) - promoted:.2f} s after that; {len(before)} before, {len(after)} after")
    compare("failover", site, standby, network, renamed, others, False)
    check(all(process.poll() is None for process in site.processes), "failover: no instance was restarted")
    site.end()


def pulls():
    database = Cluster("pulls")
    database.sql("CREATE DATABASE bench", "postgres")
    site = Site(args.nameplate, 2, f"postgres://postgres@127.0.0.1:{database.port}/bench", "pulls")
    cookies = site.sign_in(range(8))

    def process(index):
        here, there, older, gaps = Client(site.ports[0]), Client(site.ports[1]), 0, []
        for count in range(args.pulls // 8):
            name = f"{index}.{count}"
            status, _, _ = site.rename(here, cookies[index], name)
            answered = time.perf_counter()
            pulled, _, body = there.call("GET", f"/livefyre/profile/u-{index}?lftoken={site.token}", "")
            gaps.append(time.perf_counter() - answered)
            if status != 200 or pulled != 200 or json.loads(body)["display_name"] != name: older += 1
        return older, gaps
    results = forked(8, process)()
    older, gaps = sum(result[0] for result in results), [gap for result in results for gap in result[1]]
    check(older == 0 and gaps, f"pulls: {older} of {len(gaps)} at B were older than the rename just answered at A; "
          f"answered {statistics.median(gaps) * 1e6:.0f} µs after it (median)")
    site.end()


def takeover():
    """An instance is killed while the network has its pings and does not answer; the other sends them anew."""
    database, spans = Cluster("takeover"), []
    for number in range(args.takeovers):
        database.sql(f"CREATE DATABASE bench{number}", "postgres")
        site = Site(args.nameplate, 2, f"postgres://postgres@127.0.0.1:{database.port}/bench{number}", f"takeover-{number}")
        cookies, client = site.sign_in(range(16)), Client(site.ports[0])
        owed = lambda what: int(database.sql(f"SELECT count(*) FROM nameplate.delivery WHERE {what}", f"bench{number}")[0][0])
        wait_for("the first pings", lambda: owed("due_at IS NOT NULL") == 0)
        site.studio("POST", "/studio/faults", {"ping_delay_ms": 600_000})
        for cookie in cookies: assert site.rename(client, cookie, "Name 1")[0] == 200
        wait_for("leases", lambda: owed("leased_by IS NOT NULL") == 16)
        site.processes[1].kill()
        killed = time.time()
        site.studio("DELETE", "/studio/faults")
        wait_for("the other instance", lambda: owed("acknowledged_version = wanted_version") == 16)
        spans.append(time.time() - killed)
        site.end()
    check(max(spans) <= 15, f"takeover: 16 pings of a killed instance acknowledged by the other within "
          f"{statistics.median(spans):.1f} s (median of {len(spans)}; {min(spans):.1f} to {max(spans):.1f})")


if __name__ == "__main__":
    end_with_this()
    parts = dict(load=under_load, failover=failover, pulls=pulls, takeover=takeover)
    for part in args.only.split(","): parts[part]()
    sys.exit(1 if failures else 0)
