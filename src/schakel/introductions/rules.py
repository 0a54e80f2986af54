"""The life of an introduction: who takes it where, what is promised when, and when contacts are shown; plain Python."""

import hashlib
import statistics
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from schakel.kernel.languages import LANGUAGES
from schakel.kernel.refusal import Refusal


class State(StrEnum):
    REQUESTED = "requested"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    HELD = "held"
    FINISHED = "finished"


class Step(StrEnum):
    """What takes an introduction further."""

    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"
    HOLD = "hold"
    TALK = "talk"
    FINISH = "finish"


class Side(StrEnum):
    """The two that meet."""

    REQUESTER = "requester"
    RECEIVER = "receiver"

    @property
    def other(self) -> "Side":
        return Side.RECEIVER if self is Side.REQUESTER else Side.REQUESTER


BOTH = frozenset(Side)


@dataclass(frozen=True, slots=True)
class Way:
    """From which states a step leads where, which side takes it (none: time does), and the act they must be allowed."""

    come_from: tuple[State, ...]
    to: State
    sides: frozenset[Side]
    act: str


ANSWER, WITHDRAW, TAKE_PART, BROKER = (
    "introduction.answer",
    "introduction.withdraw",
    "introduction.take-part",
    "introduction.broker",
)
"""By the desk that is asked, or an adviser for it; by who asked; by either side or an adviser; by an adviser."""
_TOGETHER = (State.ACCEPTED, State.HELD)
WAYS: dict[Step, Way] = {
    Step.ACCEPT: Way((State.REQUESTED,), State.ACCEPTED, frozenset({Side.RECEIVER}), ANSWER),
    Step.DECLINE: Way((State.REQUESTED,), State.DECLINED, frozenset({Side.RECEIVER}), ANSWER),
    Step.WITHDRAW: Way((State.REQUESTED, *_TOGETHER), State.WITHDRAWN, BOTH, WITHDRAW),
    Step.LAPSE: Way((State.REQUESTED,), State.LAPSED, frozenset(), ""),
    Step.HOLD: Way((State.ACCEPTED,), State.HELD, BOTH, TAKE_PART),
    Step.TALK: Way(_TOGETHER, State.HELD, BOTH, TAKE_PART),
    Step.FINISH: Way(_TOGETHER, State.FINISHED, BOTH, TAKE_PART),
}
"""The one table of who takes an introduction from where to where."""
WAITING = frozenset({State.REQUESTED})
TOGETHER = frozenset(_TOGETHER)
"""Both said yes, and nobody said yet what came of it."""
SHOWS_CONTACTS = TOGETHER | {State.FINISHED}
ENDED = frozenset({State.DECLINED, State.LAPSED, State.WITHDRAWN, State.FINISHED})

LONGEST_WHY = 2_000
LONGEST_WORDS = 2_000
"""Characters of a request, and of a reason or an outcome."""
LONGEST_TELEPHONE = 30
LONGEST_NAME = 120
MOST_TIMES = 3
"""Moments that are proposed together."""
MOST_A_DAY, MOST_A_DAY_OF_ONE_BODY = 10, 30
"""Requests of one person and of one organisation in a day: nobody collects contacts here."""
A_DAY = timedelta(days=1)
MEETING_LASTS = timedelta(hours=1)
FARTHEST_TIME = timedelta(days=180)
LONGEST_MEETING_MINUTES = 24 * 60


def state_at(state: State, *, lapses_at: datetime, now: datetime) -> State:
    """Where it stands at this moment: what nobody answered in time has lapsed, whether or not a job looked."""
    return State.LAPSED if state is State.REQUESTED and lapses_at <= now else state


def next_state(state: State, step: Step, *, side: Side | None) -> State:
    """Where this step leads; a Refusal when it is not possible from here, or not for this side."""
    way = WAYS[step]
    if state not in way.come_from:
        raise Refusal("introduction-step-not-possible", state=state.value, step=step.value)
    if step is Step.WITHDRAW and state is State.REQUESTED and side is Side.RECEIVER:
        raise Refusal("introduction-not-yours-to-withdraw")
    if side is not None and side not in way.sides:
        raise Refusal("introduction-not-your-step")
    return way.to


