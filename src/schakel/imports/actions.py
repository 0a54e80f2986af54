"""Running an import, undoing it, and deciding about likely doubles. Each is one transaction with its journal rows."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction

from schakel.accounts.public import Person
from schakel.imports.doubles import Candidate, Pair, likely_doubles
from schakel.imports.fields import SOURCE_URL, draft_of, fields_of
from schakel.imports.models import LikelyDouble, Run, RunChange, SourceRecord
from schakel.imports.planning import MOST_PROBLEMS, Plan, Step, planned
from schakel.imports.profiles import Profile
from schakel.imports.rules import Outcome
from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal
from schakel.library import public as library
from schakel.library.public import Content, Item, Provenance
from schakel.organisations.public import Organisation, add_organisation

Progress = Callable[[int, int], None] | None


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did, or a dry run would do."""

    plan: Plan
    duplicates: int
    run: Run | None = None


def dry_run(*, profile: Profile, path: Path, now: datetime) -> Report:
    """What `run_import` would do with this file now; nothing is changed."""
    plan = planned(profile, path, today=now.date())
    new = [
        Candidate(-number, profile.kind.value, _title(step.after), str(step.after.get(SOURCE_URL, "")))
        for number, step in enumerate(plan.steps, start=1)
        if step.outcome is Outcome.CREATE
    ]
    return Report(plan, duplicates=len(_new_pairs(new, profile)))


@transaction.atomic
def run_import(
    *, profile: Profile, path: Path, run_by: Person | None, now: datetime, progress: Progress = None
) -> Report:
    """Read a file with a profile: all of it is stored, or nothing. Raises a Refusal when it cannot be read."""
    plan = planned(profile, path, today=now.date())
    run = Run.objects.create(
        profile=profile.name,
        file_name=path.name[:255],
        file_digest=_digest(path),
        started_at=now,
        run_by=run_by,
        counts=plan.counts,
        repairs=plan.repairs,
        problems=[asdict(problem) for problem in plan.problems[:MOST_PROBLEMS]],
    )
    owner = _owner(profile)
    for number, step in enumerate(plan.steps, start=1):
        if step.outcome is Outcome.CREATE:
            _create(step, run, profile, owner, run_by, now)
        elif step.outcome is Outcome.UPDATE:
            _update(step, run, run_by, now)
        elif (
            step.known is not None and step.known.fields != step.mapped.fields and not step.known.is_attached
        ):
            _remember(step.known, step, run)
        if progress:
            progress(number, len(plan.steps))
    duplicates = _propose(profile)
    _record("import.run", run, run_by, now, {**plan.counts, "duplicates": duplicates})
    return Report(plan, duplicates, run)


def _create(
    step: Step, run: Run, profile: Profile, owner: Organisation, by: Person | None, now: datetime
) -> None:
    content = _content(step.after, profile, owner, now)
    item = library.write_item(kind=profile.kind, content=content, written_by=by, now=now)
    library.move_item(item=item, step=library.Step.PUBLISH, moved_by=by, now=now)
    item.refresh_from_db()
    SourceRecord.objects.create(
        profile=profile.name,
        key=step.mapped.key,
        item=item,
        raw=step.mapped.raw,
        fields=step.mapped.fields,
        last_run=run,
    )
    RunChange.objects.create(run=run, item=item, created=True, version_after=item.version)


def _update(step: Step, run: Run, by: Person | None, now: datetime) -> None:
    known = step.known
    if known is None:
        raise ValueError("only what is known can be updated")
    before = fields_of(known.item)
    item = _changed(known.item, step.after, by, now)
    RunChange.objects.create(
        run=run,
        item=item,
        created=False,
        before=before,
        version_after=item.version,
        conflicts=list(step.conflicts),
    )
    _remember(known, step, run)


def _remember(known: SourceRecord, step: Step, run: Run) -> None:
    known.raw, known.fields, known.last_run = step.mapped.raw, step.mapped.fields, run
    known.save(update_fields=["raw", "fields", "last_run"])


