"""What becomes of each record, found out without changing anything: a dry run, and half of a run."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from schakel.imports import rules
from schakel.imports.fields import draft_of, fields_of
from schakel.imports.mapping import Mapped, Problem
from schakel.imports.models import SourceRecord
from schakel.imports.profiles import Profile
from schakel.imports.reading import Reading
from schakel.imports.rules import Outcome
from schakel.kernel.refusal import Refusal
from schakel.library.public import KINDS, check_draft

AT_ONCE = 500
MOST_PROBLEMS = 2000
"""So many problems are listed; all are counted."""


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of one record, and what a person should know of it."""

    mapped: Mapped
    outcome: Outcome
    before: dict[str, object] = field(default_factory=dict)
    after: dict[str, object] = field(default_factory=dict)
    known: SourceRecord | None = None
    conflicts: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass
class Plan:
    """What a run comes to: filled while its steps are gone through."""

    profile: Profile
    repairs: dict[str, int]
    outcomes: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    _seal: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    @property
    def counts(self) -> dict[str, int]:
        counted = {outcome.value: self.outcomes[outcome.value] for outcome in Outcome}
        return {"read": sum(counted.values()), **counted}

    @property
    def digest(self) -> str:
        """The same for two plans that do the same with the same records."""
        return self._seal.hexdigest()

    def add(self, step: Step) -> None:
        self.outcomes[step.outcome.value] += 1
        self.problem_count += len(step.problems)
        self.problems += step.problems[: MOST_PROBLEMS - len(self.problems)]
        said = [step.mapped.key, step.outcome.value, step.before, step.after, step.conflicts]
        self._seal.update(json.dumps(said, sort_keys=True).encode())


def steps_of(reading: Reading, plan: Plan) -> Iterator[list[Step]]:
    """The steps of a run, some hundreds at a time; each is counted in the plan before it is given."""
    seen: set[str] = set()
    mapped = iter(reading)
    while part := list(islice(mapped, AT_ONCE)):
        known = _known(reading.profile, part)
        steps = [_step(reading.profile, entry, known.get(entry.key), seen) for entry in part]
        for step in steps:
            plan.add(step)
        yield steps


def _step(profile: Profile, mapped: Mapped, known: SourceRecord | None, seen: set[str]) -> Step:
    refused = _refused(profile, mapped, seen)
    seen.add(mapped.key)
    if refused:
        return Step(mapped, Outcome.REFUSE, problems=(*mapped.problems, Problem(mapped.key, "", refused)))
    if known is None:
        return Step(mapped, Outcome.CREATE, after=mapped.fields, problems=mapped.problems)
    if known.is_attached:
        return Step(mapped, Outcome.UNCHANGED, known=known, problems=mapped.problems)
    here = fields_of(known.item)
    result = rules.merged(before=known.fields, here=here, now=mapped.fields)
    return Step(
        mapped,
        rules.outcome(is_known=True, here=here, after=result.fields),
        here,
        result.fields,
        known,
        result.conflicts,
        (*mapped.problems, *(Problem(mapped.key, name, "changed-here") for name in result.conflicts)),
    )


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
    return {
        record.key: record
        for record in records.select_related("item__place").prefetch_related("item__texts", "item__themes")
    }
