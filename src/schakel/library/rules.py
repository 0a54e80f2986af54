"""The life of an item, who may find it, and whether its facts are usable; plain Python."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from schakel.kernel.refusal import Refusal
from schakel.library.kinds import Fact, KindDefinition, Shape


class State(StrEnum):
    DRAFT = "draft"
    REVIEW = "review"
    PUBLISHED = "published"
    NEEDS_UPDATE = "needs-update"
    ARCHIVED = "archived"


class Visibility(StrEnum):
    """Who may find a published item, from few to many."""

    ORGANISATION = "organisation"
    PARTNERS = "partners"
    NETWORK = "network"
    PUBLIC = "public"


class Step(StrEnum):
    """What somebody does to move an item on."""

    SUBMIT = "submit"
    PUBLISH = "publish"
    SEND_BACK = "send-back"
    ARCHIVE = "archive"
    RESTORE = "restore"


STEPS: dict[tuple[State, Step], State] = {
    (State.DRAFT, Step.SUBMIT): State.REVIEW,
    (State.REVIEW, Step.PUBLISH): State.PUBLISHED,
    (State.REVIEW, Step.SEND_BACK): State.DRAFT,
    (State.DRAFT, Step.PUBLISH): State.PUBLISHED,
    (State.NEEDS_UPDATE, Step.PUBLISH): State.PUBLISHED,
    (State.PUBLISHED, Step.ARCHIVE): State.ARCHIVED,
    (State.NEEDS_UPDATE, Step.ARCHIVE): State.ARCHIVED,
    (State.DRAFT, Step.ARCHIVE): State.ARCHIVED,
    (State.ARCHIVED, Step.RESTORE): State.DRAFT,
}
FINDABLE = frozenset({State.PUBLISHED, State.NEEDS_UPDATE})
REVIEW_AFTER = timedelta(days=365)
"""A published item is looked at again a year after it was last verified."""


def next_state(state: State, step: Step) -> State:
    """Where this step leads; a Refusal when it is not possible from here."""
    if (state, step) not in STEPS:
        raise Refusal("step-not-possible", state=state.value, step=step.value)
    return STEPS[state, step]


def possible_steps(state: State) -> tuple[Step, ...]:
    return tuple(step for (from_state, step) in STEPS if from_state == state)


def state_at(state: State, *, verified_on: date | None, today: date) -> State:
    """The state as it stands today: a published item that was not verified for a year needs an update."""
    if state is State.PUBLISHED and verified_on is not None and today - verified_on > REVIEW_AFTER:
        return State.NEEDS_UPDATE
    return state


STAFF_AUDIENCE = "staff"
NETWORK_AUDIENCE = "network"
PARTNERS_AUDIENCE = "partners"
PUBLIC_AUDIENCE = "public"


def organisation_audience(organisation_id: int) -> str:
    return f"organisation:{organisation_id}"


def audiences_of(
    *, state: State, visibility: Visibility, owner_id: int, co_owners: Iterable[int] = ()
) -> frozenset[str]:
    """Who may find an item: members of who owns it and hub staff always, others by visibility once it is published."""
    audiences = {STAFF_AUDIENCE, *map(organisation_audience, (owner_id, *co_owners))}
    if state in FINDABLE:
        if visibility is Visibility.PUBLIC:
            audiences.add(PUBLIC_AUDIENCE)
        elif visibility is Visibility.NETWORK:
            audiences.add(NETWORK_AUDIENCE)
        elif visibility is Visibility.PARTNERS:
            audiences.add(PARTNERS_AUDIENCE)
    return frozenset(audiences)


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants an item to be: texts by language and name, facts by name."""

    texts: Mapping[str, Mapping[str, str]]
    facts: Mapping[str, object]


LONGEST = {"title": 200, "summary": 400}
LONGEST_OTHER = 20_000
LONGEST_WORD = 300
LONGEST_FIGURE = 120
LARGEST_NUMBER = 10**13
LARGEST_DECIMAL = 1e6
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100


def check_draft(definition: KindDefinition, draft: Draft) -> None:
    """Raise a Refusal for the first thing that is not usable: a missing title, an unknown or misshapen fact."""
    if not any(texts.get("title", "").strip() for texts in draft.texts.values()):
        raise Refusal("title-missing")
    for language, texts in draft.texts.items():
        if any(text.strip() for text in texts.values()) and not texts.get("title", "").strip():
            raise Refusal("title-missing", language=language)
        for name, text in texts.items():
            if definition.text(name) is None:
                raise Refusal("text-unknown", name=name)
            longest = LONGEST.get(name, LONGEST_OTHER)
            if len(text) > longest:
                raise Refusal("text-too-long", name=name, longest=longest)
    for name, value in draft.facts.items():
        fact = definition.fact(name)
        if fact is None:
            raise Refusal("fact-unknown", name=name)
        if not fact_is_usable(fact, value):
            raise Refusal("fact-not-usable", name=name)


def fact_is_usable(fact: Fact, value: object) -> bool:
    """Whether the value has the shape the fact asks for."""
    match fact.shape:
        case Shape.WORD:
            return isinstance(value, str) and 0 < len(value) <= LONGEST_WORD
        case Shape.WORDS | Shape.BODIES:
            return isinstance(value, list) and all(
                isinstance(word, str) and 0 < len(word) <= LONGEST_WORD for word in value
            )
        case Shape.NUMBER | Shape.CENTS:
            return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_NUMBER
        case Shape.DECIMAL:
            return (
                isinstance(value, int | float)
                and not isinstance(value, bool)
                and -LARGEST_DECIMAL <= value <= LARGEST_DECIMAL
            )
        case Shape.YEAR:
            return (
                isinstance(value, int)
                and not isinstance(value, bool)
                and EARLIEST_YEAR <= value <= LATEST_YEAR
            )
        case Shape.DATE:
            return is_date(value)
        case Shape.DATES:
            return isinstance(value, list) and all(is_date(day) for day in value)
        case Shape.TIME:
            return isinstance(value, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value) is not None
        case Shape.CHOICE:
            return value in fact.choices
        case Shape.CHOICES:
            return isinstance(value, list) and all(word in fact.choices for word in value)
        case Shape.ADDRESS:
            return isinstance(value, str) and re.fullmatch(r"https?://[^\s<>\"]{3,1000}", value) is not None
        case Shape.FIGURES:
            return isinstance(value, list) and all(_is_figure(figure) for figure in value)
        case Shape.WINDOWS:  # pragma: no branch - mypy knows that this is the last shape
            return isinstance(value, list) and all(_is_window(window) for window in value)


def is_date(value: object) -> bool:
    """Whether the value is a day written as 2026-11-23."""
    if not isinstance(value, str) or re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) is None:
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_figure(figure: object) -> bool:
    return (
        isinstance(figure, dict)
        and set(figure) == {"value", "unit_nl", "unit_en"}
        and all(isinstance(word, str) and len(word) <= LONGEST_FIGURE for word in figure.values())
        and bool(figure["value"])
    )


def _is_window(window: object) -> bool:
    return (
        isinstance(window, dict)
        and set(window) == {"opens_on", "closes_on"}
        and is_date(window["opens_on"])
        and is_date(window["closes_on"])
        and window["opens_on"] <= window["closes_on"]
    )