def _changed(item: Item, fields: Mapping[str, object], by: Person | None, now: datetime) -> Item:
    """The item with these fields; what a source says nothing of (themes, place, visibility) stays."""
    draft = draft_of(fields)
    content = Content(
        texts=draft.texts,
        facts=draft.facts,
        themes=tuple(item.themes.all()),
        owner=item.owner,
        place=item.place,
        visibility=library.Visibility(item.visibility),
        original_language=item.original_language,
        provenance=Provenance(
            source_url=str(fields.get(SOURCE_URL, "")),
            source_name=item.source_name,
            licence=item.licence,
            retrieved_on=now.date(),
            verified_on=item.verified_on,
            is_illustrative=item.is_illustrative,
        ),
    )
    return library.change_item(item=item, seen_version=item.version, content=content, changed_by=by, now=now)


def _content(fields: dict[str, object], profile: Profile, owner: Organisation, now: datetime) -> Content:
    draft = draft_of(fields)
    spoken = list(draft.texts)
    return Content(
        texts=draft.texts,
        facts=draft.facts,
        owner=owner,
        original_language=profile.language if profile.language in spoken else spoken[0],
        provenance=Provenance(
            source_url=str(fields.get(SOURCE_URL, "")),
            source_name=profile.source_name,
            licence=profile.licence,
            retrieved_on=now.date(),
        ),
    )


def _owner(profile: Profile) -> Organisation:
    return add_organisation(slug=profile.owner_slug, name=profile.owner_name, type_=profile.owner_type)


@transaction.atomic
def undo_run(*, run: Run, undone_by: Person | None, now: datetime) -> Run:
    """Take back what a run did. Raises a Refusal when an item was changed since, or a later run has read its record."""
    stored = Run.objects.select_for_update().get(pk=run.pk)
    if stored.state == Run.State.UNDONE:
        raise Refusal("run-undone-already")
    changes = list(stored.changes.select_related("item").order_by("-pk"))
    touched = [change for change in changes if change.item.version != change.version_after]
    if touched:
        raise Refusal("changed-since-run", items=len(touched), first=touched[0].item.slug)
    for change in changes:
        records = SourceRecord.objects.filter(item=change.item, profile=stored.profile)
        if change.created:
            records.delete()
            library.move_item(item=change.item, step=library.Step.ARCHIVE, moved_by=undone_by, now=now)
        else:
            _changed(change.item, change.before, undone_by, now)
            records.update(fields=change.before)
    stored.state = Run.State.UNDONE
    stored.save(update_fields=["state"])
    _record("import.undone", stored, undone_by, now, {"items": len(changes)})
    return stored


# ---------------------------------------------------------------------- doubles


def _propose(profile: Profile) -> int:
    """Propose the pairs that nobody has seen yet; returns how many."""
    pairs = _new_pairs([], profile)
    LikelyDouble.objects.bulk_create(
        [
            LikelyDouble(one_id=pair.one, other_id=pair.other, evidence=[why.value for why in pair.evidence])
            for pair in pairs
        ]
    )
    return len(pairs)


def _new_pairs(new: Sequence[Candidate], profile: Profile) -> list[Pair]:
    """Pairs of items of the profile's kind of which one is not proposed before; `new` are items still to be made."""
    seen = set(LikelyDouble.objects.order_by().values_list("one_id", "other_id"))
    pairs = likely_doubles([*_candidates(profile), *new])
    return [pair for pair in pairs if (pair.one, pair.other) not in seen]


def _candidates(profile: Profile) -> list[Candidate]:
    items = library.items_for_comparison(profile.kind)
    return [Candidate(pk, profile.kind.value, title, address) for pk, title, address in items]


def _title(fields: dict[str, object]) -> str:
    return next((str(value) for name, value in fields.items() if name.endswith(".title")), "")


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


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _record(name: str, run: Run, by: Person | None, now: datetime, details: dict[str, object]) -> None:
    journal.record(name, on=run.reference, by=by.reference if by else "", at=now, details=details)
