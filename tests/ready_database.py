"""The database that tests begin with, made once: of several processes that test, each takes a copy.

``python -m tests.ready_database`` makes it, while those processes still look for their tests. It works as one of them,
in a folder beside theirs: they are called gw0 and gw1, and it is called ready.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import django
import psycopg
from django.conf import settings
from django.db import connection, connections

from schakel.config.migrating import models_made_alone

READY = "ready"


def begin() -> "subprocess.Popen[bytes]":
    """Start making it, for the processes that this one starts afterwards."""
    with (_folder() / "making").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # until the process that makes it has ended, however that comes
        return subprocess.Popen(
            [sys.executable, "-m", "tests.ready_database"],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTEST_XDIST_WORKER": READY},
            stdout=subprocess.DEVNULL,
            pass_fds=[lock.fileno()],
        )


def copied() -> bool:
    """Whether a copy of it is the database of this process now; if not, that still has to be made."""
    beside = _folder().parent
    if not (beside / "making").exists():
        return False
    with (beside / "making").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
    if not (beside / READY / "made").exists():
        return False
    name = connection.settings_dict["TEST"]["NAME"]
    if _is_postgresql():
        _tell_postgresql(f'DROP DATABASE IF EXISTS "{name}"')
        _tell_postgresql(f'CREATE DATABASE "{name}" TEMPLATE "{_name_on_postgresql()}"')
    else:
        shutil.copyfile(beside / READY / "test.sqlite3", name)
    return True


def remove() -> None:
    """Take it away where it would outlive the tests."""
    if _is_postgresql():
        _tell_postgresql(f'DROP DATABASE IF EXISTS "{_name_on_postgresql()}"')


def _make() -> None:
    if _is_postgresql():
        connection.settings_dict["TEST"]["NAME"] = _name_on_postgresql()
    with models_made_alone():
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connections.close_all()
    (_folder() / "made").touch()


def _folder() -> Path:
    return Path(settings.ENVIRONMENT.data)


def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def _name_on_postgresql() -> str:
    return f"test_{connection.settings_dict['NAME']}_{READY}"


def _tell_postgresql(sentence: str) -> None:
    with psycopg.connect(os.environ["SCHAKEL_TEST_DATABASE"], autocommit=True) as server:
        server.execute(sentence)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    _make()
