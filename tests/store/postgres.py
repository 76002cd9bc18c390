"""A real PostgreSQL for the tests of the store; as a command, makes sure that there is one, where Debian packages it.

The server takes no other host's calls: it listens on a socket in a folder of its own, which goes with it.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

SECONDS = 60  # to start, on a busy machine


def find() -> Path | None:
    """The folder of `initdb` and `postgres`, the newest one; None where there is no server."""
    folders = [Path(shutil.which("postgres") or "/none").parent]
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda bin: float(bin.parent.name), reverse=True)
    # Libraries of the client alone leave a part of the folder behind.
    return next((bin for bin in folders if (bin / "initdb").exists() and (bin / "postgres").exists()), None)


def install() -> None:
    """Install Debian's or Ubuntu's package, where that is possible without a password."""
    may = [] if os.geteuid() == 0 else ["sudo", "-n"] if shutil.which("sudo") else None
    if not Path("/etc/debian_version").exists() or may is None:
        return
    print("Installing PostgreSQL for the tests of the store (apt-get install postgresql) ...", file=sys.stderr)
    apt = [*may, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    subprocess.run([*apt, "update"], stdout=sys.stderr)
    subprocess.run([*apt, "install", "-y", "--no-install-recommends", "postgresql"], stdout=sys.stderr)


@contextlib.contextmanager
def running() -> Iterator[str]:
    """A server with an empty cluster, ended afterwards: the address of its database, `{}` where the name goes."""
    with cluster() as server:
        yield server.address


@contextlib.contextmanager
def cluster() -> Iterator["Cluster"]:
    """The same, as a server that can be stopped and started again."""
    folder = Path(tempfile.mkdtemp(prefix="tierboard-postgres-"))  # a path of its own: a socket's name must be short
    made = None
    try:
        made = Cluster(folder)
        made.start()
        yield made
    finally:
        if made:
            made.stop()
        shutil.rmtree(folder, ignore_errors=True)


class Cluster:
    """A server and its data in a folder. address: of a database, `{}` where its name goes."""

    def __init__(self, folder: Path) -> None:
        """Make an empty cluster; nothing runs yet."""
        bin = find()
        assert bin is not None  # the caller has looked
        self.bin, self.folder, self.address = bin, folder, f"postgresql://tierboard@/{{}}?host={folder}"
        self._as_user, self._server = _unprivileged(folder), None
        # No flush to the disk: what is tested is killed programs, not power cuts.
        made = subprocess.run(
            [bin / "initdb", "-D", folder / "data", "-U", "tierboard", "-A", "trust", "-E", "UTF8", "--locale=C",
             "--no-sync"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=folder, **self._as_user,
        )  # fmt: skip
        assert made.returncode == 0, made.stdout.decode()

    def start(self) -> None:
        """Return once it answers."""
        options = {"listen_addresses": "", "unix_socket_directories": str(self.folder), "fsync": "off"}
        options |= {"shared_buffers": "32MB", "max_connections": "60", "autovacuum": "off"}
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        with open(self.folder / "log", "ab") as log:
            self._server = subprocess.Popen(
                [self.bin / "postgres", "-D", self.folder / "data", *settings],
                stdout=log, stderr=log, cwd=self.folder, **self._as_user,
            )  # fmt: skip
        _wait(self._server, self.address.format("postgres"), self.folder / "log")

    def stop(self) -> None:
        """A fast shutdown, which waits for no client."""
        if self._server:
            self._server.send_signal(signal.SIGINT)
            try:
                self._server.wait(20)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
            self._server = None


def _unprivileged(folder: Path) -> dict:
    """How to start the server, which refuses to run as root, and the folder that is its own then."""
    if os.geteuid() != 0:
        return {}
    try:
        user = pwd.getpwnam("postgres")
    except KeyError:
        user = pwd.getpwnam("nobody")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _wait(server: subprocess.Popen, address: str, log: Path) -> None:
    """Return once the server answers."""
    import psycopg

    until = time.monotonic() + SECONDS
    while True:
        try:
            psycopg.connect(address).close()
            return
        except psycopg.OperationalError:
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.05)


def main() -> int:
    """Find a server, installing one where there is none; without one the tests on it are skipped."""
    if find() is None:
        install()
    if find() is None:
        print(
            "There is no PostgreSQL here: the tests of the store run on SQLite alone. To run them on both, install "
            "its server and call again: make test",
            file=sys.stderr,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
