"""Meetings of two at an event: the times there are, who may ask whom, and what follows on what; plain Python."""

import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from schakel.kernel.periods import Period, period_on
from schakel.kernel.refusal import Refusal

ORGANISE, TAKE_PART = "meeting-round.organise", "meeting-round.take-part"

UNIT = timedelta(minutes=5)
"""Every slot begins and ends on a whole number of these. Who meets takes each once: the database counts them."""
SHORTEST, LONGEST = 10, 120
"""Minutes of a slot."""
LONGEST_PAUSE = 60
MOST_TABLES = 200
MOST_SLOTS = 200
MOST_DAYS = 14
LONGEST_REASON = 500
LONGEST_LOOKING = 300
"""Characters of what somebody looks for, or offers."""
MOST_OPEN = 10
"""Requests of one person in one round that wait for an answer."""
LONGEST_TABLE_NAME = 60


class State(StrEnum):
    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"
    """Nobody answered before it would have begun; it follows from the time, and is never stored."""


STORED = tuple(state for state in State if state is not State.LAPSED)
STANDING = (State.ASKED, State.AGREED)
"""Of one pair there is one of these at a time."""


class Side(StrEnum):
    ASKER = "asker"
    ASKED = "asked"

    @property
    def other(self) -> "Side":
        return Side.ASKED if self is Side.ASKER else Side.ASKER


class Step(StrEnum):
    ACCEPT = "accept"
    DECLINE = "decline"
    PROPOSE = "propose"
    CANCEL = "cancel"


# ---------------------------------------------------------------------- a round and its slots


@dataclass(frozen=True, slots=True)
class Hours:
    """On this day, from one hour of the clock to another."""

    day: date
    begins_at: time
    ends_at: time


@dataclass(frozen=True, slots=True)
class Plan:
    """What an organiser chooses. ``minutes``: of one slot; ``pause``: minutes between two; online takes no tables."""

    minutes: int
    pause: int
    hours: tuple[Hours, ...]
    is_online: bool = False
    tables: int = 0


def check_plan(plan: Plan, *, event_days: Collection[date], today: date, zone: tzinfo) -> list[Period]:
    """The slots of a plan, in the order of time; a Refusal for a plan that nobody can meet by."""
    unit = UNIT // timedelta(minutes=1)
    if not SHORTEST <= plan.minutes <= LONGEST or plan.minutes % unit:
        raise Refusal("round-length", shortest=SHORTEST, longest=LONGEST, unit=unit)
    if not 0 <= plan.pause <= LONGEST_PAUSE or plan.pause % unit:
        raise Refusal("round-pause", longest=LONGEST_PAUSE, unit=unit)
    if not plan.is_online and not 1 <= plan.tables <= MOST_TABLES:
        raise Refusal("round-tables", most=MOST_TABLES)
    for hours in plan.hours:
        if hours.day not in event_days or hours.day < today:
            raise Refusal("round-day-not-of-event")
        if hours.begins_at.minute % unit or hours.begins_at.second or hours.ends_at <= hours.begins_at:
            raise Refusal("round-hours", unit=unit)
    slots = slots_of(plan, zone=zone)
    if not slots:
        raise Refusal("round-without-slots")
    if len(slots) > MOST_SLOTS:
        raise Refusal("round-too-many-slots", most=MOST_SLOTS)
    return slots


def check_more(
    plan: Plan,
    *,
    there: Sequence[Period],
    tables: int,
    event_days: Collection[date],
    today: date,
    zone: tzinfo,
) -> list[Period]:
    """The slots that come to a round that has these (``there``) and so many tables; none that overlaps another.

    A Refusal for fewer tables, and for a plan that nobody can meet by; without hours there are just no more slots.
    """
    if not plan.is_online and plan.tables < tables:
        raise Refusal("round-tables-fewer", number=tables)
    if not plan.hours:
        if not plan.is_online and plan.tables > MOST_TABLES:
            raise Refusal("round-tables", most=MOST_TABLES)
        return []
    wanted = check_plan(plan, event_days=event_days, today=today, zone=zone)
    more = [
        one
        for one in wanted
        if not any(one.starts_at < other.ends_at and other.starts_at < one.ends_at for other in there)
    ]
    if len(there) + len(more) > MOST_SLOTS:
        raise Refusal("round-too-many-slots", most=MOST_SLOTS)
    return more


def check_can_tell(state: State, *, ends_at: datetime, now: datetime) -> None:
    """Whether a meeting was held is said of one that was agreed, once it is over."""
    if state is not State.AGREED or now < ends_at:
        raise Refusal("meeting-is-not-over")


def slots_of(plan: Plan, *, zone: tzinfo) -> list[Period]:
    """As many as fit in the hours, with the pause between them; in real time, also when the clock is changed."""
    lasts, pause = timedelta(minutes=plan.minutes), timedelta(minutes=plan.pause)
    found: list[Period] = []
    for hours in sorted(plan.hours, key=lambda one: (one.day, one.begins_at)):
        whole = period_on(hours.day, hours.begins_at, hours.ends_at, zone=zone)
        begins = max(whole.starts_at, found[-1].ends_at + pause) if found else whole.starts_at
        while begins + lasts <= whole.ends_at:
            found.append(Period(begins, begins + lasts))
            begins += lasts + pause
    return found


