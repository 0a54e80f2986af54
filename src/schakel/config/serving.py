"""Keeping the hub running: one web server and one worker for jobs, started and stopped together."""

import contextlib
import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from schakel.config.outcome import NOT_FINE, ImpossibleError
from schakel.config.terminal import warn

PATIENCE_WHEN_STARTING = 90.0
PATIENCE_WHEN_STOPPING = 8.0
LONGEST_PAUSE = 30.0
"""Seconds before a worker that keeps failing is started again."""
_GLANCE = 0.1
_PR_SET_PDEATHSIG = 1
_C = ctypes.CDLL(None)


def listen(address: str, port: int) -> socket.socket:
    """A socket that listens there; taken before anything else, so that "in use" is said at once."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((address, port))
    except OSError as error:
        listening.close()
        raise ImpossibleError(
            f"Port {port} of {address} cannot be used ({error.strerror}). "
            "Stop what runs there, or choose another: --port 8001"
        ) from error
    listening.listen(2048)
    return listening


@dataclass(slots=True)
class Child:
    """A process that serves the hub, and how long to wait before it is started again."""

    name: str
    command: Sequence[str]
    process: "subprocess.Popen[bytes]"
    pause: float = 1.0
    start_again_at: float = 0.0


class Hub:
    """The processes of a running hub. A worker that ends is started again; without web server it stops."""

    def __init__(self, listening: socket.socket) -> None:
        self.listening = listening
        self.children: list[Child] = []

    def start(self) -> None:
        python = [sys.executable, "-m"]
        web = [
            *python,
            "gunicorn",
            "--config=python:schakel.config.server",
            f"--bind=fd://{self.listening.fileno()}",
        ]
        self._start("web server", [*web, "schakel.config.wsgi"])
        self._start("worker", [*python, "schakel.config.command_line", "jobs", "work"])

    def wait_until_it_answers(self) -> None:
        """Raises ImpossibleError when the web server ends or does not answer in time."""
        address, port = self.listening.getsockname()[:2]
        give_up = time.monotonic() + PATIENCE_WHEN_STARTING
        while not _answers(_reachable(address), port):
            if self.children[0].process.poll() is not None:
                raise ImpossibleError("The web server did not start; the reason stands above.")
            if time.monotonic() > give_up:
                raise ImpossibleError(f"The hub did not answer within {PATIENCE_WHEN_STARTING:.0f} seconds.")
            time.sleep(_GLANCE)

    def keep_running(self) -> int:
        """Returns, with an exit code, only when the web server has ended; somebody who stops it raises SystemExit."""
        web = self.children[0]
        while web.process.poll() is None:
            for child in self.children[1:]:
                self._start_again_when_needed(child)
            time.sleep(_GLANCE)
        warn(f"the web server ended with status {web.process.returncode}")
        return NOT_FINE

    def stop(self) -> None:
        """End every process, politely at first; none is left when this returns."""
        for child in self.children:
            if child.process.poll() is None:
                child.process.terminate()
        give_up = time.monotonic() + PATIENCE_WHEN_STOPPING
        for child in self.children:
            try:
                child.process.wait(max(0.0, give_up - time.monotonic()))
            except subprocess.TimeoutExpired:
                warn(f"the {child.name} did not stop by itself")
            _end_group(child.process.pid)
            child.process.wait()

    def _start(self, name: str, command: Sequence[str]) -> None:
        self.children.append(Child(name, command, self._process(command)))

    def _process(self, command: Sequence[str]) -> "subprocess.Popen[bytes]":
        # A group of their own: Ctrl-C reaches this process only, which then ends them in good order.
        return subprocess.Popen(  # noqa: S603 - nothing in it comes from outside
            command,
            stdin=subprocess.DEVNULL,
            pass_fds=[self.listening.fileno()],
            start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 - there are no threads here
        )

    def _start_again_when_needed(self, child: Child) -> None:
        if child.process.poll() is None:
            return
        now = time.monotonic()
        if not child.start_again_at:
            status = child.process.returncode
            warn(f"the {child.name} ended with status {status}; starting it again in {child.pause:.0f} s")
            child.start_again_at = now + child.pause
            child.pause = min(child.pause * 2, LONGEST_PAUSE)
        elif now >= child.start_again_at:
            child.start_again_at = 0.0
            child.process = self._process(child.command)


def _answers(address: str, port: int) -> bool:
    connection = http.client.HTTPConnection(address, port, timeout=5)
    try:
        connection.request("GET", "/health", headers={"Host": "localhost"})
        return connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
    except OSError:
        return False
    finally:
        connection.close()


def _reachable(address: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)  # noqa: S104 - "everywhere" is asked here


def _end_with_parent() -> None:
    """Asks Linux for a SIGTERM when the process that started this one is gone, however it went."""
    _C.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _end_group(group: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)
