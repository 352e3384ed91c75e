"""The store on PostgreSQL beside pgbench: same server, same tables, same clients, one run, rounds interleaved, medians.

  postgres.py NAMEPLATE BENCHMARK PERF_DIR [--secs 4] [--rounds 3] [--users 10000] [--more 0] [--only renames,http,two,drain,reads]

Starts a server of its own (Debian's postgresql-15, fsync on) in a scratch folder, as the user postgres when run by root.
pgbench runs the whole rename in one statement and one commit, without and with NOTIFY: nothing that waits for its own
commit can do it in fewer round trips."""
import argparse, os, pwd, random, re, shutil, signal, statistics, subprocess, sys, tempfile, time, urllib.request

parser = argparse.ArgumentParser()
parser.add_argument("nameplate")
parser.add_argument("benchmark")
parser.add_argument("perf")
parser.add_argument("--secs", type=int, default=4)
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--users", type=int, default=10000)
parser.add_argument("--more", type=int, default=0, help="so many users more, who have sessions and never ask")
parser.add_argument("--only", default="renames,http,two,drain,reads")
args = parser.parse_args()
parts = args.only.split(",")
BIN = "/usr/lib/postgresql/15/bin/"
folder = tempfile.mkdtemp()
os.chmod(folder, 0o755)
data, socket_folder, port = folder + "/pg/data", folder + "/pg", 6432
os.mkdir(folder + "/pg")
if os.getuid() == 0:
    shutil.chown(folder + "/pg", "postgres", "postgres")
    become = ["setpriv", f"--reuid={pwd.getpwnam('postgres').pw_uid}", f"--regid={pwd.getpwnam('postgres').pw_gid}",
              "--clear-groups", "--"]
else:
    become = []
KEY = "a-network-key-for-figures-28"
URL = f"postgres://postgres@127.0.0.1:{port}/bench"
environment = dict(
    os.environ, NAMEPLATE_NETWORK="labs.fyre.co", NAMEPLATE_NETWORK_KEY=KEY,
    NAMEPLATE_NETWORK_URL="http://127.0.0.1:8099/ping", NAMEPLATE_PING_WAIT="0",
    NAMEPLATE_API_KEY="a-key-for-figures-0123456789abcdef", NAMEPLATE_LOG_LEVEL="error",
    COOKIES=folder + "/cookies")
OLD = """WITH old AS (SELECT user_id, version, activity_id FROM nameplate.profile WHERE user_id = 'u-' || :u FOR NO KEY UPDATE),
recorded AS (INSERT INTO nameplate.activity (id, at, user_id, actor, kind, version, detail, previous_id)
  SELECT nextval('nameplate.activity_id'), 1800000000000, user_id, 'reader', 'changed', version + 1, 'display_name', activity_id FROM old RETURNING id, user_id),
owed AS (UPDATE nameplate.delivery SET wanted_version = old.version + 1, wanted_at = 1800000000000, due_at = 1800000000000,
  owed_seq = owed_seq + 1, attempts = 0, discarded_at = NULL FROM old WHERE network = 'labs.fyre.co' AND delivery.user_id = old.user_id)
UPDATE nameplate.profile SET version = version + 1, display_name = 'Name ' || :n, changed_at = 1800000000000, activity_id = recorded.id
FROM recorded WHERE profile.user_id = recorded.user_id"""
SCRIPT = "\\set u random(0, :users - 1)\n\\set n random(1, 1000000)\n" + OLD.replace("\n", " ")
LUA = r"""
local kind, i, all = os.getenv("KIND"), tonumber(os.getenv("SEED") or "1"), {}
for line in io.lines(os.getenv("COOKIES")) do all[#all + 1] = line end
function request()
  i = (i * 1103515245 + 12345) % 2147483648
  local headers = { Cookie = "nameplate-dev-8080=" .. all[i % #all + 1], Origin = "http://127.0.0.1:8080" }
  if kind == "rename" then
    headers["Content-Type"] = "application/json"
    return wrk.format("PATCH", "/profile", headers, string.format('{"display_name":"Name %d"}', i))
  end
  return wrk.format("GET", nil, headers)
end
function done(s, l)
  io.write(string.format("RESULT rps=%.0f p50=%.0f p99=%.0f bad=%d\n", s.requests / (s.duration / 1e6),
    l:percentile(50), l:percentile(99), s.errors.connect + s.errors.read + s.errors.write + s.errors.timeout + s.errors.status))
end
"""


