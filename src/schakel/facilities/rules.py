"""The life of a booking, and what may be asked of a facility; plain Python."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from schakel.kernel.periods import Period
from schakel.kernel.refusal import Refusal


class State(StrEnum):
    REQUESTED = "requested"
    PROPOSED = "proposed"
    """The operator proposed another time."""
    OFFERED = "offered"
    """It came free, and is kept for who waited longest until they answer."""
    CONFIRMED = "confirmed"
    DONE = "done"
    NO_SHOW = "no-show"
    CANCELLED = "cancelled"
    DECLINED = "declined"
    RELEASED = "released"
    """Nobody said again that they come, or took what was offered: others can have it."""


BLOCKING = frozenset({State.OFFERED, State.CONFIRMED, State.DONE, State.NO_SHOW})
"""In these states a booking takes its unit; a request does not."""
AGREED = frozenset({State.CONFIRMED, State.DONE, State.NO_SHOW})
"""Both sides said yes: from then on the price is fixed."""
UNDECIDED = frozenset({State.REQUESTED, State.PROPOSED, State.OFFERED})
FINISHED = frozenset({State.DONE, State.NO_SHOW, State.CANCELLED, State.DECLINED, State.RELEASED})


class Step(StrEnum):
    """What somebody does with a booking."""

    CONFIRM = "confirm"
    PROPOSE = "propose"
    DECLINE = "decline"
    ACCEPT = "accept"
    TAKE = "take"
    CANCEL = "cancel"
    CALL_OFF = "call-off"
    FINISH = "finish"
    MISS = "miss"
    RESCHEDULE = "reschedule"
    """Who booked moves it to another time, or asks for that where the operator says yes to everything."""
    AGREE = "agree"
    REFUSE = "refuse"
    KEEP = "keep"
    """Who booked keeps the time they have after all."""


class Side(StrEnum):
    BOOKER = "booker"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Way:
    """From which states a step leads where, whose it is, and whether it asks for words."""

    come_from: tuple[State, ...]
    to: State
    side: Side
    asks_words: bool = False


WAYS: dict[Step, Way] = {
    Step.CONFIRM: Way((State.REQUESTED,), State.CONFIRMED, Side.OPERATOR),
    Step.PROPOSE: Way((State.REQUESTED, State.PROPOSED), State.PROPOSED, Side.OPERATOR),
    Step.DECLINE: Way((State.REQUESTED, State.PROPOSED), State.DECLINED, Side.OPERATOR, asks_words=True),
    Step.ACCEPT: Way((State.PROPOSED,), State.CONFIRMED, Side.BOOKER),
    Step.TAKE: Way((State.OFFERED,), State.CONFIRMED, Side.BOOKER),
    Step.RESCHEDULE: Way((State.CONFIRMED,), State.CONFIRMED, Side.BOOKER),
    Step.AGREE: Way((State.CONFIRMED,), State.CONFIRMED, Side.OPERATOR),
    Step.REFUSE: Way((State.CONFIRMED,), State.CONFIRMED, Side.OPERATOR, asks_words=True),
    Step.KEEP: Way((State.CONFIRMED,), State.CONFIRMED, Side.BOOKER),
    Step.CANCEL: Way(
        (State.REQUESTED, State.PROPOSED, State.OFFERED, State.CONFIRMED), State.CANCELLED, Side.BOOKER
    ),
    Step.CALL_OFF: Way((State.OFFERED, State.CONFIRMED), State.CANCELLED, Side.OPERATOR, asks_words=True),
    Step.FINISH: Way((State.CONFIRMED, State.NO_SHOW), State.DONE, Side.OPERATOR),
    Step.MISS: Way((State.CONFIRMED, State.DONE), State.NO_SHOW, Side.OPERATOR),
}
"""The one table of who takes a booking from where to where."""
ABOUT_A_WISH = frozenset({Step.AGREE, Step.REFUSE, Step.KEEP})
"""Possible only while who booked asks for another time."""
OF_TIME = ABOUT_A_WISH | {Step.RESCHEDULE}
"""What leaves the state of a booking as it is: its time is what moves."""
OF_ALL = (Step.CONFIRM, Step.DECLINE, Step.CANCEL, Step.CALL_OFF)
"""What can be done with everything that was sent in one basket at once."""
_HAPPENED = {
    State.REQUESTED: "requested",
    State.PROPOSED: "proposed",
    State.OFFERED: "offered",
    State.CONFIRMED: "confirmed",
    State.DONE: "done",
    State.NO_SHOW: "missed",
    State.CANCELLED: "cancelled",
    State.DECLINED: "declined",
    State.RELEASED: "released",
}


def happening(state: State) -> str:
    """The name of the row of the journal in which it is written that a booking came into this state."""
    return f"booking.{_HAPPENED[state]}"


class WaitState(StrEnum):
    """Where somebody is who waits for a time that is taken."""

    WAITING = "waiting"
    OFFERED = "offered"
    TAKEN = "taken"
    MISSED = "missed"
    """It was offered, and they did not answer in time."""
    WITHDRAWN = "withdrawn"


class QuestionKind(StrEnum):
    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    YES_NO = "yes-no"
    NUMBER = "number"


LONGEST_LINE = 120
LONGEST_TEXT = 8_000
LONGEST_ANSWER = 2_000
MOST_UNITS = 50
MOST_LINES = 60
"""Of one basket."""
MOST_RESOURCES = 40
MOST_QUESTIONS = 20
MOST_WAITS = 20
"""Of one person, at the same time."""
MOST_REPEATS = 52
MOST_REMIND_DAYS = 30
FURTHEST_DAYS = 730
LONGEST_DAYS = 31
OFFER_LASTS = timedelta(hours=48)
"""How long what came free is kept for who waited, unless it begins sooner."""
OFFER_ENDS_BEFORE = timedelta(hours=2)
MINUTE = timedelta(minutes=1)


# ---------------------------------------------------------------------- steps


def next_state(state: State, step: Step, *, asks_approval: bool = False) -> State:
    """Where this step leads; a Refusal when it is not possible from here.

    Who takes what was offered asks for it, where the operator wants to say yes to everything.
    """
    way = WAYS[step]
    if state not in way.come_from:
        raise Refusal("booking-step-not-possible", state=state.value, step=step.value)
    return State.REQUESTED if step is Step.TAKE and asks_approval else way.to


def possible_steps(
    state: State,
    *,
    sides: frozenset[Side],
    starts_at: datetime,
    now: datetime,
    has_wish: bool = False,
    is_late: bool = False,
    waits_for_booker: bool = False,
) -> tuple[Step, ...]:
    """What these sides can do now: before it begins other things than afterwards.

    ``has_wish``: who booked asks for another time; ``is_late``: it is too late to cancel it free of charge;
    ``waits_for_booker``: the operator named a price for that time.
    """
    left_out = (frozenset() if has_wish else ABOUT_A_WISH) | ({Step.RESCHEDULE} if is_late else set())
    left_out |= {Step.AGREE} if waits_for_booker else set()
    return tuple(
        step
        for step, way in WAYS.items()
        if state in way.come_from
        and way.side in sides
        and step not in left_out
        and _is_in_time(step, starts_at, now)
    )


def check_in_time(step: Step, *, starts_at: datetime, now: datetime) -> None:
    """A Refusal for a step that is too late, or too early: what is over is over."""
    if not _is_in_time(step, starts_at, now):
        raise Refusal("booking-has-begun" if now >= starts_at else "booking-has-not-begun")


_AFTERWARDS = frozenset({Step.FINISH, Step.MISS})
_AT_ANY_TIME = frozenset({Step.DECLINE})


def _is_in_time(step: Step, starts_at: datetime, now: datetime) -> bool:
    if step in _AT_ANY_TIME:
        return True
    return (now >= starts_at) is (step in _AFTERWARDS)


def is_late_to_cancel(*, starts_at: datetime, cancel_hours: int, now: datetime) -> bool:
    """Whether cancelling now is after the hour until which it is free: then what was agreed can be charged."""
    return now > starts_at - timedelta(hours=cancel_hours)


def check_reschedule(*, starts_at: datetime, cancel_hours: int, now: datetime) -> None:
    """A Refusal once it began, or when cancelling is no longer free: who moves it then, would cancel for nothing."""
    check_in_time(Step.RESCHEDULE, starts_at=starts_at, now=now)
    if is_late_to_cancel(starts_at=starts_at, cancel_hours=cancel_hours, now=now):
        raise Refusal("booking-too-late-to-move", hours=cancel_hours)


def check_words(step: Step, words: str) -> str:
    """The reason without white space around it; a Refusal where the step needs one, or it is too long."""
    tidy = check_text(words)
    if WAYS[step].asks_words and not tidy:
        raise Refusal("booking-reason-missing")
    return tidy


def check_price(cents: int | None, vat_points: int) -> tuple[int, int]:
    """Whole cents without VAT, and hundredths of a percent of VAT; a Refusal for none, or one that cannot be."""
    if cents is None:
        raise Refusal("price-missing")
    if not 0 <= cents <= 100_000_000 or not 0 <= vat_points <= 10_000:  # noqa: PLR2004 - a million, all of it
        raise Refusal("price-out-of-reach")
    return cents, vat_points


def check_text(words: str, *, longest: int = LONGEST_TEXT) -> str:
    """A text, tidied; it may be empty. A Refusal for one that is too long."""
    tidy = words.replace("\r\n", "\n").strip()
    if len(tidy) > longest:
        raise Refusal("words-too-long", longest=longest)
    return tidy


def check_line(words: str, *, longest: int = LONGEST_LINE) -> str:
    """The words on one line; a Refusal for none or too many."""
    line = " ".join(words.split())
    if not line:
        raise Refusal("words-missing")
    if len(line) > longest:
        raise Refusal("words-too-long", longest=longest)
    return line


def check_seen_version(*, stored: int, seen: int) -> None:
    """A Refusal when somebody else stored a version after the one that was seen."""
    if stored != seen:
        raise Refusal("changed-meanwhile", version=stored)


# ---------------------------------------------------------------------- what is asked of a resource


@dataclass(frozen=True, slots=True)
class Terms:
    """How a resource can be booked. Minutes, hours and days as their names say."""

    capacity: int = 1
    minutes_before: int = 0
    minutes_after: int = 0
    shortest_minutes: int = 30
    longest_minutes: int = 24 * 60
    notice_hours: int = 0
    furthest_days: int = 365
    asks_approval: bool = True
    ask_again_days: int = 0
    """So many days before it begins we ask whether they still come; 0: never."""
    release_days: int = 0
    """So many days before it begins it is given to others when nobody answered; 0: never, we only ask."""

    @property
    def before(self) -> timedelta:
        return timedelta(minutes=self.minutes_before)

    @property
    def after(self) -> timedelta:
        return timedelta(minutes=self.minutes_after)

    def held(self, period: Period) -> Period:
        """The time that a booking takes from others: with what comes before and after it."""
        return period.widened(before=self.before, after=self.after)


def check_terms(terms: Terms) -> Terms:
    """A Refusal for a resource that nobody could book, or that asks again after it was released."""
    if not 1 <= terms.capacity <= MOST_UNITS:
        raise Refusal("units-out-of-reach", most=MOST_UNITS)
    day = 24 * 60
    if not (0 <= terms.minutes_before <= day and 0 <= terms.minutes_after <= day):
        raise Refusal("buffer-out-of-reach")
    if not 1 <= terms.shortest_minutes <= terms.longest_minutes <= LONGEST_DAYS * day:
        raise Refusal("lengths-out-of-order", days=LONGEST_DAYS)
    if (
        not 1 <= terms.furthest_days <= FURTHEST_DAYS
        or not 0 <= terms.notice_hours < terms.furthest_days * 24
    ):
        raise Refusal("notice-out-of-reach", days=FURTHEST_DAYS)
    if not 0 <= terms.release_days <= terms.ask_again_days <= 60:  # noqa: PLR2004 - two months
        raise Refusal("asking-again-out-of-order")
    if terms.ask_again_days and terms.release_days == terms.ask_again_days:
        raise Refusal("asking-again-out-of-order")
    return terms


def asks_again_at(starts_at: datetime, terms: Terms) -> datetime | None:
    """When we ask whether they still come; None for a resource that does not ask."""
    return starts_at - timedelta(days=terms.ask_again_days) if terms.ask_again_days else None


def releases_at(starts_at: datetime, terms: Terms) -> datetime:
    """When it is given to others where nobody answered."""
    return starts_at - timedelta(days=terms.release_days)


class Cancelling(StrEnum):
    """What cancelling comes to now."""

    FREE = "free"
    CHARGED = "charged"
    """After the hour until which it is free: what was agreed can be charged."""
    WAIVED = "waived"
    """After that hour too, but we asked whether they come: who says no pays no more than who keeps silent."""


def cancelling_now(
    *,
    starts_at: datetime,
    cancel_hours: int,
    terms: Terms,
    asked_at: datetime | None,
    answered_at: datetime | None,
    now: datetime,
) -> Cancelling:
    """What it comes to when who booked cancels what is confirmed."""
    if not is_late_to_cancel(starts_at=starts_at, cancel_hours=cancel_hours, now=now):
        return Cancelling.FREE
    is_silence_free = asked_at is not None and answered_at is None and bool(terms.release_days)
    return Cancelling.WAIVED if is_silence_free else Cancelling.CHARGED


def is_to_be_asked(
    *, starts_at: datetime, terms: Terms, agreed_at: datetime, asked_at: datetime | None, now: datetime
) -> bool:
    """Whether it is time to ask again. What was agreed after that moment was said a short while ago."""
    at = asks_again_at(starts_at, terms)
    return at is not None and asked_at is None and agreed_at < at <= now < releases_at(starts_at, terms)


def is_to_be_released(
    *,
    starts_at: datetime,
    terms: Terms,
    asked_at: datetime | None,
    answered_at: datetime | None,
    now: datetime,
) -> bool:
    """Only what was asked and not answered; it stays when the question went out too late to be answered."""
    return (
        terms.release_days > 0
        and asked_at is not None
        and answered_at is None
        and releases_at(starts_at, terms) <= now < starts_at
        and now - asked_at >= timedelta(hours=12)
    )


REMINDED_BEFORE = timedelta(hours=24)
"""So long before cancelling is no longer free who booked is reminded, at the latest: it is of use to them then."""


def reminds_at(
    *, starts_at: datetime, remind_days: int, cancel_hours: int, agreed_at: datetime
) -> datetime | None:
    """When who booked is reminded of it: while they can still cancel free of charge. None where nobody is.

    What was agreed after that moment is reminded of as many days before as the operator chose.
    """
    if not remind_days:
        return None
    late = starts_at - timedelta(days=remind_days)
    early = min(late, starts_at - timedelta(hours=cancel_hours) - REMINDED_BEFORE)
    return early if agreed_at < early else late


def is_to_be_reminded(
    *,
    starts_at: datetime,
    remind_days: int,
    cancel_hours: int,
    agreed_at: datetime,
    reminded_at: datetime | None,
    is_asked: bool,
    now: datetime,
) -> bool:
    """Whether it is time to remind who booked, once. What was agreed after that moment was said a short while ago.

    ``is_asked``: they were asked whether they still come, and have not answered: that reminds them too.
    """
    at = reminds_at(
        starts_at=starts_at, remind_days=remind_days, cancel_hours=cancel_hours, agreed_at=agreed_at
    )
    return at is not None and reminded_at is None and not is_asked and agreed_at < at <= now < starts_at


WORKING_DAYS_TO_ANSWER = 2
_WORKING_DAYS = range(5)
_DAY = timedelta(days=1)


def reminds_operator_at(*, since: datetime, starts_at: datetime) -> list[datetime]:
    """When who runs it is reminded of a request: after two working days, and the day before it would begin.

    One of the two where they lie within a day of each other; none where it was asked for less than a day ahead.
    """
    days, after = WORKING_DAYS_TO_ANSWER, since
    while days:
        after += _DAY
        days -= after.weekday() in _WORKING_DAYS
    moments = sorted(one for one in (after, starts_at - _DAY) if since < one < starts_at)
    return moments[:1] if len(moments) > 1 and moments[1] - moments[0] < _DAY else moments


def is_operator_to_be_reminded(
    *, since: datetime, starts_at: datetime, reminded_at: datetime | None, now: datetime
) -> bool:
    """Whether one of these moments came since they were reminded last."""
    moments = reminds_operator_at(since=since, starts_at=starts_at)
    return now < starts_at and any(
        one <= now and (reminded_at is None or reminded_at < one) for one in moments
    )


def offer_until(*, starts_at: datetime, now: datetime) -> datetime:
    """Until when what came free is kept for who waited; not beyond a while before it begins."""
    return min(now + OFFER_LASTS, starts_at - OFFER_ENDS_BEFORE)


def check_period(begin: datetime, end: datetime) -> Period:
    """A period in whole minutes; a Refusal for one that ends before it begins or lasts very long."""
    if end <= begin:
        raise Refusal("period-ends-before-it-begins")
    if end - begin > timedelta(days=LONGEST_DAYS):
        raise Refusal("period-too-long", days=LONGEST_DAYS)
    period = Period(begin, end)
    if any(moment.second or moment.microsecond for moment in (period.starts_at, period.ends_at)):
        raise Refusal("period-not-in-minutes")
    return period


def calendar_address(text: str) -> str:
    """The address at which a calendar is read: what programs call webcal is https."""
    tidy = text.strip()
    scheme, colon, rest = tidy.partition("://")
    return f"https://{rest}" if colon and scheme.lower() in ("webcal", "webcals") else tidy


def check_hours(opens: time, closes: time) -> None:
    """Open from one hour to another on the same day; midnight is the end of the day."""
    if closes != time(0) and closes <= opens:
        raise Refusal("closes-before-it-opens")


def check_days(first: date | None, last: date | None) -> None:
    if first is not None and last is not None and last < first:
        raise Refusal("period-ends-before-it-begins")


# ---------------------------------------------------------------------- intake


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to who books. ``key``: how the form names it."""

    key: str
    text: str
    kind: QuestionKind
    choices: tuple[str, ...] = ()
    is_required: bool = False


