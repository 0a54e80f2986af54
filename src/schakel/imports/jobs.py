"""What the worker does for imports: previews, runs, and throwing away files of long ago."""

from collections.abc import Callable
from datetime import timedelta

from schakel.accounts.public import Person
from schakel.imports import actions, queries, source_jobs  # noqa: F401 - its handlers
from schakel.imports.files import forget_file, path_of
from schakel.imports.models import Run
from schakel.imports.queueing import CARRY_OUT, FORGET, PLAN
from schakel.imports.storing import reading_of
from schakel.jobs.public import Work, handles
from schakel.kernel.refusal import Refusal

KEPT_FOR = timedelta(days=30)
"""How long the file of a run that was carried out stays."""


@handles(PLAN, longest=timedelta(hours=2))
def plan(work: Work) -> None:
    """Work out what a run would do."""
    run = _run(work)
    if run is not None and run.state == Run.State.RECEIVED:
        actions.plan_run(run=run, now=work.now(), progress=_telling(work))


@handles(CARRY_OUT, longest=timedelta(hours=4))
def carry_out(work: Work) -> None:
    """Do what the preview said; where that is no longer so, a new preview is made."""
    run = _run(work)
    if run is None or run.state != Run.State.PLANNED:
        return
    try:
        profile, path = actions.profile_of(run), path_of(run.stored_as)
        with reading_of(profile, path, work.now(), _telling(work)) as reading, work.completion():
            actions.execute_run(run=run, reading=reading, run_by=_person(work), now=work.now())
    except Refusal as refusal:
        actions.plan_again(run=run, why=refusal, now=work.now())


@handles(FORGET, every=timedelta(days=1))
def forget_files(work: Work) -> None:
    """Throw away files of runs that ended long ago; what was read of them stands with the items."""
    for run in queries.runs_with_old_files(before=work.now() - KEPT_FOR):
        if not queries.is_file_needed(run.stored_as, but_for=run):
            forget_file(run.stored_as)
        run.stored_as = ""
        run.save(update_fields=["stored_as"])


def _telling(work: Work) -> Callable[[int, int], None]:
    return lambda done, of: work.report(done, size=of)


def _run(work: Work) -> Run | None:
    number = work.payload["run"]
    return queries.run_with(number) if isinstance(number, int) else None


def _person(work: Work) -> Person | None:
    number = work.payload["by"]
    return Person.objects.filter(pk=number).first() if isinstance(number, int) else None