def still_fits(days: Collection[date], *, event_days: Collection[date]) -> bool:
    """Whether a round with times on these days can go on at an event: there are times, and all on a day of it."""
    return bool(days) and set(days) <= set(event_days)


def units_in(period: Period) -> list[datetime]:
    """The beginnings of the units that a slot takes. Two slots that overlap have one in common."""
    found, moment = [], period.starts_at
    while moment < period.ends_at:
        found.append(moment)
        moment += UNIT
    return found


# ---------------------------------------------------------------------- taking part, and asking


def check_looking(seeks: str, offers: str) -> tuple[str, str]:
    """What somebody looks for and offers, tidied; a Refusal where both are empty or one is too long."""
    tidy = (_tidy(seeks), _tidy(offers))
    if not any(tidy):
        raise Refusal("looking-missing")
    if any(len(words) > LONGEST_LOOKING for words in tidy):
        raise Refusal("meeting-words-too-long", longest=LONGEST_LOOKING)
    return tidy


@dataclass(frozen=True, slots=True)
class Asking:
    """What is known at the moment somebody asks another for a meeting."""

    reason: str
    is_colleague: bool
    round_is_open: bool
    both_are_there: bool
    """Both take part in this round, and neither has left it."""
    both_have_time: bool
    """Both said that they are there at that slot."""
    slot_is_past: bool
    market_is_consulted: bool
    open_requests: int


def check_asking(asking: Asking) -> str:
    """The reason, tidied; a Refusal where this may not be asked."""
    if not asking.round_is_open:
        raise Refusal("round-is-closed")
    if not asking.both_are_there:
        raise Refusal("attendee-not-there")
    if asking.is_colleague:
        raise Refusal("meeting-with-colleague")
    if asking.market_is_consulted:
        raise Refusal("market-is-consulted")
    check_slot(is_past=asking.slot_is_past, both_have_time=asking.both_have_time)
    if asking.open_requests >= MOST_OPEN:
        raise Refusal("too-many-open-meetings", most=MOST_OPEN)
    return check_reason(asking.reason)


def check_slot(*, is_past: bool, both_have_time: bool) -> None:
    if is_past:
        raise Refusal("slot-is-past")
    if not both_have_time:
        raise Refusal("slot-not-of-both")


def check_reason(reason: str) -> str:
    tidy = _tidy(reason)
    if not tidy:
        raise Refusal("meeting-reason-missing")
    if len(tidy) > LONGEST_REASON:
        raise Refusal("meeting-words-too-long", longest=LONGEST_REASON)
    return tidy


def check_table_name(name: str) -> str:
    tidy = " ".join(name.split())
    if len(tidy) > LONGEST_TABLE_NAME:
        raise Refusal("meeting-words-too-long", longest=LONGEST_TABLE_NAME)
    return tidy


def _tidy(words: str) -> str:
    return "\n".join(line.strip() for line in words.strip().splitlines()).strip()


# ---------------------------------------------------------------------- the life of a meeting


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a meeting stands. ``waits_for``: whose answer it waits for, if any's; ``is_moving``: to another slot."""

    state: State
    waits_for: Side | None
    is_moving: bool = False


def standing_at(
    standing: Standing, *, begins_at: datetime, now: datetime, moves_at: datetime | None = None
) -> Standing:
    """What was asked and would have begun is lapsed, whether anybody stored that or not.

    So is another time that was proposed, once that has begun (``moves_at``): what was agreed stands.
    """
    if standing.state is State.ASKED and begins_at <= now:
        return Standing(State.LAPSED, None)
    if moves_at is not None and moves_at <= now:
        return Standing(standing.state, None)
    return standing


def steps_of(standing: Standing, side: Side, *, begins_at: datetime, now: datetime) -> Sequence[Step]:
    """What this side can do now."""
    if begins_at <= now or standing.state not in STANDING:
        return ()
    is_mine = standing.waits_for is side
    answers = (Step.ACCEPT, Step.DECLINE) if is_mine else ()
    can_propose = is_mine or (standing.state is State.AGREED and standing.waits_for is None)
    # Who is asked says no, and does not cancel; who asked can take it back, and what was agreed either can cancel.
    can_cancel = standing.state is State.AGREED or side is Side.ASKER
    return (
        *answers,
        *((Step.PROPOSE,) if can_propose else ()),
        *((Step.CANCEL,) if can_cancel else ()),
    )


def check_step(step: Step, standing: Standing, side: Side, *, begins_at: datetime, now: datetime) -> None:
    if step not in steps_of(standing, side, begins_at=begins_at, now=now):
        raise Refusal("meeting-step-not-possible", state=standing.state.value)


def shows_contacts(state: State) -> bool:
    """Names and addresses are seen by the other once both said yes, and no longer than that stands."""
    return state is State.AGREED


def request_key(person: int, form: str) -> str:
    """What makes the same form of the same person one thing, however often it is sent; random without a form."""
    return f"{person}:{form[:64]}" if form else secrets.token_urlsafe(24)


def pair_of(one: int, other: int) -> str:
    """The two, whoever of them asked."""
    return f"{min(one, other)}-{max(one, other)}"


def free_table(tables: Iterable[int], taken: Iterable[int]) -> int:
    """The first table that is free; a Refusal when all are taken at that time."""
    occupied = set(taken)
    for table in tables:
        if table not in occupied:
            return table
    raise Refusal("no-table-free")
