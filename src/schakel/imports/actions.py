"""Running imports, undoing them, deciding about likely doubles. Each is one transaction with its journal rows.

On the command line a run is one step. On the screen it is several: a file is received, a person says what its columns
hold where no profile does, a preview is worked out, and the run does exactly what the preview said.
"""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from schakel.accounts.public import Person
from schakel.imports import rules
from schakel.imports.files import digest_of, forget_file, keep_file, path_of
from schakel.imports.models import LikelyDouble, PreviewRecord, Run, SourceProfile, SourceRecord
from schakel.imports.planning import AT_ONCE, MOST_PROBLEMS, Step
from schakel.imports.profiles import PROFILES, Profile, definition_of, profile_from
from schakel.imports.queueing import queue_carrying_out, queue_planning
from schakel.imports.reading import Progress, Reading
from schakel.imports.storing import Report, carried_out, changed, foretold, journalled, reading_of, title_in
from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal
from schakel.library import public as library

_RUNNING = 0x5C4A4B4E
"""Key of the PostgreSQL advisory lock that makes runs take turns."""


def dry_run(*, profile: Profile, path: Path, now: datetime, progress: Progress = None) -> Report:
    """What `run_import` would do with this file now; nothing is changed."""
    with reading_of(profile, path, now, progress) as reading:
        return foretold(reading, progress)


def run_import(
    *, profile: Profile, path: Path, run_by: Person | None, now: datetime, progress: Progress = None
) -> Report:
    """Read a file with a profile: all of it is stored, or nothing. Raises a Refusal when it cannot be read.

    Reading comes first and takes longest; the transaction, during which SQLite lets nobody else write, only stores.
    """
    with reading_of(profile, path, now, progress) as reading, transaction.atomic():
        return carried_out(_new_run(profile, path, run_by, now), reading, run_by, now, progress)


def run_import_once(
    *, profile: Profile, path: Path, run_by: Person | None, now: datetime
) -> tuple[Run, bool]:
    """The same as `run_import`, for callers that may ask twice: the run, and whether it was made now.

    When the last run of the profile read this very file and stands, it is the answer and nothing is done. Two that ask
    at once take turns: otherwise both would make the same items.
    """
    with reading_of(profile, path, now, None) as reading, transaction.atomic():
        _take_turn()
        done = Run.objects.filter(profile=profile.name, state__in=[Run.State.DONE, Run.State.UNDONE])
        last = done.order_by("-pk").first()
        if last is not None and last.state == Run.State.DONE and last.file_digest == digest_of(path):
            return last, False
        run = _new_run(profile, path, run_by, now)
        carried_out(run, reading, run_by, now, None)
        return run, True


def _new_run(profile: Profile, path: Path, run_by: Person | None, now: datetime) -> Run:
    return Run.objects.create(
        profile=profile.name,
        definition=_own_definition(profile),
        file_name=path.name[:255],
        file_digest=digest_of(path),
        started_at=now,
        run_by=run_by,
    )


