"""CPU per request over HTTP: the C limit, Go and this service in one run, rounds interleaved, medians.

  over_http.py PERF_DIR NAMEPLATE BENCHMARK [--secs 3] [--rounds 3]

Each server runs alone on core 0, wrk on core 1. CPU per request (user and system of the server's process) is the figure
that survives a busy machine. Every path is asked with a different session of 10,000."""
import argparse, os, re, signal, socket, statistics, subprocess, sys, tempfile, time, urllib.request

parser = argparse.ArgumentParser()
parser.add_argument("perf")
parser.add_argument("nameplate")
parser.add_argument("benchmark")
parser.add_argument("--secs", type=int, default=3)
parser.add_argument("--rounds", type=int, default=3)
parser.add_argument("--users", type=int, default=10000)
args = parser.parse_args()
build = os.path.join(args.perf, "build")
folder = tempfile.mkdtemp()
database = folder + "/bench.db"
cookies = folder + "/cookies"
KEY = "a-network-key-for-figures-28"
with open(cookies, "w") as out:
    subprocess.run([args.benchmark, "fill", database, str(args.users), "cookies"], stdout=out, check=True)
environment = dict(
    os.environ, GOMAXPROCS="1", NAMEPLATE_NETWORK="labs.fyre.co", NAMEPLATE_NETWORK_KEY=KEY,
    NAMEPLATE_NETWORK_URL="http://127.0.0.1:8099/ping", NAMEPLATE_PING_WAIT="0",
    NAMEPLATE_API_KEY="a-key-for-figures-0123456789abcdef", COOKIES=cookies)
environment["LFTOKEN"] = subprocess.run(
    [args.nameplate, "token", "system", "--network", "labs.fyre.co"], env=environment, capture_output=True, text=True,
    check=True).stdout.strip()
lua = folder + "/requests.lua"
open(lua, "w").write(r"""
local kind, i, all = os.getenv("KIND"), tonumber(os.getenv("SEED") or "1"), {}
for line in io.lines(os.getenv("COOKIES")) do all[#all + 1] = line end
local token = os.getenv("LFTOKEN")
local function nextUser() i = (i * 1103515245 + 12345) % 2147483648; return i % #all end
function request()
  local user = nextUser()
  if kind == "sid" then return wrk.format("GET", nil, { Cookie = string.format("sid=%032x", user) }) end
  if kind == "pull" then return wrk.format("GET", "/livefyre/profile/u-" .. user .. "?lftoken=" .. token) end
  local headers = { Cookie = "nameplate-dev-8080=" .. all[user + 1], Origin = "http://127.0.0.1:8080" }
  if kind == "rename" then
    headers["Content-Type"] = "application/json"
    return wrk.format("PATCH", "/profile", headers, string.format('{"display_name":"Name %d"}', i))
  end
  if kind == "bearer" then return wrk.format("GET", nil, { Authorization = "Bearer " .. os.getenv("TOKEN") }) end
  return wrk.format("GET", nil, headers)
end
function done(s, l)
  io.write(string.format("RESULT rps=%.0f p50=%.0f p99=%.0f bad=%d\n", s.requests / (s.duration / 1e6),
    l:percentile(50), l:percentile(99), s.errors.connect + s.errors.read + s.errors.write + s.errors.timeout + s.errors.status))
end
""")
service = [args.nameplate, "serve", "--database", "sqlite:" + database]
servers = {
    "limit": (8090, [build + "/limit_server", "8090", "1"]),
    "go": (8093, [build + "/gopeer", "serve", "8093"]),
    "nameplate": (8080, service),
}


def cpu(pid):
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


def started(name):
    port, command = servers[name]
    process = subprocess.Popen(
        ["taskset", "-c", "0"] + command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(500):
        try:
            socket.create_connection(("127.0.0.1", port), 0.5).close()
            return process
        except OSError:
            time.sleep(0.02)
    sys.exit(f"{name} did not start")


def load(port, path, kind, connections, seconds):
    command = ["taskset", "-c", "1", "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", lua,
               f"http://127.0.0.1:{port}{path}"]
    out = subprocess.run(
        command, env=dict(environment, KIND=kind, SEED=str(time.time_ns() % 1000000)), capture_output=True, text=True
    ).stdout
    found = re.search(r"RESULT rps=(\d+) p50=(\d+) p99=(\d+) bad=(\d+)", out)
    return [int(number) for number in found.groups()] + [int(re.search(r"(\d+) requests in", out)[1])]


def token(port):
    ask = urllib.request.Request(f"http://127.0.0.1:{port}/token", headers={"Cookie": "sid=" + "%032x" % 7})
    return urllib.request.urlopen(ask).read().decode().split('"')[3]


rows = [  # what, server, path, kind, connections
    ("token: limit", "limit", "/token", "sid", 64),
    ("token: go", "go", "/token", "sid", 64),
    ("token: nameplate", "nameplate", "/auth/token", "cookie", 64),
    ("pull: limit", "limit", "/profile", "bearer", 64),
    ("pull: go", "go", "/profile", "bearer", 64),
    ("pull: nameplate", "nameplate", "/livefyre/profile", "pull", 64),
    ("health: nameplate", "nameplate", "/health", "none", 64),
    ("rename, 1 client", "nameplate", "/profile", "rename", 1),
    ("rename, 8 clients", "nameplate", "/profile", "rename", 8),
    ("rename, 64 clients", "nameplate", "/profile", "rename", 64),
]
sink = subprocess.Popen([build + "/limit_server", "8099", "1"])
results = {what: [] for what, *_ in rows}
try:
    for _ in range(args.rounds):
        for what, server, path, kind, connections in rows:
            process = started(server)
            try:
                if kind == "bearer":
                    environment["TOKEN"] = token(servers[server][0])
                load(servers[server][0], path, kind, connections, 1)
                before = cpu(process.pid)
                rps, p50, p99, bad, count = load(servers[server][0], path, kind, connections, args.secs)
                results[what].append((rps, p50, p99, (cpu(process.pid) - before) / count * 1e6, bad))
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait()
finally:
    sink.kill()
print(f"{'what':22} {'per s':>8} {'p50 us':>8} {'p99 us':>8} {'cpu us':>8} {'bad':>5}")
for what, values in results.items():
    middle = [statistics.median(value[i] for value in values) for i in range(5)]
    print(f"{what:22} {middle[0]:8.0f} {middle[1]:8.0f} {middle[2]:8.0f} {middle[3]:8.1f} {middle[4]:5.0f}")
