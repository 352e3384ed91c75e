"""A PostgreSQL server (Debian's postgresql-15) for the programs beside, below their scratch folder."""
import os, pwd, shutil, signal, subprocess, time
from common import folder, free_port, run, start, wait_for

BIN = "/usr/lib/postgresql/15/bin/"
identity = ["--reuid=%d" % pwd.getpwnam("postgres").pw_uid, "--regid=%d" % pwd.getpwnam("postgres").pw_gid,
            "--clear-groups"] if os.getuid() == 0 else []


class Cluster:
    """A server of its own, fsync on, as the user postgres when run by root; it goes with the program that started it."""

    def __init__(self, name, source=None):
        self.folder, self.port, self.name = f"{folder}/{name}", free_port(), name
        os.mkdir(self.folder)
        if identity: shutil.chown(self.folder, "postgres", "postgres")
        self.data = self.folder + "/data"
        if source:
            self.run("pg_basebackup", "-D", self.data, "-c", "fast", "-R", "-d",
                     f"host={source.folder} port={source.port} user=postgres application_name={name}")
        else:
            self.run("initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        settings = dict(port=self.port, unix_socket_directories=self.folder, listen_addresses="127.0.0.1",
                        max_connections=200, shared_buffers="256MB", max_wal_size="2GB", wal_keep_size="1GB",
                        dynamic_shared_memory_type="mmap")
        command = [f"-c{key}={value}" for key, value in settings.items()]
        start(["setpriv", *identity, "--pdeathsig", "INT", BIN + "postgres", "-D", self.data, *command], name)
        wait_for(name, lambda: subprocess.run([BIN + "pg_isready", "-q", "-h", self.folder, "-p", str(self.port)]).returncode == 0)

    def run(self, program, *arguments):
        return run(["setpriv", *identity, BIN + program, *arguments], cwd=self.folder)

    def sql(self, text, database="bench"):
        rows = self.run("psql", "-qAtX", "-v", "ON_ERROR_STOP=1", "-h", self.folder, "-p", str(self.port), "-U",
                        "postgres", "-c", text, database)
        return [line.split("|") for line in rows.splitlines()]

    def kill(self):
        """kill -9 of all its processes, which all stand in its data folder."""
        with open(self.data + "/postmaster.pid") as file: segment = file.read().split("\n")[6].split()[-1]
        while True:
            pids = [int(pid) for pid in os.listdir("/proc") if pid.isdigit() and self.is_own(pid)]
            if not pids: break
            for pid in pids:
                try: os.kill(pid, signal.SIGKILL)
                except ProcessLookupError: pass
            time.sleep(0.005)
        subprocess.run(["ipcrm", "-m", segment], capture_output=True)

    def is_own(self, pid):
        try: return os.readlink(f"/proc/{pid}/cwd") == self.data
        except OSError: return False
