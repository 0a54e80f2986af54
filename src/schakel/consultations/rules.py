"""The life of a market consultation: who takes it from where to where, and what is fair to all; plain Python.

Sources: Directive 2014/24/EU articles 40 and 41, Aanbestedingswet 2012 articles 2.25 and 2.51: an authority may
consult the market to prepare a procurement, as long as that does not distort competition; whoever took part gets
no advantage, so that others are given the same information and enough time.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from schakel.kernel.refusal import Refusal


class State(StrEnum):
    PREPARED = "prepared"
    OPEN = "open"
    CLOSED = "closed"
    REPORTED = "reported"


class Step(StrEnum):
    OPEN = "open"
    CLOSE = "close"
    REPORT = "report"


DECIDE, HELP, ASK, TAKE_PART = (
    "consultation.decide",
    "consultation.help",
    "consultation.ask",
    "consultation.take-part",
)
"""By the owner alone; by the owner and the staff; by whoever is signed in; by who belongs to another organisation."""


@dataclass(frozen=True, slots=True)
class Way:
    """From which state a step leads where, and the act somebody must be allowed.

    Without an act nobody takes it: time does.
    """

    come_from: State
    to: State
    act: str


WAYS: dict[Step, Way] = {
    Step.OPEN: Way(State.PREPARED, State.OPEN, DECIDE),
    Step.CLOSE: Way(State.OPEN, State.CLOSED, ""),
    Step.REPORT: Way(State.CLOSED, State.REPORTED, DECIDE),
}
"""The one table of who takes a consultation from where to where.

It closes after its last day, for everybody at once.
"""

SHORTEST = timedelta(days=10)
"""A consultation is open for at least so long, so that who hears of it late can still take part."""
LONGEST = timedelta(days=365)
ANSWERED_BEFORE_END = timedelta(days=3)
"""Between the last day for questions and the last day: time to read the answers."""
REMINDED_BEFORE_END = timedelta(days=3)
LONGEST_TEXT = 20_000
"""Characters of the text of a consultation, and of what came of it."""
LONGEST_WORDS = 4_000
"""Characters of a question, an answer, or what a participant writes."""
MOST_FILES = 30
MOST_FILES_OF_PARTICIPANT = 5
MOST_INQUIRIES_OF_PERSON = 20
"""Questions of one person in one consultation."""


def next_state(state: State, step: Step) -> State:
    """Where this step leads; a Refusal when it is not possible from here."""
    way = WAYS[step]
    if state is not way.come_from:
        raise Refusal("consultation-step-not-possible", state=state.value)
    return way.to


def state_at(state: State, *, closes_on: date | None, today: date) -> State:
    """Where it stands today: what was open until yesterday is closed, whether anybody stored that or not."""
    if state is State.OPEN and closes_on is not None and today > closes_on:
        return State.CLOSED
    return state


def blocks(state: State) -> bool:
    """Whether there are no private introductions about its challenge."""
    return state in (State.PREPARED, State.OPEN)


def check_text(text: str, *, longest: int = LONGEST_WORDS) -> str:
    """The words without white space around them; a Refusal for none or too many."""
    tidy = text.strip()
    if not tidy:
        raise Refusal("consultation-words-missing")
    if len(tidy) > longest:
        raise Refusal("consultation-words-too-long", longest=longest)
    return tidy


def check_period(*, questions_until: date | None, closes_on: date | None, today: date) -> None:
    """A Refusal for a period that gives people too little time, or too much."""
    if closes_on is None or not today + SHORTEST <= closes_on <= today + LONGEST:
        raise Refusal("consultation-period", shortest=SHORTEST.days, longest=LONGEST.days)
    if questions_until is None or not today <= questions_until <= closes_on - ANSWERED_BEFORE_END:
        raise Refusal("consultation-questions-period", days=ANSWERED_BEFORE_END.days)


def check_extension(*, closes_on: date, before: date, today: date) -> None:
    """A Refusal for another last day than a later one: nobody who counted on the first is harmed."""
    if not before < closes_on <= today + LONGEST:
        raise Refusal("consultation-not-longer")


@dataclass(frozen=True, slots=True)
class Opening:
    """What is known of the challenge at the moment of opening."""

    is_for_everybody: bool
    """Anybody may find it, with an account or without, and it is not confidential."""
    is_running: bool


def check_opening(opening: Opening) -> None:
    """A Refusal where not everybody would get the same."""
    if not opening.is_for_everybody:
        raise Refusal("consultation-not-for-everybody")
    if not opening.is_running:
        raise Refusal("consultation-challenge-not-open")


def check_is_open(state: State) -> None:
    if state is not State.OPEN:
        raise Refusal("consultation-not-open")


def check_inquiry(*, state: State, questions_until: date | None, number_of_person: int, today: date) -> None:
    """A Refusal for a question that comes too early, too late, or is one too many of one person."""
    check_is_open(state)
    if questions_until is None or today > questions_until:
        raise Refusal("inquiry-too-late")
    if number_of_person >= MOST_INQUIRIES_OF_PERSON:
        raise Refusal("inquiries-too-many", most=MOST_INQUIRIES_OF_PERSON)