def steps_for(state: State, side: Side | None) -> tuple[Step, ...]:
    """The steps that this side can take now."""
    if side is None:
        return ()
    return tuple(
        step
        for step, way in WAYS.items()
        if state in way.come_from
        and side in way.sides
        and not (step is Step.WITHDRAW and state is State.REQUESTED and side is Side.RECEIVER)
    )


# ---------------------------------------------------------------------- what is said


class Decline(StrEnum):
    """Why a desk says no."""

    NO_TIME = "no-time"
    NOT_OUR_FIELD = "not-our-field"
    NOT_NOW = "not-now"
    ALREADY_IN_CONTACT = "already-in-contact"
    OTHER = "other"


class Outcome(StrEnum):
    """What came of it. ``TALKING`` is not the end: it is asked again."""

    TALKING = "talking"
    NOTHING = "nothing"
    PILOT = "pilot"
    SERVICE = "service"
    PURCHASE = "purchase"
    ADOPTED = "adopted"


def step_of(outcome: Outcome) -> Step:
    return Step.TALK if outcome is Outcome.TALKING else Step.FINISH


def check_words(words: str, *, code: str = "") -> str:
    """Words without white space around them; a Refusal for too many, and with a ``code`` for none."""
    tidy = words.strip()
    if code and not tidy:
        raise Refusal(code)
    if len(tidy) > LONGEST_WORDS:
        raise Refusal("introduction-words-too-long", longest=LONGEST_WORDS)
    return tidy


def check_decline(reason: str, words: str) -> tuple[Decline, str]:
    """The reason from the list and the words beside it; whoever chooses "other" says what."""
    if reason not in set(Decline):
        raise Refusal("decline-reason-missing")
    chosen = Decline(reason)
    return chosen, check_words(words, code="decline-words-missing" if chosen is Decline.OTHER else "")


def check_outcome(outcome: str, words: str) -> tuple[Outcome, str]:
    """What came of it and the words beside it; where nothing did, others want to know why."""
    if outcome not in set(Outcome):
        raise Refusal("outcome-unknown")
    chosen = Outcome(outcome)
    return chosen, check_words(words, code="outcome-reason-missing" if chosen is Outcome.NOTHING else "")


def check_telephone(telephone: str) -> str:
    """A telephone number as people write it, or nothing; a Refusal for what cannot be one."""
    tidy = " ".join(telephone.split())
    if not tidy:
        return ""
    digits = sum(character.isdigit() for character in tidy)
    usable = all(character.isdigit() or character in "+-() ./" for character in tidy) and tidy.isascii()
    if len(tidy) > LONGEST_TELEPHONE or digits < 8 or not usable:  # noqa: PLR2004 - the shortest there are
        raise Refusal("telephone-not-usable")
    return tidy


def check_outside_language(language: str) -> str:
    """The language in which somebody outside is written to; empty for that of the hub. A Refusal for another."""
    if language and language not in LANGUAGES:
        raise Refusal("outside-language-unknown")
    return language


def check_times(times: Iterable[datetime], *, now: datetime) -> tuple[datetime, ...]:
    """Up to three different moments to come, the first in front; a Refusal for others."""
    several = tuple(sorted(set(times)))
    if len(several) > MOST_TIMES:
        raise Refusal("too-many-times", most=MOST_TIMES)
    if any(not now < one <= now + FARTHEST_TIME for one in several):
        raise Refusal("time-not-usable", days=FARTHEST_TIME.days)
    return several


def check_minutes(minutes: int | None) -> int | None:
    """How long a meeting lasted, in minutes, where somebody says so."""
    if minutes is not None and not 0 < minutes <= LONGEST_MEETING_MINUTES:
        raise Refusal("minutes-not-usable")
    return minutes


@dataclass(frozen=True, slots=True)
class Asking:
    """The facts by which a request is allowed or not."""

    why: str
    is_own_body: bool
    """The organisation that asks is the one that would be asked."""
    asks_for_own_body: bool
    """Who asks belongs to the organisation in whose name they ask."""
    challenge_is_own: bool
    challenge_is_confidential: bool
    market_is_consulted: bool
    """Everybody gets the same about it at the moment: nobody meets in private."""
    shares_challenge: bool
    asked_today: int
    asked_today_by_body: int


