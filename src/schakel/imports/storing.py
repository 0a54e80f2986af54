"""Going through the steps of a run: foretelling them, or doing them inside the transaction of whoever asks."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from schakel.accounts.public import Person
from schakel.imports.doubles import Candidate
from schakel.imports.fields import PLACE, SOURCE_URL, THEMES, draft_of
from schakel.imports.mapping import Known
from schakel.imports.models import Run, RunChange, SourceRecord
from schakel.imports.planning import AT_ONCE, Plan, Step, steps_of
from schakel.imports.profiles import Profile
from schakel.imports.proposing import new_pairs, propose
from schakel.imports.reading import Progress, Reading, read_file
from schakel.imports.rules import Outcome
from schakel.journal import public as journal
from schakel.library import public as library
from schakel.library.public import Content, Item, Provenance
from schakel.organisations.public import Organisation, add_organisation, find_organisation
from schakel.vocabulary.public import Concept, concept_called


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did, or a dry run would do."""

    plan: Plan
    duplicates: int
    run: Run | None = None


def reading_of(profile: Profile, path: Path, now: datetime, progress: Progress) -> Reading:
    """The file read and mapped, with what the hub knows of bodies and themes."""
    known = Known(find_body=cache(_code_of_body), find_theme=cache(_notation_of_theme))
    return read_file(profile, path, known, today=now.date(), progress=progress)


def _code_of_body(name: str) -> str | None:
    found = find_organisation(name)
    return (found.code or found.slug) if found else None


def _notation_of_theme(name: str) -> str | None:
    found = concept_called(name)
    return found.notation if found else None


def foretold(
    reading: Reading, progress: Progress, keep: Callable[[list[Step]], None] | None = None
) -> Report:
    """What becomes of the records; each part of the steps is given to `keep`."""
    plan, done = Plan(reading.profile, reading.repairs), 0
    new: list[Candidate] = []
    for steps in steps_of(reading, plan):
        new += [
            Candidate(
                -done - number,
                reading.profile.kind.value,
                title_in(step.after),
                str(step.after.get(SOURCE_URL, "")),
            )
            for number, step in enumerate(steps, start=1)
            if step.outcome is Outcome.CREATE
        ]
        if keep:
            keep(steps)
        done += len(steps)
        if progress:
            progress(done, reading.count)
    return Report(plan, duplicates=len(new_pairs(new, reading.profile)))


def carried_out(run: Run, reading: Reading, by: Person | None, now: datetime, progress: Progress) -> Report:
    """Do what the plan says, in the caller's transaction."""
    profile = reading.profile
    plan, done, lookup = Plan(profile, reading.repairs), 0, Lookup()
    owner = add_organisation(slug=profile.owner_slug, name=profile.owner_name, type_=profile.owner_type)
    for steps in steps_of(reading, plan):
        new = [step for step in steps if step.outcome is Outcome.CREATE]
        contents = [_content(step.after, profile, owner, now, lookup) for step in new]
        items = library.publish_all(kind=profile.kind, contents=contents, written_by=by, now=now)
        _remember_new(new, items, run)
        for step in steps:
            if step.outcome is Outcome.UPDATE:
                _update(step, run, by, now, lookup)
        _remember(steps, run)
        done += len(steps)
        if progress:
            progress(done, reading.count)
    run.counts, run.repairs = plan.counts, plan.repairs
    run.problems = [asdict(problem) for problem in plan.problems]
    run.state, run.plan_digest, run.ended_at = Run.State.DONE, plan.digest, now
    run.duplicates = duplicates = propose(profile)
    run.save()
    journalled("import.run", run, by, now, {**plan.counts, "duplicates": duplicates})
    return Report(plan, duplicates, run)


def _remember_new(steps: Sequence[Step], items: Sequence[Item], run: Run) -> None:
    SourceRecord.objects.bulk_create(
        SourceRecord(
            profile=run.profile,
            key=step.mapped.key,
            item=item,
            raw=step.mapped.raw,
            fields=step.mapped.fields,
            last_run=run,
        )
        for step, item in zip(steps, items, strict=True)
    )
    RunChange.objects.bulk_create(
        RunChange(run=run, item=item, created=True, version_after=item.version) for item in items
    )


def _update(step: Step, run: Run, by: Person | None, now: datetime, lookup: "Lookup") -> None:
    known = step.known
    if known is None:
        raise ValueError("only what is known can be updated")
    item = changed(known.item, step.after, by, now, lookup)
    RunChange.objects.create(
        run=run,
        item=item,
        created=False,
        before=step.before,
        version_after=item.version,
        conflicts=list(step.conflicts),
    )


def _remember(steps: Iterable[Step], run: Run) -> None:
    """What the source says now of items that were known, where it differs from the last time."""
    changed = [record for step in steps if (record := _spoken_anew(step)) is not None]
    for record in changed:
        record.last_run = run
    SourceRecord.objects.bulk_update(changed, ["raw", "fields", "last_run"], batch_size=AT_ONCE)


def _spoken_anew(step: Step) -> SourceRecord | None:
    """The record of a step with what the source says now; None when that is nothing new."""
    record = step.known
    if record is None or record.is_attached or record.fields == step.mapped.fields:
        return None
    record.raw, record.fields = step.mapped.raw, step.mapped.fields
    return record


def changed(
    item: Item, fields: Mapping[str, object], by: Person | None, now: datetime, lookup: "Lookup | None" = None
) -> Item:
    """The item with these fields; what no source says (its owner, who may see it) stays."""
    draft, lookup = draft_of(fields), lookup or Lookup()
    content = Content(
        texts=draft.texts,
        facts=draft.facts,
        themes=lookup.themes(fields),
        owner=item.owner,
        place=lookup.place(fields),
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


def _content(
    fields: Mapping[str, object], profile: Profile, owner: Organisation, now: datetime, lookup: "Lookup"
) -> Content:
    draft = draft_of(fields)
    spoken = list(draft.texts)
    return Content(
        texts=draft.texts,
        facts=draft.facts,
        themes=lookup.themes(fields),
        owner=owner,
        place=lookup.place(fields),
        original_language=profile.language if profile.language in spoken else spoken[0],
        provenance=Provenance(
            source_url=str(fields.get(SOURCE_URL, "")),
            source_name=profile.source_name,
            licence=profile.licence,
            retrieved_on=now.date(),
        ),
    )


class Lookup:
    """What the fields of a run name, each looked up once."""

    def __init__(self) -> None:
        self._body = cache(find_organisation)
        self._theme = cache(concept_called)

    def place(self, fields: Mapping[str, object]) -> Organisation | None:
        code = fields.get(PLACE)
        return self._body(str(code)) if code else None

    def themes(self, fields: Mapping[str, object]) -> tuple[Concept, ...]:
        named = fields.get(THEMES)
        found = (self._theme(str(name)) for name in (named if isinstance(named, list) else []))
        return tuple(theme for theme in found if theme is not None)


def title_in(fields: Mapping[str, object]) -> str:
    """The first title among the fields; empty when there is none."""
    return next((str(value) for name, value in fields.items() if name.endswith(".title")), "")


def journalled(name: str, run: Run, by: Person | None, now: datetime, details: dict[str, object]) -> None:
    """A row of the journal about a run."""
    journal.record(name, on=run.reference, by=by.reference if by else "", at=now, details=details)