def _take_turn() -> None:
    """Of two runs that begin at once the second waits for the first. On SQLite a transaction that writes does this."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_RUNNING])


def _own_definition(profile: Profile) -> dict[str, object]:
    return {} if profile.name in PROFILES else definition_of(profile)


# ---------------------------------------------------------------------- in steps, as on the screen


def receive_file(
    *,
    content: Iterable[bytes],
    file_name: str,
    profile: Profile | None,
    received_by: Person | None,
    now: datetime,
) -> Run:
    """Keep a file to be imported; with a profile its preview is worked out next. Raises a Refusal for its size."""
    stored_as = keep_file(content)
    with transaction.atomic():
        run = Run.objects.create(
            profile=profile.name if profile else "",
            definition=_own_definition(profile) if profile else {},
            file_name=Path(file_name).name[:255],
            file_digest=digest_of(path_of(stored_as)),
            stored_as=stored_as,
            state=Run.State.RECEIVED,
            started_at=now,
            run_by=received_by,
        )
        journalled("import.received", run, received_by, now, {"file": run.file_name})
        if profile:
            queue_planning(run, now)
    return run


@transaction.atomic
def map_columns(*, run: Run, profile: Profile, mapped_by: Person | None, now: datetime) -> Run:
    """Say what the columns of a received file hold; the profile that comes of it is kept for the next time."""
    stored = _in_state(run, Run.State.RECEIVED, Run.State.PLANNED, Run.State.FAILED)
    if profile.name in PROFILES:
        raise Refusal("profile-name-taken", name=profile.name)
    stored.profile, stored.definition = profile.name, definition_of(profile)
    stored.state, stored.failure = Run.State.RECEIVED, {}
    stored.save(update_fields=["profile", "definition", "state", "failure"])
    SourceProfile.objects.update_or_create(
        name=profile.name, defaults={"definition": stored.definition, "made_by": mapped_by, "made_at": now}
    )
    journalled("import.mapped", stored, mapped_by, now, {"profile": profile.name})
    queue_planning(stored, now)
    return stored


def plan_run(*, run: Run, now: datetime, progress: Progress = None) -> Run:
    """Work out the preview of a received run, record by record. What cannot be read makes it a failed one."""
    PreviewRecord.objects.filter(run=run).delete()  # of an attempt that did not get to its end
    try:
        with reading_of(profile_of(run), path_of(run.stored_as), now, progress) as reading:
            lines = _Lines(run)
            report = foretold(reading, progress, lines.keep)
    except Refusal as refusal:
        run.state, run.failure = Run.State.FAILED, {"code": refusal.code, "details": refusal.details}
        run.save(update_fields=["state", "failure"])
        return run
    run.counts, run.repairs, run.duplicates = report.plan.counts, report.plan.repairs, report.duplicates
    run.problems = [asdict(problem) for problem in report.plan.problems]
    run.plan_digest, run.state = report.plan.digest, Run.State.PLANNED
    run.save()
    return run


class _Lines:
    """Keeps the lines of a preview, numbered from one."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._number = 0

    def keep(self, steps: list[Step]) -> None:
        PreviewRecord.objects.bulk_create([self._line(step) for step in steps], batch_size=AT_ONCE)

    def _line(self, step: Step) -> PreviewRecord:
        self._number += 1
        changes = rules.changes(step.before, step.after) if step.known else []
        return PreviewRecord(
            run=self._run,
            number=self._number,
            key=step.mapped.key,
            title=(title_in(step.after) or title_in(step.mapped.fields))[:200],
            outcome=step.outcome.value,
            item=step.known.item if step.known else None,
            changes=changes,
            problems=[asdict(problem) for problem in step.problems[:MOST_PROBLEMS]],
        )


@transaction.atomic
def approve_run(*, run: Run, approved_by: Person | None, now: datetime) -> Run:
    """Let a run do what its preview says; the worker carries it out. Saying it twice is saying it once."""
    stored = _in_state(run, Run.State.PLANNED)
    journalled("import.approved", stored, approved_by, now, dict(stored.counts))
    queue_carrying_out(stored, approved_by, now)
    return stored


@transaction.atomic
def execute_run(*, run: Run, reading: Reading, run_by: Person | None, now: datetime) -> Report:
    """Do what the preview said, or nothing: a Refusal when the hub or the file is not as it was then."""
    stored = _in_state(run, Run.State.PLANNED)
    foreseen = stored.plan_digest
    report = carried_out(stored, reading, run_by, now, None)
    if report.plan.digest != foreseen:
        raise Refusal("changed-since-preview")
    PreviewRecord.objects.filter(run=stored).delete()
    return report


@transaction.atomic
def plan_again(*, run: Run, why: Refusal, now: datetime) -> Run:
    """Work the preview out anew, because something changed since a person saw it."""
    stored = _in_state(run, Run.State.PLANNED)
    stored.state, stored.failure = Run.State.RECEIVED, {"code": why.code, "details": why.details}
    stored.save(update_fields=["state", "failure"])
    journalled("import.planned-again", stored, None, now, {"why": why.code})
    queue_planning(stored, now)
    return stored


