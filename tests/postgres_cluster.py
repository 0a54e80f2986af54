"""Runs a command beside a PostgreSQL server of its own: ``python -m tests.postgres_cluster pytest -x``.

The server lives in a new folder, on a free port of this machine only, and is gone afterwards; no service has
to run and none is touched. The command finds it in SCHAKEL_TEST_DATABASE.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

INSTALL = "apt-get install -y --no-install-recommends postgresql"
SERVER_USER = "postgres"
NOT_RUN = 70
"""Exit code that no test run ends with."""
# Only the machine itself can lose what these keep, and the cluster does not outlive the tests.
FAST = [
    *("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"),
    *("-c", "autovacuum=off", "-c", "shared_buffers=256MB", "-c", "max_connections=60"),
]


class NoPostgresError(RuntimeError):
    """There is no PostgreSQL server program here; the message says how to get it."""


@contextmanager
def postgres_cluster() -> Iterator[str]:
    """The address of a PostgreSQL server that is there for as long as the block lasts."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="schakel-postgres-"))
    become = _as_server_user(folder)
    port = _free_port()
    control = [*become, str(programs / "pg_ctl"), "-D", str(folder / "data"), "-l", str(folder / "log"), "-w"]
    options = ["-p", str(port), "-h", "127.0.0.1", "-k", str(folder), *FAST]
    try:
        _run(
            [
                *become,
                str(programs / "initdb"),
                "-D",
                str(folder / "data"),
                "-U",
                "schakel",
                "-A",
                "trust",
                "-E",
                "UTF8",
            ]
        )
        _run([*control, "-o", " ".join(options), "start"])
        try:
            yield f"postgresql://schakel@127.0.0.1:{port}/postgres"
        finally:
            _run([*control, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    """Folder of the newest server programs of this machine; Debian keeps them off the PATH."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]), reverse=True
    )
    on_path = shutil.which("initdb")
    if not folders and on_path is None:
        raise NoPostgresError(f"PostgreSQL tests NOT RUN: {INSTALL}")
    return (folders[0] if folders else Path(str(on_path)).resolve()).parent


def _as_server_user(folder: Path) -> list[str]:
    """What to put before a command: PostgreSQL does not run as root."""
    if os.geteuid() != 0:
        return []
    try:
        user = pwd.getpwnam(SERVER_USER)
    except KeyError:
        raise NoPostgresError(f"PostgreSQL tests NOT RUN: {INSTALL}") from None
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups", "--"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _run(command: Sequence[str]) -> None:
    """Run a command of the server; its output only matters when it fails."""
    # Not into a pipe: the server that pg_ctl starts would hold it open.
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(command, stdout=output, stderr=subprocess.STDOUT, cwd="/", check=False)
        if done.returncode:
            output.seek(0)
            raise RuntimeError(f"{command} ended with {done.returncode}: {output.read()}")


def main(command: Sequence[str]) -> int:
    try:
        with postgres_cluster() as address:
            environment = {**os.environ, "SCHAKEL_TEST_DATABASE": address}
            return subprocess.run(command, env=environment, check=False).returncode
    except NoPostgresError as reason:
        sys.stderr.write(f"{reason}\n")
        return NOT_RUN


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
