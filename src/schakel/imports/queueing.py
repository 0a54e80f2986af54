"""The work that imports leave to the worker, by name."""

from datetime import datetime

from schakel.accounts.public import Person
from schakel.imports.models import Run
from schakel.jobs.public import queue

PLAN, CARRY_OUT, FORGET = "imports.plan", "imports.carry-out", "imports.forget"


def key_of(run: Run) -> str:
    """One run is worked on by one worker at a time."""
    return f"import:{run.pk}"


def queue_planning(run: Run, now: datetime) -> None:
    queue(PLAN, key=key_of(run), due_at=now, payload={"run": run.pk})


def queue_carrying_out(run: Run, by: Person | None, now: datetime) -> None:
    queue(CARRY_OUT, key=key_of(run), due_at=now, payload={"run": run.pk, "by": by.pk if by else None})
