"""Do the hub's queued work, or look at it."""

import argparse
import json
import logging
import signal
from dataclasses import asdict
from types import FrameType

from django.db import connection
from django.utils import timezone

from schakel.config.database_safety import refusal
from schakel.config.outcome import FINE, ImpossibleError
from schakel.config.terminal import write_line
from schakel.jobs import public as jobs


def add_arguments(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    what.add_parser("work", help="do what is queued, until stopped (`run` does this too)")
    listing = what.add_parser("list", help="what waits, how far it is, and what was given up")
    listing.add_argument("--json", action="store_true", help="as JSON")
    again = what.add_parser("again", help="queue anew what was given up")
    again.add_argument("number", type=int, help="the number that `jobs list` shows")


def run(options: argparse.Namespace) -> int:
    if options.what == "work":
        return _work()
    if options.what == "again":
        return _again(options.number)
    return _list(as_json=options.json)


def _work() -> int:
    if unsafe := refusal(connection):
        raise ImpossibleError(unsafe)
    logging.basicConfig(level=logging.WARNING, format="worker: %(message)s")
    worker = jobs.Worker(jobs.HUB, clock=timezone.now)

    def stop(_number: int, _frame: FrameType | None) -> None:
        worker.stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    worker.work_until_stopped()
    return FINE


def _list(*, as_json: bool) -> int:
    waiting, given_up = jobs.waiting_jobs(), jobs.given_up_jobs()
    if as_json:
        write_line(json.dumps([asdict(job) for job in (*waiting, *given_up)], default=str))
        return FINE
    for job in waiting:
        done = f" {job.progress}/{job.size}" if job.size else ""
        write_line(f"{job.number} {job.name}{done}, due {job.due_at:%Y-%m-%d %H:%M} {job.message}".rstrip())
    for job in given_up:
        write_line(f"{job.number} {job.name} given up after {job.attempt} attempts: {job.message}")
    return FINE


def _again(number: int) -> int:
    queued = jobs.queue_again(number=number, now=timezone.now())
    if queued is None:
        raise ImpossibleError(f"There is no job {number} that was given up; see: schakel jobs list")
    write_line(str(queued))
    return FINE