def check_asking(facts: Asking) -> str:
    """The reason to meet, tidied; a Refusal where this may not be asked."""
    if not facts.asks_for_own_body:
        raise Refusal("not-your-organisation")
    if facts.is_own_body:
        raise Refusal("introduction-to-oneself")
    if not facts.challenge_is_own:
        raise Refusal("challenge-not-yours")
    if facts.market_is_consulted:
        raise Refusal("market-is-consulted")
    if facts.shares_challenge and facts.challenge_is_confidential:
        raise Refusal("challenge-is-confidential")
    tidy = facts.why.strip()
    if not tidy:
        raise Refusal("introduction-why-missing")
    if len(tidy) > LONGEST_WHY:
        raise Refusal("introduction-words-too-long", longest=LONGEST_WHY)
    if facts.asked_today >= MOST_A_DAY or facts.asked_today_by_body >= MOST_A_DAY_OF_ONE_BODY:
        raise Refusal("too-many-introductions", most=MOST_A_DAY)
    return tidy


def asks_many(facts: Asking) -> bool:
    """Whether this request is the last that may be made today: whoever collects contacts gets here, few others do."""
    return facts.asked_today + 1 >= MOST_A_DAY or facts.asked_today_by_body + 1 >= MOST_A_DAY_OF_ONE_BODY


def request_key(person: int, form: str) -> str:
    """By what a form that is sent twice is recognised; a form without a key is always a new one (empty)."""
    return hashlib.sha256(f"{person}\n{form}".encode()).hexdigest() if form else ""


def check_answering(*, belongs_to_requester: bool) -> None:
    """Nobody answers what their own organisation asked, in whatever other role they are here."""
    if belongs_to_requester:
        raise Refusal("introduction-both-sides")


# ---------------------------------------------------------------------- the clock


@dataclass(frozen=True, slots=True)
class Periods:
    """After how many days what happens, where nobody answered; and after how many is asked what came of it."""

    nudge: int = 3
    last_chance: int = 9
    lapse: int = 21
    outcome: int = 28


LONGEST_PERIOD = 365


@dataclass(frozen=True, slots=True)
class Promise:
    """The moments that were promised with one request; a clock that is set otherwise later does not change them."""

    nudge_at: datetime
    last_chance_at: datetime
    lapses_at: datetime


def check_periods(periods: Periods) -> Periods:
    """A Refusal for periods out of their order."""
    in_order = 1 <= periods.nudge < periods.last_chance < periods.lapse <= LONGEST_PERIOD
    if not in_order or not 1 <= periods.outcome <= LONGEST_PERIOD:
        raise Refusal("periods-not-in-order", longest=LONGEST_PERIOD)
    return periods


def promise_from(periods: Periods, *, now: datetime) -> Promise:
    return Promise(
        now + timedelta(days=periods.nudge),
        now + timedelta(days=periods.last_chance),
        now + timedelta(days=periods.lapse),
    )


class Moment(StrEnum):
    """What happens by itself, each once at its moment."""

    NUDGE = "nudge"
    LAST_CHANCE = "last-chance"
    LAPSE = "lapse"
    OUTCOME = "outcome"


def due_moment(
    state: State, promise: Promise, *, ask_outcome_at: datetime | None, now: datetime
) -> tuple[Moment, datetime] | None:
    """What is due at this moment and since when; of several the latest: who was away is not told three times."""
    if state is State.REQUESTED:
        line = (
            (Moment.LAPSE, promise.lapses_at),
            (Moment.LAST_CHANCE, promise.last_chance_at),
            (Moment.NUDGE, promise.nudge_at),
        )
        return next(((moment, at) for moment, at in line if at <= now), None)
    if state in TOGETHER and ask_outcome_at is not None and ask_outcome_at <= now:
        return Moment.OUTCOME, ask_outcome_at
    return None


