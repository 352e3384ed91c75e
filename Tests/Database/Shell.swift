import Subprocess

/// What is said in the shell, since it outlives this process or waits for others'.
enum Shell {
    /// Nothing is inherited: a PGHOST of whoever runs the tests must not count.
    static let environment = Environment.custom(["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"])

    /// Functions for the processes that stand in a folder.
    ///
    /// A server's processes have nothing else in common: each backend has a session of its own, and children of a
    /// killed postmaster have another parent. All of them stand in its data folder. A process that is dead but not
    /// reaped stands nowhere, which is right: it holds nothing any more.
    static let standing = #"""
        standing() {
            find /proc/[0-9]*/cwd -maxdepth 0 \( -lname "$1" -o -lname "$1/*" \) 2>/dev/null | cut -d/ -f3
        }
        # Kills all, those that are born meanwhile too, and returns when none is left.
        kill_all() {
            tries=0
            while pids=$(standing "$1") && [ -n "$pids" ]; do
                [ $((tries += 1)) -lt 1000 ] || return 1
                kill -9 $pids 2>/dev/null
                sleep 0.01
            done
            # A killed server leaves its locks and, in the kernel, a segment whose number a lock names. The locks of a
            # process that was not reaped would keep the next one from starting.
            segment=$(sed -n '7s/.* //p' "$1/postmaster.pid" 2>/dev/null) && ipcrm -m "$segment" 2>/dev/null
            rm -f "$1/postmaster.pid" "$1"/../.s.PGSQL.*
        }
        freeze_all() {
            frozen=
            while pids=$(standing "$1") && [ "$pids" != "$frozen" ]; do
                kill -STOP $pids 2>/dev/null
                frozen=$pids
            done
        }

        """#

    /// Waits for the end of standard input, and leaves nothing behind.
    static let supervision = #"""
        cd /
        while read -r _; do :; done
        kill_all "$1/data"
        kill_all "$1"
        rm -rf "$1"
        """#
}