def run(*command, **options):
    done = subprocess.run(list(command), capture_output=True, text=True, **options)
    if done.returncode:
        sys.exit(f"{' '.join(command)}: {done.stderr}")
    return done.stdout


def sql(text):
    return run(BIN + "psql", "-qAt", "-h", socket_folder, "-p", str(port), "-U", "postgres", "-c", text, "bench").strip()


def write(name, text):
    with open(f"{folder}/{name}", "w") as out:
        out.write(text)
    return f"{folder}/{name}"


def pgbench(script, clients):
    out = run(BIN + "pgbench", "-n", "-f", script, "-D", f"users={args.users}", "-M", "prepared", "-c", str(clients),
              "-j", str(min(clients, 2)), "-T", str(args.secs), "-h", "127.0.0.1", "-p", str(port), "-U", "postgres", "bench")
    return float(re.search(r"tps = ([\d.]+)", out)[1])


def in_process(clients):
    out = run(args.benchmark, "change", URL, str(clients), str(args.secs), str(args.users))
    return float(re.search(r": (\d+)/s", out)[1])


def serve(port_of_it=8080, **settings):
    more = {f"NAMEPLATE_{name.upper()}": str(value) for name, value in settings.items()}
    process = subprocess.Popen(
        [args.nameplate, "serve", "--port", str(port_of_it), "--public-url", "http://127.0.0.1:8080"],
        env=dict(environment, NAMEPLATE_DATABASE=URL, **more), stdout=subprocess.DEVNULL)
    for _ in range(1000):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port_of_it}/ready").read()
            return process
        except OSError:
            time.sleep(0.02)
    sys.exit("the service did not start")


def stop(*processes):
    for process in processes:
        process.send_signal(signal.SIGTERM)
    for process in processes:
        process.wait()


def cpu(pid):
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


def wrk(path, kind, connections, at=8080):
    return subprocess.Popen(
        ["wrk", "-t1", f"-c{connections}", f"-d{args.secs}s", "-s", lua, f"http://127.0.0.1:{at}{path}"],
        env=dict(environment, KIND=kind, SEED=str(random.randrange(1000000))), stdout=subprocess.PIPE, text=True)


def answer(load):
    out = load.communicate()[0]
    rps, p50, p99, bad = [int(number) for number in re.search(
        r"RESULT rps=(\d+) p50=(\d+) p99=(\d+) bad=(\d+)", out).groups()]
    if bad:
        print(f"  ({bad} answers were no 2xx)")
    return rps, p50, p99


def settle():
    """Each round begins with the same server: what the one before left to clean up is done."""
    sql("VACUUM ANALYZE")
    sql("CHECKPOINT")


def ratios(title, names, rounds):
    """The median of each column; ratios are medians of the ratios within one round."""
    print(f"## {title}")
    for index, name in enumerate(names):
        values = [values[index] for values in rounds]
        line = f"{name:44} {statistics.median(values):9.0f} per s"
        if index:
            line += "   ratio to the first " + f"{statistics.median(r[index] / r[0] for r in rounds):5.2f}"
            line += f"  ({min(r[index] / r[0] for r in rounds):.2f} to {max(r[index] / r[0] for r in rounds):.2f})"
        print(line, flush=True)


def renames():
    plain, notify = write("plain.sql", SCRIPT + ";\n"), write(
        "notify.sql", SCRIPT + " RETURNING pg_notify('nameplate', 'profile ' || profile.user_id || ' ' || profile.version);\n")
    for clients in (1, 8, 64):
        rounds = []
        for _ in range(args.rounds):
            settle()
            columns = [pgbench(plain, clients), pgbench(notify, clients), in_process(clients)]
            if "http" in parts:
                process = serve()
                answer(wrk("/profile", "rename", clients))
                columns.append(answer(wrk("/profile", "rename", clients))[0])
                stop(process)
            rounds.append(columns)
        ratios(f"renames, {clients} clients, {args.users} users",
               ["pgbench", "pgbench with NOTIFY", "the store in process", "over HTTP (PING_WAIT=0)"][:len(rounds[0])], rounds)


def two():
    rounds = []
    for _ in range(args.rounds):
        settle()
        process = serve()
        one = answer(wrk("/profile", "rename", 64))[0]
        other = serve(8081)
        loads = [wrk("/profile", "rename", 32), wrk("/profile", "rename", 32, 8081)]
        both = sum(answer(load)[0] for load in loads)
        stop(process, other)
        rounds.append([one, both])
    ratios("renames over HTTP, 64 clients in all", ["one instance", "two instances"], rounds)