def is_escalated(state: State, *, last_chance_at: datetime, lapses_at: datetime, now: datetime) -> bool:
    """Whether an adviser should look: nobody answered while it was promised, and it has not lapsed yet."""
    return state_at(state, lapses_at=lapses_at, now=now) is State.REQUESTED and last_chance_at <= now


# ---------------------------------------------------------------------- desks


@dataclass(frozen=True, slots=True)
class DutyPeriod:
    """Somebody answers for the desk from the first day to the last; without a last day until further notice."""

    person: int
    begins_on: date
    last_on: date | None

    def is_on(self, day: date) -> bool:
        return self.begins_on <= day and (self.last_on is None or day <= self.last_on)


def on_duty(
    duties: Iterable[DutyPeriod], *, members: Sequence[int], administrators: Collection[int], today: date
) -> tuple[int, ...]:
    """Who answers today: whoever is on duty, otherwise the administrators of the organisation, otherwise its members.

    Somebody who left the organisation is no longer on duty, whatever the list says.
    """
    listed = {duty.person for duty in duties if duty.is_on(today)}
    for chosen in (listed, set(administrators)):
        if found := tuple(member for member in members if member in chosen):
            return found
    return tuple(members)


def check_duty(*, begins_on: date | None, last_on: date | None, is_member: bool) -> None:
    if not is_member:
        raise Refusal("duty-not-a-member")
    if begins_on is None or (last_on is not None and last_on < begins_on):
        raise Refusal("duty-days-not-usable")


# ---------------------------------------------------------------------- links in mails


class Purpose(StrEnum):
    """What a link in a mail is for."""

    ANSWER = "answer"
    """Yes or no: once."""
    OUTCOME = "outcome"
    """What came of it: once."""
    FOLLOW = "follow"
    """For who has no account: their page, as long as it lasts."""


FOLLOWS_FOR = timedelta(days=120)
OUTCOME_LINK_FOR = timedelta(days=60)
GUESTS_KEPT_FOR = timedelta(days=90)
"""So long after the end the name and address of somebody without an account are kept."""
SINGLE_USE = frozenset({Purpose.ANSWER, Purpose.OUTCOME})


def link_stands(
    *,
    purpose: Purpose,
    version: int,
    current_version: int,
    made_at: datetime,
    expires_at: datetime,
    used_at: datetime | None,
    now: datetime,
) -> bool:
    """Whether a link still opens something: not used, not too old, and nothing has changed since it was made.

    A clock that was set back does not make it live longer: a link from the future opens nothing.
    """
    if used_at is not None or not made_at <= now < expires_at:
        return False
    return purpose is not Purpose.ANSWER or version == current_version


def token_hash(token: str) -> str:
    """What is kept of a link. The token is random and long, so that a fast hash is as good as a slow one."""
    return hashlib.sha256(token.encode()).hexdigest()


# ---------------------------------------------------------------------- what is counted in public

FEWEST_COUNTED = 5
"""From fewer, something could be learned of one of them."""
_SHARE_STEP = 10


@dataclass(frozen=True, slots=True)
class Responsiveness:
    """How an organisation answers, told so roughly that no single request can be read from it."""

    number: int
    """Of requests, rounded down to fives."""
    answered_percent: int
    """Rounded to tens."""
    median_days: int


def responsiveness(days: Sequence[int | None]) -> Responsiveness | None:
    """Of closed requests the days until their answer, None for those that got none; None for too few."""
    if len(days) < FEWEST_COUNTED:
        return None
    answered = [one for one in days if one is not None]
    share = round(100 * len(answered) / len(days) / _SHARE_STEP) * _SHARE_STEP
    median = round(statistics.median(answered)) if answered else 0
    return Responsiveness(len(days) // FEWEST_COUNTED * FEWEST_COUNTED, share, median)


class Heap(StrEnum):
    """The heaps among somebody's own introductions."""

    WAITS_FOR_ME = "waits-for-me"
    ASKED = "asked"
    TOGETHER = "together"
    ENDED = "ended"


class BrokerHeap(StrEnum):
    """The heaps at the desk of the advisers."""

    ESCALATED = "escalated"
    WITHOUT_DESK = "without-desk"
    MINE = "mine"
    WAITING = "waiting"
    TOGETHER = "together"
    ENDED = "ended"