def check_question(text: str, kind: QuestionKind, choices: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The question and its choices, tidied; a Refusal for a choice between fewer than two."""
    line = check_line(text, longest=LONGEST_LINE * 2)
    tidy = tuple(dict.fromkeys(check_line(one) for one in choices if one.strip()))
    if kind is QuestionKind.CHOICE and len(tidy) < 2:  # noqa: PLR2004 - one is no choice
        raise Refusal("choices-missing")
    return line, tidy if kind is QuestionKind.CHOICE else ()


def checked_answers(questions: Sequence[Asked], given: Mapping[str, str]) -> list[dict[str, str]]:
    """What was answered, with the questions as they were asked; a Refusal that names what is wrong.

    A question that was taken away meanwhile is left out.
    """
    found = []
    for question in questions:
        answer = check_text(given.get(question.key, ""), longest=LONGEST_ANSWER)
        if question.is_required and not answer:
            raise Refusal("answer-missing", question=question.key)
        if answer and not _fits(answer, question):
            raise Refusal("answer-not-usable", question=question.key)
        if answer:
            found.append({"question": question.text, "kind": question.kind.value, "answer": answer})
    return found


def _fits(answer: str, question: Asked) -> bool:
    match question.kind:
        case QuestionKind.CHOICE:
            return answer in question.choices
        case QuestionKind.YES_NO:
            return answer in ("yes", "no")
        case QuestionKind.NUMBER:
            return answer.isascii() and answer.isdecimal() and len(answer) <= 9  # noqa: PLR2004 - a whole number
        case QuestionKind.LINE:
            return "\n" not in answer
        case _:
            return True


def mark_of(text: str) -> str:
    """By which one knows whether a text is still the one that was read."""
    return hashlib.sha256(text.encode()).hexdigest()


def token_hash(token: str) -> str:
    """What is kept of a link in a mail: who has the database alone cannot make one."""
    return hashlib.sha256(token.encode()).hexdigest()
