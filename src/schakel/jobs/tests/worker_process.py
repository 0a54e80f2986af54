"""A worker in a process of its own, which a test kills: ``python -m schakel.jobs.tests.worker_process``.

It says "ready", and for each job "began KEY ATTEMPT" and "done KEY ATTEMPT".
"""

import argparse
import signal
import sys
import threading
from datetime import timedelta

import django


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--takes", type=float, required=True, help="seconds that a job takes")
    parser.add_argument(
        "--hangs-after", type=int, default=1000, help="jobs after which the next one takes a minute"
    )
    parser.add_argument("--leased-for", type=float, required=True, help="seconds that a lease lasts")
    parser.add_argument(
        "--no-renewal", action="store_true", help="sabotage: leases end while the work goes on"
    )
    parser.add_argument(
        "--no-fence", action="store_true", help="sabotage: whoever has lost the lease finishes all the same"
    )
    options = parser.parse_args()
    django.setup()

    from django.utils import timezone  # noqa: PLC0415 - after the setup

    from schakel.jobs import actions  # noqa: PLC0415
    from schakel.jobs.models import Job  # noqa: PLC0415
    from schakel.jobs.public import Registry, Work, Worker  # noqa: PLC0415
    from schakel.journal.public import record  # noqa: PLC0415

    registry = Registry()
    begun: list[str] = []

    @registry.handles("effect.make")
    def make_effect(work: Work) -> None:
        say(f"began {work.key} {work.attempt}")
        begun.append(work.key)
        threading.Event().wait(60 if len(begun) > options.hangs_after else options.takes)  # stands for work
        with work.completion():
            record("effect.made", on=f"effect:{work.key}", by="", at=work.now())
        say(f"done {work.key} {work.attempt}")

    if options.no_fence:
        actions.held = lambda lease: Job.objects.filter(pk=lease.job)
    worker = Worker(
        registry,
        clock=timezone.now,
        leased_for=timedelta(seconds=options.leased_for),
        renews=not options.no_renewal,
    )
    signal.signal(signal.SIGTERM, lambda *_: worker.stopping.set())
    say("ready")
    worker.work_until_stopped()


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
