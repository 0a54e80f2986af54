"""Answers and counts as programs get them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from schakel.api.public import (
    Asked,
    Language,
    Mentioned,
    PlainText,
    Province,
    Shape,
    Slug,
    Values,
    whole_address,
)
from schakel.library.public import Kind
from schakel.matching.public import LONGEST_QUESTION, ToldAnswer, ToldItem, Wish

MOST = 100
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))]


def _number(written: object) -> object:
    """In an address every value is text."""
    is_number = isinstance(written, str) and written.isascii() and written.isdigit() and len(written) <= 4  # noqa: PLR2004
    return int(str(written)) if is_number else written


Kilometres = Annotated[Literal[10, 25, 50, 100], BeforeValidator(_number)]
"""As on the answer page: `kernel.points.REACHES`."""


class ReasonShape(Shape):
    """One true part of the score, as a sentence."""

    text: str
    part: float = Field(description="How much of the score it makes, from 0 to 1.")


class MatchShape(Shape):
    """One item of the answer, with why it is there."""

    id: str = Field(description="Ask for it at /items.")
    kind: Kind
    title: str
    score: float = Field(description="The answer is ordered by it.")
    dots: int = Field(description="How well it fits, from one to five.")
    reasons: list[ReasonShape]
    missing: list[str] = Field(description="What may not fit.")
    page: str = Field(description="Address of its page, for people.")
    doubles: list[str] = Field(description="Items that are nearly the same and stand behind this one.")


class UnderstoodShape(Shape):
    """What the hub made of the question."""

    language: str
    themes: list[Mentioned]


class AnswerShape(Shape):
    """The answer to a question, the best first."""

    items: list[MatchShape]
    understood: UnderstoodShape
    facets: dict[str, dict[str, int]] = Field(description="Number of items by value, for each filter.")
    total: int = Field(description="Items that meet the question, whether or not they are shown.")
    fits_well: bool = Field(description="Whether the best of them are worth calling an answer.")


class ValueShape(Shape):
    """A value of a filter, with how many items have it."""

    value: str
    label: str
    count: int


class FacetShape(Shape):
    """A filter and its values, the most frequent first."""

    name: str
    values: list[ValueShape]


class FacetsShape(Shape):
    """How many items there are, and of what."""

    total: int
    facets: list[FacetShape]


class Narrowed(Asked):
    """By what an answer can be narrowed. Values of one name are alternatives."""

    kind: Annotated[list[Kind], Field(max_length=len(Kind))] = Field(
        default_factory=list, description="Only these kinds."
    )
    theme: Values = Field(default_factory=list, description="Only of these themes, or of what is narrower.")
    region: list[Province] = Field(
        default_factory=list, max_length=12, description="Only in these provinces, by their codes: pv28."
    )
    language: list[Language] = Field(
        default_factory=list, max_length=2, description="Only what is there in one of these languages."
    )
    status: Values = Field(
        default_factory=list, description="Only what is this far; /kinds says what there is."
    )

    def conditions(self) -> dict[str, frozenset[str]]:
        chosen: dict[str, Sequence[str]] = {
            "kind": [kind.value for kind in self.kind],
            "theme": self.theme,
            "region": self.region,
            "language": self.language,
            "status": self.status,
        }
        return {name: frozenset(values) for name, values in chosen.items() if values}


class Questioned(Narrowed):
    """A question."""

    q: PlainText = Field(
        max_length=LONGEST_QUESTION,
        description="The question, in your own words.",
        examples=["hitte in de wijk"],
    )
    without: Values = Field(
        default_factory=list, description="Themes that were recognised and are not meant."
    )
    also: Values = Field(default_factory=list, description="Themes that are meant as well.")
    for_: Slug = Field(
        default="",
        alias="for",
        description="The municipality or province it is asked for, by its name in addresses.",
    )
    from_: Day | None = Field(
        default=None,
        alias="from",
        description="Facilities, trainings and events only if they can be had on a day from this one on.",
        examples=["2027-05-01"],
    )
    until: Day | None = Field(
        default=None, description="And on a day up to and with this one; a month after `from` without it."
    )
    within: Kilometres | None = Field(
        default=None,
        description="At most so many kilometres from who it is asked for, or from the place in the question.",
    )
    k: int = Field(default=10, ge=1, le=MOST, description="At most so many items.")

    def wish(self) -> Wish:
        return Wish(self.from_, self.until, self.within)


class Counted(Narrowed):
    """What is counted: everything there is, or what meets a question."""

    q: PlainText = Field(
        default="", max_length=LONGEST_QUESTION, description="Count only what meets this question."
    )


def by_number(counts: Mapping[str, int]) -> dict[str, int]:
    """The most frequent first; of those that are as frequent by their names."""
    return dict(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])))


def answer_shape(told: ToldAnswer) -> AnswerShape:
    return AnswerShape(
        items=[_match_shape(item) for item in told.items],
        understood=UnderstoodShape(
            language=told.language,
            themes=[Mentioned(id=notation, label=label) for notation, label in told.themes],
        ),
        # In an order of their own: that of the index would tell of what it holds beside what may be seen.
        facets={name: by_number(told.counts[name]) for name in sorted(told.counts)},
        total=told.total,
        fits_well=told.fits_well,
    )


def _match_shape(item: ToldItem) -> MatchShape:
    return MatchShape(
        id=item.id,
        kind=Kind(item.kind),
        title=item.title,
        score=item.score,
        dots=item.dots,
        reasons=[ReasonShape(text=reason.text, part=reason.part) for reason in item.reasons],
        missing=list(item.missing),
        page=whole_address(item.address),
        doubles=list(item.doubles),
    )
