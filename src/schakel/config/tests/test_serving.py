"""The hub as a newcomer starts it: real processes, a real port."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest

from schakel.config.commands.run import address_of
from schakel.config.outcome import ImpossibleError
from schakel.config.serving import listen
from tests.processes import environment_of_the_test_database, finished

PATIENCE = 60
LOOKED_AT_EVERY_TIME = ("Styles:", "Municipalities and provinces:")
FIRST_LINE = "Schakel draait op http://127.0.0.1:"


@contextmanager
def hub(folder, *options):
    """A running hub in this data folder, with the line in which it said that it runs."""
    process = subprocess.Popen(
        [sys.executable, "-m", "schakel.config.command_line", "run", "--port", "0", *options],
        env=environment_of_the_test_database() | {"SCHAKEL_DATA": str(folder), "SCHAKEL_DEMO": "no"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        process.first_line = process.stdout.readline()
        yield process
    finally:
        process.kill()
        process.communicate(timeout=PATIENCE)


def port_of(process):
    assert process.first_line.startswith(FIRST_LINE), process.communicate()[1]
    return int(process.first_line.removeprefix(FIRST_LINE).split()[0])


def status_of(port, path="/health"):
    return answer_of(port, path)[0]


def answer_of(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", path)
    try:
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def processes_of(folder):
    """The processes of this machine that work in this data folder: number -> command."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                environment = (entry / "environ").read_bytes()
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if f"SCHAKEL_DATA={folder}\0".encode() in environment and command:
                found[int(entry.name)] = command
    return found


def wait_until(condition):
    pause = threading.Event()
    for _ in range(PATIENCE * 20):
        if condition():
            return
        pause.wait(0.05)
    raise AssertionError("it did not come about")


def worker_of(folder):
    return next((number for number, command in processes_of(folder).items() if "jobs work" in command), None)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_hub_starts_answers_and_stops_cleanly_and_nothing_outlives_it(tmp_path):
    with hub(tmp_path) as process:
        port = port_of(process)
        assert status_of(port) == 200
        robots = answer_of(port, "/robots.txt")[1]
        assert f"Sitemap: http://127.0.0.1:{port}/" in robots, (
            "what it says of itself leads to where it answers"
        )
        process.send_signal(signal.SIGINT)
        rest, said = process.communicate(timeout=PATIENCE)
        assert (process.returncode, rest) == (0, ""), said
        assert "Traceback" not in said
    assert processes_of(tmp_path) == {}

    with hub(tmp_path) as process:
        a_worker_that_dies_is_started_again(tmp_path, port_of(process))
        process.kill()
        _, said = process.communicate(timeout=PATIENCE)
        # What finds out by itself that there is nothing to do is said when that took long, on a busy machine.
        lines = [line for line in said.splitlines() if not line.startswith(LOOKED_AT_EVERY_TIME)]
        told = ["warning: the worker ended with status -9; starting it again in 1 s"]
        assert lines == told, "what was set up is not set up again"
        wait_until(lambda: not processes_of(tmp_path))


def a_worker_that_dies_is_started_again(folder, port):
    wait_until(lambda: worker_of(folder))
    first = worker_of(folder)
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: worker_of(folder) not in {None, first})
    assert status_of(port) == 200


@pytest.mark.slow
def test_a_port_that_is_in_use_is_named(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = finished(["run", "--port", str(port)], SCHAKEL_DATA=str(tmp_path), SCHAKEL_DATABASE="")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(
        f"schakel: Port {port} of 127.0.0.1 cannot be used (Address already in use)."
    )
    assert "Traceback" not in done.stderr


def test_an_address_that_is_not_of_this_machine_is_named():
    with pytest.raises(ImpossibleError, match=r"Port 8000 of 192\.0\.2\.1 cannot be used"):
        listen("192.0.2.1", 8000)


def test_an_address_is_shown_as_it_is_typed_in_a_browser():
    assert address_of(("127.0.0.1", 8000)) == "http://127.0.0.1:8000"
    assert address_of(("::1", 8000, 0, 0)) == "http://[::1]:8000"
