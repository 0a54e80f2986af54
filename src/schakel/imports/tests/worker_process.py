"""The worker of the hub in a process of its own, which a test kills: ``... worker_process ITEMS LEASE DATA``.

Of each import it stores ITEMS items, says "storing" within the transaction, and then takes a minute. LEASE: seconds;
DATA: the folder with the files that wait.
"""

import signal
import sys
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from collections.abc import Sequence

    from schakel.imports.models import Run
    from schakel.imports.planning import Step
    from schakel.library.public import Item


def main() -> None:
    most, lease, data = int(sys.argv[1]), float(sys.argv[2]), Path(sys.argv[3])
    django.setup()

    from django.conf import settings  # noqa: PLC0415 - after the setup
    from django.utils import timezone  # noqa: PLC0415

    from schakel.imports import storing  # noqa: PLC0415
    from schakel.jobs.public import HUB, Worker  # noqa: PLC0415

    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, data=data)
    remember = storing._remember_new

    def remember_and_wait(steps: "Sequence[Step]", items: "Sequence[Item]", run: "Run") -> None:
        remember(steps, items, run)
        if len(items) >= most:
            sys.stdout.write("storing\n")
            sys.stdout.flush()
            threading.Event().wait(60)

    storing._remember_new = remember_and_wait
    worker = Worker(HUB, clock=timezone.now, leased_for=timedelta(seconds=lease))
    signal.signal(signal.SIGTERM, lambda *_: worker.stopping.set())
    worker.work_until_stopped()


if __name__ == "__main__":
    main()
