"""The address of an answer says everything about it: the question, the themes, the filters, the view, the page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from schakel.kernel.points import REACHES
from schakel.matching.askers import Asker
from schakel.matching.asking import QuestionForm
from schakel.matching.availability import NO_WISH, Wish

FACETS = ("kind", "theme", "region", "language", "status")
VIEWS = ("best", "list", "map")
LAST_PAGE = 500
YEARS = range(2000, 2200)
MOST_VALUES = 40


@cache
def _answer_page() -> str:
    return reverse("answer")


@dataclass(frozen=True, slots=True)
class AnswerAddress:
    """What stands behind the question mark."""

    question: str
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    view: str = "best"
    page: int = 1
    document: str = ""
    """The word of a lent document, where the question was made of one and is too long for an address."""
    asker: str = ""
    """Slug of the municipality the question is asked for."""
    wish: Wish = NO_WISH
    """When it should be, and how far away at the most."""

    @property
    def url(self) -> str:
        return f"{_answer_page()}?{urlencode(self.pairs())}"

    def pairs(self, *, leave_out: Iterable[str] = ()) -> list[tuple[str, str]]:
        """Name and value of everything in the address, for links and for hidden fields of forms."""
        pairs = [("document", self.document)] if self.document else [("q", self.question)]
        pairs += [(facet, value) for facet in FACETS for value in self.chosen.get(facet, ())]
        pairs += [("without", theme) for theme in self.without]
        pairs += [("also", theme) for theme in self.also]
        if self.asker:
            pairs.append(("for", self.asker))
        pairs += [(name, value) for name, value in wish_pairs(self.wish) if value]
        if self.view != VIEWS[0]:
            pairs.append(("view", self.view))
        if self.page > 1:
            pairs.append(("page", str(self.page)))
        left_out = frozenset(leave_out)
        return [(name, value) for name, value in pairs if name not in left_out]

    def without_theme(self, theme: str) -> "AnswerAddress":
        return replace(
            self,
            also=tuple(other for other in self.also if other != theme),
            without=(*self.without, theme) if theme not in self.without else self.without,
            page=1,
        )

    def with_theme(self, theme: str) -> "AnswerAddress":
        return replace(
            self,
            also=(*self.also, theme),
            without=tuple(other for other in self.without if other != theme),
            page=1,
        )

    def without_choice(self, facet: str, value: str) -> "AnswerAddress":
        kept = tuple(other for other in self.chosen.get(facet, ()) if other != value)
        return replace(self, chosen={**self.chosen, facet: kept}, page=1)

    def with_choice(self, facet: str, value: str) -> "AnswerAddress":
        return replace(self, chosen={**self.chosen, facet: (value,)}, page=1)

    def without_wish(self, *names: str) -> "AnswerAddress":
        """Without the days (first, last) or the distance (within)."""
        return replace(self, wish=replace(self.wish, **dict.fromkeys(names)), page=1)

    def seen_as(self, view: str) -> "AnswerAddress":
        return replace(self, view=view, page=1)

    def on_page(self, page: int) -> "AnswerAddress":
        return replace(self, page=page)

    def form(self, *, screen_language: str, most: int, asker: Asker | None) -> QuestionForm:
        """The question as it is put; `asker`: the municipality it is asked for (``asker_of``)."""
        return QuestionForm(
            text=self.question,
            screen_language=screen_language,
            conditions={facet: frozenset(values) for facet, values in self.chosen.items() if values},
            without_themes=self.without,
            with_themes=self.also,
            region=asker.region if asker else "",
            wish=self.wish,
            near=asker.point if asker else None,
            size_class=asker.size_class if asker else "",
            page=self.page,
            most=most,
            each_kind=self.view == VIEWS[0] and self.page == 1,
        )


def read_address(query: QueryDict) -> AnswerAddress:
    """The address as somebody typed or followed it; what makes no sense is left out, never an error."""
    page = query.get("page", "1")
    view = query.get("view", VIEWS[0])
    return AnswerAddress(
        question=query.get("q", "").replace("\x00", ""),
        chosen={facet: _values(query, facet) for facet in FACETS if query.getlist(facet)},
        without=_values(query, "without"),
        also=_values(query, "also"),
        view=view if view in VIEWS else VIEWS[0],
        page=min(int(page), LAST_PAGE) if _is_a_page(page) else 1,
        document=query.get("document", "")[:80],
        asker=query.get("for", "")[:80],
        wish=Wish(_day(query, "from"), _day(query, "until"), _reach(query)),
    )


def wish_pairs(wish: Wish) -> list[tuple[str, str]]:
    """Name and value of when and how far, as they stand in an address; empty for what does not matter."""
    return [
        ("from", wish.first.isoformat() if wish.first else ""),
        ("until", wish.last.isoformat() if wish.last else ""),
        ("within", str(wish.within) if wish.within else ""),
    ]


def _day(query: QueryDict, name: str) -> date | None:
    written = query.get(name, "")[:10]
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return None
    return day if day.year in YEARS else None


def _reach(query: QueryDict) -> int | None:
    written = query.get("within", "")
    return int(written) if written in {str(reach) for reach in REACHES} else None


LONGEST_NUMBER = 5
"""Digits of a page number that are read; a longer one is nonsense."""


def _is_a_page(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) <= LONGEST_NUMBER and int(word) > 0


def _values(query: QueryDict, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value[:80] for value in query.getlist(name)[:MOST_VALUES] if value))
