"""The address of the agenda says everything about it: what is wanted, from when to when, and how it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from schakel.accounts.public import Person
from schakel.agenda.rules import (
    FORMATS,
    LONGEST_WORDS,
    PRICES,
    Wanted,
    day_asked,
    last_of_month,
    month_asked,
)
from schakel.kernel.languages import LANGUAGES
from schakel.kernel.points import REACHES, Reach
from schakel.organisations import public as organisations

FILTERS = ("kind", "theme", "place", "format", "language", "price", "organiser")
"""Those of which values are chosen; a day is wanted that fits one value of each."""
LIST, MONTH = "list", "month"
LONGEST_VALUE = 80
MOST_VALUES = 20


@dataclass(frozen=True, slots=True)
class AgendaAddress:
    """``begin`` and ``end`` are empty where nobody chose them. ``month``: the first day of the month that is shown."""

    month: date
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: str = ""
    begin: date | None = None
    end: date | None = None
    view: str = LIST
    near: str = ""
    """Slug of the municipality or province from where kilometres count; nothing without ``reach``."""
    reach: Reach | None = None

    @property
    def wanted(self) -> Wanted:
        return Wanted(
            kinds=self._set("kind"),
            themes=self._set("theme"),
            places=self._set("place"),
            formats=self._set("format"),
            languages=self._set("language"),
            price=next(iter(self.chosen.get("price", ())), ""),
            organisers=self._set("organiser"),
            words=self.words,
            reach=self.reach,
        )

    def _set(self, name: str) -> frozenset[str]:
        return frozenset(self.chosen.get(name, ()))

    def period(self, *, today: date) -> tuple[date, date | None]:
        """From which day to which one is looked: that of the month, or from today on."""
        if self.view == MONTH:
            return self.month, last_of_month(self.month)
        return self.begin or today, self.end

    @property
    def is_filtered(self) -> bool:
        return bool(self.chosen or self.words or self.begin or self.end or self.reach)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Name and value of every filter, without the way it is shown."""
        pairs = [(name, value) for name in FILTERS for value in self.chosen.get(name, ())]
        near = (self.near, self.reach.within) if self.reach else ("", "")
        named = (
            ("q", self.words),
            ("from", self.begin),
            ("until", self.end),
            ("near", near[0]),
            ("within", near[1]),
        )
        return [*pairs, *((name, str(value)) for name, value in named if value)]

    @property
    def url(self) -> str:
        shown = []
        if self.view == MONTH:
            shown = [("view", MONTH), ("month", f"{self.month:%Y-%m}")]
        return _joined(reverse("agenda"), [*self.pairs, *shown])

    def file_url(self, name: str) -> str:
        """The same days as a file or a feed."""
        return _joined(reverse(name), self.pairs)

    def showing(self, view: str, *, month: date | None = None) -> "AgendaAddress":
        return replace(self, view=view, month=month or self.month)

    def only(self, name: str, value: str) -> "AgendaAddress":
        """With one value of this filter; with none where it is empty."""
        chosen = {**self.chosen, name: (value,) if value else ()}
        return replace(self, chosen={key: values for key, values in chosen.items() if values})

    def without(self, name: str, value: str) -> "AgendaAddress":
        """With one filter less."""
        if name == "q":
            return replace(self, words="")
        if name in ("near", "within"):
            return replace(self, near="", reach=None)
        if name in ("from", "until"):
            return replace(self, begin=None) if name == "from" else replace(self, end=None)
        kept = tuple(other for other in self.chosen.get(name, ()) if other != value)
        chosen = {**self.chosen, name: kept}
        return replace(self, chosen={key: values for key, values in chosen.items() if values})


def read_address(
    sent: QueryDict, *, kinds: Mapping[str, str], today: date, person: Person | None
) -> AgendaAddress:
    """What of an address can be used; the rest of it is left out."""
    near = sent.get("near", "")[:LONGEST_VALUE].replace("\x00", "")
    reach = organisations.reach_from(near, _kilometres(sent.get("within", "")), person=person)
    closed = {"kind": tuple(kinds), "format": FORMATS, "price": PRICES, "language": tuple(LANGUAGES)}
    chosen = {}
    for name in FILTERS:
        values = [value.strip() for value in sent.getlist(name)[:MOST_VALUES]]
        usable = [one for one in values if one and len(one) <= LONGEST_VALUE and "\x00" not in one]
        known = closed.get(name)
        kept = tuple(dict.fromkeys(one for one in usable if known is None or one in known))
        if kept:
            chosen[name] = kept[:1] if name == "price" else kept
    return AgendaAddress(
        month=month_asked(sent.get("month", ""), today=today),
        chosen=chosen,
        words=" ".join(sent.get("q", "").replace("\x00", "").split())[:LONGEST_WORDS],
        begin=day_asked(sent.get("from", "")),
        end=day_asked(sent.get("until", "")),
        view=MONTH if sent.get("view") == MONTH else LIST,
        near=near if reach else "",
        reach=reach,
    )


def _kilometres(text: str) -> int | None:
    return int(text) if text in {str(one) for one in REACHES} else None


def _joined(path: str, pairs: list[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(pairs)}" if pairs else path