@transaction.atomic
def drop_run(*, run: Run, dropped_by: Person | None, now: datetime) -> None:
    """Throw away a run that did nothing yet, with its file."""
    stored = _in_state(run, Run.State.RECEIVED, Run.State.PLANNED, Run.State.FAILED)
    journalled("import.dropped", stored, dropped_by, now, {"file": stored.file_name})
    kept = stored.stored_as
    stored.delete()
    if not Run.objects.filter(stored_as=kept).exists():
        transaction.on_commit(lambda: forget_file(kept))


def profile_of(run: Run) -> Profile:
    """How the file of a run is read. Raises a Refusal while nobody has said it."""
    if run.definition:
        return profile_from(run.definition)
    if run.profile not in PROFILES:
        raise Refusal("profile-missing")
    return PROFILES[run.profile]


def _in_state(run: Run, *states: Run.State) -> Run:
    """The run as it is stored, locked; a Refusal when it is past what is asked of it."""
    stored = Run.objects.select_for_update().filter(pk=run.pk).first()
    if stored is None or stored.state not in states:
        raise Refusal("run-is-further")
    return stored


@transaction.atomic
def undo_run(*, run: Run, undone_by: Person | None, now: datetime) -> Run:
    """Take back what a run did. Raises a Refusal when an item was changed since, or a later run has read its record."""
    stored = Run.objects.select_for_update().get(pk=run.pk)
    if stored.state == Run.State.UNDONE:
        raise Refusal("run-undone-already")
    if stored.state != Run.State.DONE:
        raise Refusal("run-did-nothing")
    changes = list(stored.changes.select_related("item").order_by("-pk"))
    touched = [change for change in changes if change.item.version != change.version_after]
    if touched:
        raise Refusal("changed-since-run", items=len(touched), first=touched[0].item.slug)
    for change in changes:
        if not change.created:
            changed(change.item, change.before, undone_by, now)
            records = SourceRecord.objects.filter(item=change.item, profile=stored.profile)
            records.update(fields=change.before)
    created = [change.item for change in changes if change.created]
    SourceRecord.objects.filter(
        profile=stored.profile, item__in=stored.changes.filter(created=True).values("item")
    ).delete()
    library.archive_all(items=created, archived_by=undone_by, now=now)
    stored.state = Run.State.UNDONE
    stored.save(update_fields=["state"])
    journalled("import.undone", stored, undone_by, now, {"items": len(changes)})
    return stored


# ---------------------------------------------------------------------- doubles


@transaction.atomic
def decide_double(
    *, double: LikelyDouble, decision: str, decided_by: Person | None, now: datetime
) -> LikelyDouble:
    """Say that two items are the same, or different; remembered, so that it is asked once.

    Of items that are the same the older stays. The younger leads to it, and what sources say of it is attached.
    """
    stored = LikelyDouble.objects.select_for_update().get(pk=double.pk)
    if stored.decision != LikelyDouble.Decision.OPEN:
        raise Refusal("decided-already")
    stored.decision = LikelyDouble.Decision(decision)
    stored.decided_by, stored.decided_at = decided_by, now
    stored.save(update_fields=["decision", "decided_by", "decided_at"])
    if stored.decision == LikelyDouble.Decision.SAME:
        library.merge_item(item=stored.other, into=stored.one, merged_by=decided_by, now=now)
        SourceRecord.objects.filter(item=stored.other).update(item=stored.one, is_attached=True)
        _settle_others(stored)
    journal.record(
        "double.decided",
        on=f"item:{stored.one_id}",
        by=decided_by.reference if decided_by else "",
        at=now,
        details={"other": stored.other_id, "decision": stored.decision},
    )
    return stored


def _settle_others(decided: LikelyDouble) -> None:
    """Questions about an item that is no more are no questions."""
    gone = decided.other_id
    LikelyDouble.objects.filter(decision=LikelyDouble.Decision.OPEN).filter(one_id=gone).delete()
    LikelyDouble.objects.filter(decision=LikelyDouble.Decision.OPEN).filter(other_id=gone).delete()
