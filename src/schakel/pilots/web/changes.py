"""What of a pilot was changed, before and after, word by word."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext

from schakel.kernel.comparing import pieces_of
from schakel.library import public as library
from schakel.pilots.rules import FIELDS
from schakel.pilots.web.forms import TextForm


def changes_in(name: str, details: Mapping[str, object]) -> list[dict[str, object]]:
    """For each thing that a row of the journal says was changed, its label and both texts in one."""
    changes = details.get("changes")
    if isinstance(changes, Mapping):
        labels: dict[str, str] = {
            key: str(field.label) for key, field in TextForm(names=FIELDS).fields.items()
        }
        return [
            _change(labels.get(str(key), str(key)), *(_words(str(key), one) for one in pair))
            for key, pair in changes.items()
        ]
    if name == "pilot.measures-changed":
        return [_change(gettext("Measures"), _measures(details["before"]), _measures(details["after"]))]
    if name == "pilot.phases-changed" and "before" in details:
        return [_change(gettext("Steps of the plan"), _lines(details["before"]), _lines(details["phases"]))]
    return []


def _change(label: str, before: str, after: str) -> dict[str, object]:
    return {"label": label, "pieces": pieces_of(before, after)}


def _words(name: str, value: object) -> str:
    if not value:
        return ""
    if name == "budget_band":
        return library.choice_name("cost_band", str(value))
    if name in ("starts_on", "ends_on"):
        return date_format(date.fromisoformat(str(value)), "j F Y")
    return str(value)


def _measures(rows: object) -> str:
    """One measure on each line: its name and unit, before, aimed for and afterwards."""
    said = []
    for name, unit, *numbers in _listed(rows):
        before, aimed, measured = (str(number) or "–" for number in numbers)
        said.append(
            gettext("%(name)s (%(unit)s): before %(before)s, aimed for %(aimed)s, afterwards %(measured)s")
            % {"name": name, "unit": unit or "–", "before": before, "aimed": aimed, "measured": measured}
        )
    return "\n".join(said)


def _lines(rows: object) -> str:
    return "\n".join(str(one) for one in _listed(rows))


def _listed(rows: object) -> Sequence[Any]:
    """What stands in a row of the journal, which is JSON."""
    return rows if isinstance(rows, list | tuple) else []