def drain():
    print("## drain of 100,000 owed pings")
    for concurrency in (32, 128):
        speeds = []
        for _ in range(args.rounds):
            sql("UPDATE nameplate.delivery SET due_at = NULL, leased_by = NULL")
            sql("UPDATE nameplate.delivery SET due_at = 1, owed_seq = owed_seq + 1, acknowledged_version = 0, "
                "wanted_at = (extract(epoch FROM clock_timestamp()) * 1000)::bigint, attempts = 0 "
                "WHERE ctid IN (SELECT ctid FROM nameplate.delivery LIMIT 100000)")
            settle()
            owed = int(sql("SELECT count(*) FROM nameplate.delivery WHERE due_at IS NOT NULL"))
            start = time.time()
            process = serve(ping_concurrency=concurrency)
            while sql("SELECT count(*) FROM nameplate.delivery WHERE due_at IS NOT NULL") != "0":
                time.sleep(0.05)
            speeds.append(owed / (time.time() - start))
            stop(process)
        print(f"{concurrency} places: {statistics.median(speeds):.0f} pings/s of {owed} ({min(speeds):.0f} to {max(speeds):.0f})")


def reads():
    """With a version that nobody has yet, every answer is read from the database: the cache is off."""
    process = serve()
    rows = {}
    for _ in range(args.rounds):
        for what in ("/auth/token", "/auth/token?version=999999999", "/auth/session", "/auth/session?version=999999999"):
            answer(wrk(what, "get", 64))
            before = cpu(process.pid)
            rps, p50, p99 = answer(wrk(what, "get", 64))
            rows.setdefault(what, []).append((rps, p50, p99, (cpu(process.pid) - before) / (rps * args.secs) * 1e6))
    stop(process)
    print(f"## reads over HTTP, 64 clients, {args.users} of {args.users + args.more} users ask")
    for what, values in rows.items():
        rps, p50, p99, micros = [statistics.median(column) for column in zip(*values)]
        print(f"{what:40} {rps:7.0f} per s  p50 {p50:.0f} us  p99 {p99:.0f} us  {micros:.1f} us of CPU a request")


lua = write("requests.lua", LUA)
run(*become, BIN + "initdb", "-D", data, "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", cwd="/")
run(*become, BIN + "pg_ctl", "-D", data, "-w", "-l", socket_folder + "/log", "-o",
    f"-p {port} -k {socket_folder} -c max_connections=200 -c shared_buffers=1GB -c max_wal_size=8GB "
    "-c checkpoint_timeout=30min -c checkpoint_completion_target=0.9", "start", cwd="/", stdin=subprocess.DEVNULL)
sink = None
try:
    sink = subprocess.Popen([args.perf + "/build/limit_server", "8099", "1"], stdout=subprocess.DEVNULL)
    run(BIN + "createdb", "-h", socket_folder, "-p", str(port), "-U", "postgres", "bench")
    start = time.time()
    with open(environment["COOKIES"], "w") as out:
        subprocess.run([args.benchmark, "fill", URL, str(args.users), "cookies"], stdout=out, check=True)
    sql("INSERT INTO nameplate.profile (user_id, version, display_name, created_at, changed_at) "
        f"SELECT 'more-' || i, 1, 'Reader ' || i, 1800000000000, 1800000000000 FROM generate_series(1, {args.more}) i")
    sql("INSERT INTO nameplate.session (id, user_id, secret_hash, signed_in_at, last_seen_at, expires_at, user_agent, address) "
        "SELECT substr(md5(i::text), 1, 22), 'more-' || i, sha256(i::text::bytea), 1800000000000, 1800000000000, "
        f"4100000000000, 'none', '127.0.0.1' FROM generate_series(1, {args.more}) i")
    sql("INSERT INTO nameplate.delivery (network, user_id, wanted_version, wanted_at, owed_seq) "
        "SELECT 'labs.fyre.co', user_id, version, changed_at, 1 FROM nameplate.profile")
    print(f"# {args.users + args.more} users with a session each were made in {time.time() - start:.0f} s; "
          f"load {os.getloadavg()[0]:.1f}; {args.rounds} rounds of {args.secs} s", flush=True)
    if "renames" in parts:
        renames()
    if "two" in parts:
        two()
    if "drain" in parts:
        drain()
    if "reads" in parts:
        reads()
finally:
    if sink:
        sink.kill()
    run(*become, BIN + "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop", cwd="/")
    shutil.rmtree(folder, ignore_errors=True)
