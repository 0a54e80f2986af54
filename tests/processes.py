"""Starting processes of the hub on the database of a test that commits (``transaction=True``)."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
_C = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1


def environment_of_the_test_database() -> dict[str, str]:
    """What a process needs to work on the database of this test."""
    return {
        **os.environ,
        "SCHAKEL_DATABASE": _address(),
        "DJANGO_SETTINGS_MODULE": "schakel.config.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }


def _address() -> str:
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    password = f":{settings['PASSWORD']}" if settings["PASSWORD"] else ""
    return (
        f"postgresql://{settings['USER']}{password}@{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"
    )


def end_with_parent() -> None:
    """Asks Linux to kill the process when the tests are killed."""
    _C.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


@contextmanager
def python_process(*arguments: str) -> Iterator["subprocess.Popen[str]"]:
    """A Python process whose output can be read line by line; it is gone when the block ends."""
    process = subprocess.Popen(
        [sys.executable, *arguments],
        env=environment_of_the_test_database(),
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
        preexec_fn=end_with_parent,  # noqa: PLW1509 - it calls one function of C
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


HUB = ("-m", "schakel.config.command_line")


def finished(
    arguments: Sequence[str], *, program: Sequence[str] = HUB, **environment: str
) -> "subprocess.CompletedProcess[str]":
    """A command of the hub, done: exit code and output."""
    return subprocess.run(
        [sys.executable, *program, *arguments],
        env=environment_of_the_test_database() | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
