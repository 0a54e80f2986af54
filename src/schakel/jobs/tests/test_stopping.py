"""A signal that comes in the middle of anything ends the worker, and never hangs it."""

import subprocess
import sys

import pytest

from schakel.jobs.stopping import Stopping
from tests.processes import ROOT

SIGNALLED_AGAIN_AND_AGAIN = """
import signal, threading, time
from schakel.jobs.stopping import Stopping

told = [{made}()]
signal.signal(signal.SIGALRM, lambda *_: told[0].set())
until = time.monotonic() + 1
while time.monotonic() < until:
    told[0] = {made}()
    signal.setitimer(signal.ITIMER_REAL, 0.0005)
    while not told[0].is_set():
        told[0].wait(0)
print("ended")
"""


def said_by_who_is_signalled(made: str) -> str:
    program = SIGNALLED_AGAIN_AND_AGAIN.format(made=made)
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        timeout=8,
        check=True,
    )
    return done.stdout


@pytest.mark.slow
def test_a_signal_in_any_moment_is_heard():
    assert said_by_who_is_signalled("Stopping") == "ended\n"


@pytest.mark.slow
def test_control_an_event_waits_for_itself():
    with pytest.raises(subprocess.TimeoutExpired):
        said_by_who_is_signalled("threading.Event")


def test_who_waits_goes_on_when_it_is_set_before_or_not_at_all():
    stopping = Stopping()
    stopping.wait(0.01)
    assert not stopping.is_set()
    stopping.set()
    stopping.wait(60)
    assert stopping.is_set()
