"""What a run will do, record by record, found out without changing anything: a dry run, and half of a run."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from schakel.imports import rules
from schakel.imports.fields import draft_of, fields_of
from schakel.imports.mapping import Mapped, Mapper, Problem
from schakel.imports.mending import Mender
from schakel.imports.models import SourceRecord
from schakel.imports.profiles import Profile
from schakel.imports.records import read_records
from schakel.imports.rules import Outcome
from schakel.kernel.refusal import Refusal
from schakel.library.public import KINDS, check_draft
from schakel.organisations.public import find_organisation

AT_ONCE = 500
MOST_PROBLEMS = 2000
"""So many problems are listed; all are counted."""


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of one record."""

    mapped: Mapped
    outcome: Outcome
    after: dict[str, object] = field(default_factory=dict)
    known: SourceRecord | None = None
    conflicts: tuple[str, ...] = ()


@dataclass
class Plan:
    """Everything a run does with a file, in the order of its records."""

    profile: Profile
    steps: list[Step]
    repairs: dict[str, int]
    problems: list[Problem]

    @property
    def counts(self) -> dict[str, int]:
        outcomes = Counter(step.outcome.value for step in self.steps)
        return {"read": len(self.steps), **{outcome.value: outcomes[outcome.value] for outcome in Outcome}}


def planned(profile: Profile, path: Path, *, today: date) -> Plan:
    """What a run with this file would do now. Raises a Refusal when the file cannot be read at all."""
    mender = Mender()
    mapper = Mapper(profile, mender, _code_of_body, today=today)
    records = read_records(path, profile.formats, mender.note)
    steps: list[Step] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    for mapped in _in_parts(mapper.map(record) for record in records):
        known = _known(profile, mapped)
        for entry in mapped:
            step, why = _step(profile, entry, known.get(entry.key), seen)
            steps.append(step)
            problems += [*entry.problems, *why]
    return Plan(profile, steps, dict(sorted(mender.repairs.items())), problems)


def _step(
    profile: Profile, mapped: Mapped, known: SourceRecord | None, seen: set[str]
) -> tuple[Step, list[Problem]]:
    refused = _refused(profile, mapped, seen)
    seen.add(mapped.key)
    if refused:
        return Step(mapped, Outcome.REFUSE), [Problem(mapped.key, "", refused)]
    if known is None:
        return Step(mapped, Outcome.CREATE, mapped.fields), []
    if known.is_attached:
        return Step(mapped, Outcome.UNCHANGED, known=known), []
    here = fields_of(known.item)
    result = rules.merged(before=known.fields, here=here, now=mapped.fields)
    outcome = rules.outcome(is_known=True, here=here, after=result.fields)
    told = [Problem(mapped.key, name, "changed-here") for name in result.conflicts]
    return Step(mapped, outcome, result.fields, known, result.conflicts), told


def _refused(profile: Profile, mapped: Mapped, seen: set[str]) -> str:
    if not mapped.key:
        return "key-missing"
    if mapped.key in seen:
        return "key-twice"
    try:
        check_draft(KINDS[profile.kind], draft_of(mapped.fields))
    except Refusal as refusal:
        return refusal.code
    return ""


def _known(profile: Profile, mapped: Iterable[Mapped]) -> dict[str, SourceRecord]:
    keys = [entry.key for entry in mapped]
    records = SourceRecord.objects.filter(profile=profile.name, key__in=keys).order_by("pk")
    return {record.key: record for record in records.select_related("item").prefetch_related("item__texts")}


def _in_parts(mapped: Iterator[Mapped]) -> Iterator[list[Mapped]]:
    part: list[Mapped] = []
    for entry in mapped:
        part.append(entry)
        if len(part) == AT_ONCE:
            yield part
            part = []
    if part:
        yield part


def _code_of_body(name: str) -> str | None:
    found = find_organisation(name)
    return (found.code or found.slug) if found else None
