"""The records of a preview, and the items that a run touched, line by line."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import get_language, gettext

from schakel.accounts.public import Person
from schakel.imports.mapping import Problem
from schakel.imports.messages import problem_text
from schakel.imports.models import PreviewRecord, RunChange
from schakel.imports.rules import Outcome
from schakel.imports.web.naming import OUTCOME_TONES, field_name, outcome_name, value_in_words
from schakel.library import public as library
from schakel.library.public import ItemValue


class Change(NamedTuple):
    """What a field was and becomes, in words."""

    name: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.name}: {self.before} → {self.after}"


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A record of a preview, or an item that a run touched."""

    title: str
    key: str
    url: str
    outcome: str
    tone: str
    changes: list[Change]
    problems: list[str]


def lines_of(found: Iterable[object], person: Person) -> Iterator[ShownLine]:
    """PreviewRecords and RunChanges in words; what this person may not see is left out."""
    several = list(found)
    references = {f"item:{each.item_id}" for each in several if isinstance(each, RunChange)}
    items = library.values_by_reference(references, person, today=timezone.localdate())
    for each in several:
        if isinstance(each, PreviewRecord):
            yield _planned_line(each)
        elif isinstance(each, RunChange) and (item := items.get(f"item:{each.item_id}")):
            yield _line_of_change(each, item)


def _planned_line(record: PreviewRecord) -> ShownLine:
    return ShownLine(
        title=record.title or gettext("(no title)"),
        key=record.key,
        url=record.item.get_absolute_url() if record.item else "",
        outcome=outcome_name(record.outcome),
        tone=OUTCOME_TONES[record.outcome],
        changes=[
            Change(field_name(name), value_in_words(name, before), value_in_words(name, after))
            for name, before, after in record.changes
        ],
        problems=[_problem(problem) for problem in record.problems],
    )


def _line_of_change(change: RunChange, item: ItemValue) -> ShownLine:
    outcome = Outcome.CREATE if change.created else Outcome.UPDATE
    return ShownLine(
        title=item.title(get_language() or "nl"),
        key="",
        url=item.url,
        outcome=outcome_name(outcome.value),
        tone=OUTCOME_TONES[outcome.value],
        changes=[],
        problems=[
            _problem({"record": "", "field": name, "code": "changed-here"}) for name in change.conflicts
        ],
    )


def _problem(written: dict[str, str]) -> str:
    problem = Problem(**written)
    sentence = problem_text(problem)
    return f"{field_name(problem.field)}: {sentence}" if problem.field else sentence
