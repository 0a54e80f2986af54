"""What may happen to an edition and to somebody's place in it. Plain Python over plain values."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from schakel.kernel.lines import tidy_line
from schakel.kernel.refusal import Refusal

LONGEST_TITLE = 160
LONGEST_LINE = 200
LONGEST_TEXT = 4_000
MOST_SEATS = 5_000
"""Of one edition, where there is a limit at all."""
MOST_SESSIONS = 30
MOST_IN_A_GROUP = 50
MOST_MATERIALS = 60
DIMENSIONS = ("strategy", "readiness", "human-centric", "data", "interoperability", "green")
"""The six of the digital maturity assessment for public organisations (European Commission, JRC133234)."""
LEVELS = ("basic", "advanced", "expert")
"""As the items say for whom they are."""
FORMATS = ("onsite", "online", "hybrid")
VAT_PERCENTS = (0, 9, 21)
"""Of the Dutch Wet op de omzetbelasting 1968, article 9."""


class State(StrEnum):
    """Where an edition is. That it is full is no state: it is counted."""

    PLANNED = "planned"
    """It is being prepared: only who organises it sees it."""
    OPEN = "open"
    HELD = "held"
    CANCELLED = "cancelled"


class Step(StrEnum):
    """What an organiser can do with an edition."""

    OPEN = "open"
    HOLD = "hold"
    CANCEL = "cancel"


WAYS: dict[Step, tuple[frozenset[State], State]] = {
    Step.OPEN: (frozenset({State.PLANNED}), State.OPEN),
    Step.HOLD: (frozenset({State.OPEN}), State.HELD),
    Step.CANCEL: (frozenset({State.PLANNED, State.OPEN}), State.CANCELLED),
}
"""From which states a step leads where."""


class Audience(StrEnum):
    """Who may take part."""

    EVERYBODY = "everybody"
    MEMBERS = "members"
    """Who belongs to an organisation in the hub."""
    PUBLIC_BODIES = "public-bodies"


class PriceKind(StrEnum):
    """What somebody is to the price list."""

    PUBLIC_BODY = "public-body"
    COMPANY = "company"
    OTHER = "other"


class Standing(StrEnum):
    """How somebody's place is: waited for by us (asked, offered), by them (waiting), had, or over."""

    ASKED = "asked"
    """A guest has not said yes from their mail yet."""
    ENROLLED = "enrolled"
    WAITING = "waiting"
    OFFERED = "offered"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


OPEN_STANDINGS = frozenset({Standing.ASKED, Standing.ENROLLED, Standing.WAITING, Standing.OFFERED})
"""Of these somebody has one in an edition at most."""
SEATED = frozenset({Standing.ENROLLED, Standing.OFFERED})
"""Whoever stands so holds a seat; who was asked may hold one for a while; nobody else does."""
FOR_A_WHILE = frozenset({Standing.ASKED, Standing.OFFERED})
"""These end by themselves."""


class Moment(StrEnum):
    """When somebody can have a material."""

    BEFORE = "before"
    AFTER = "after"
    RECORDING = "recording"


class GroupMode(StrEnum):
    """What becomes of a group that does not fit as a whole; who enrols it says so."""

    ALL = "all"
    """Everybody, or nobody."""
    AS_MANY = "as-many"
    """As many as fit, in the order in which they were given; the others wait."""


# ---------------------------------------------------------------------- an edition


def next_state(state: State, step: Step) -> State:
    """Where a step leads. Raises a Refusal where it is not possible from here."""
    sources, target = WAYS[step]
    if state not in sources:
        raise Refusal("edition-step-not-possible", step=step.value, state=state.value)
    return target


def check_can_open(*, sessions: int) -> None:
    if not sessions:
        raise Refusal("edition-without-sessions")


def check_can_be_held(*, ends_at: datetime | None, now: datetime) -> None:
    """Raises a Refusal before the last session is over."""
    if ends_at is None or now < ends_at:
        raise Refusal("edition-is-not-over")


class Times(NamedTuple):
    """One session, as somebody wrote it down."""

    starts_at: datetime
    ends_at: datetime


def check_can_be_called_off(*, sessions: Sequence[Times], is_attended: bool, now: datetime) -> None:
    """Raises a Refusal once a session was held: what people attended, and what they pay for it, is not undone.

    One that has begun and to which nobody was let in can still be called off: the trainer fell ill on the way.
    """
    if is_attended or any(now >= one.ends_at for one in sessions):
        raise Refusal("edition-was-held-in-part")


LONGEST_SESSION = timedelta(days=1)


FURTHEST = timedelta(days=5 * 365)
"""So far away a day can be: what is further is a slip of the hand."""


def check_not_far_away(moment: datetime | None, *, now: datetime) -> None:
    """Raises a Refusal for a moment that nobody means."""
    if moment is not None and abs(moment - now) > FURTHEST:
        raise Refusal("moment-too-far-away", years=FURTHEST.days // 365)


def check_sessions(sessions: Sequence[Times], *, now: datetime) -> None:
    """Raises a Refusal for too many, for one that ends before it begins or lasts longer than a day, or two at a time.

    Also for one that is years away.

    Somebody takes part in all sessions of an edition, so that two of them cannot overlap.
    """
    if len(sessions) > MOST_SESSIONS:
        raise Refusal("sessions-too-many", most=MOST_SESSIONS)
    for one in sessions:
        check_not_far_away(one.starts_at, now=now)
        if not timedelta(0) < one.ends_at - one.starts_at <= LONGEST_SESSION:
            raise Refusal("session-without-length")
    in_order = sorted(sessions)
    for before, after in pairwise(in_order):
        if after.starts_at < before.ends_at:
            raise Refusal("sessions-overlap")


def same_clock(moment: datetime, *, days: int, zone: tzinfo) -> datetime:
    """The same hour of the clock so many days later, also where the clock is changed in between."""
    here = moment.astimezone(zone)
    later = datetime.combine(here.date() + timedelta(days=days), here.time(), tzinfo=zone)
    return later.astimezone(UTC)


def check_window(opens_at: datetime | None, closes_at: datetime | None) -> None:
    if opens_at is not None and closes_at is not None and closes_at <= opens_at:
        raise Refusal("enrolment-ends-before-it-begins")


def check_seats(seats: int | None, *, held: int) -> None:
    """Raises a Refusal for a number that cannot be, or for fewer seats than are held. None: without a limit."""
    if seats is None:
        return
    if not 1 <= seats <= MOST_SEATS:
        raise Refusal("seats-not-usable", most=MOST_SEATS)
    if seats < held:
        raise Refusal("seats-are-held", held=held)


def check_seen_version(*, stored: int, seen: int) -> None:
    if stored != seen:
        raise Refusal("changed-meanwhile")


def check_line(text: str, *, longest: int = LONGEST_LINE, is_required: bool = True) -> str:
    """The text on one line. Raises a Refusal for none to be seen where one is wanted, and for one that is too long."""
    tidy = tidy_line(text)
    if is_required and not tidy:
        raise Refusal("words-missing")
    if len(tidy) > longest:
        raise Refusal("words-too-long", longest=longest)
    return tidy


def check_text(text: str) -> str:
    tidy = text.replace("\r\n", "\n").strip()
    if len(tidy) > LONGEST_TEXT:
        raise Refusal("words-too-long", longest=LONGEST_TEXT)
    return tidy


# ---------------------------------------------------------------------- who may take part


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known when somebody wants to take part."""

    state: State
    audience: Audience
    is_member: bool
    is_of_public_body: bool
    opens_at: datetime | None
    closes_at: datetime | None
    starts_at: datetime | None
    """When the first session begins."""
    now: datetime


def check_may_enrol(one: Situation) -> None:
    """Raises a Refusal for an edition that is not open, too early, too late, or for others."""
    if one.state is not State.OPEN:
        raise Refusal("edition-not-open")
    if one.starts_at is None or one.now >= one.starts_at:
        raise Refusal("edition-has-begun")
    if one.opens_at is not None and one.now < one.opens_at:
        raise Refusal("enrolment-not-open-yet", opens_at=one.opens_at)
    if one.closes_at is not None and one.now >= one.closes_at:
        raise Refusal("enrolment-is-closed")
    if one.audience is Audience.MEMBERS and not one.is_member:
        raise Refusal("edition-for-members")
    if one.audience is Audience.PUBLIC_BODIES and not one.is_of_public_body:
        raise Refusal("edition-for-public-bodies")


def why_not_enrol(one: Situation) -> str:
    """The code of the refusal for who would take part; empty where nothing is in the way."""
    try:
        check_may_enrol(one)
    except Refusal as refusal:
        return refusal.code
    return ""


def check_can_be_added(*, state: State, is_full: bool) -> None:
    """Whether who organises an edition can give somebody a seat: also to who walks in once it has begun.

    Raises a Refusal where there is none. While there is a line, what comes free was offered to it already.
    """
    if state not in (State.OPEN, State.HELD):
        raise Refusal("edition-not-open")
    if is_full:
        raise Refusal("edition-is-full")


def check_group(names: Sequence[tuple[str, str]], *, free: int | None, mode: GroupMode) -> None:
    """Raises a Refusal for nobody, too many, or a group that has to fit and does not. ``free``: None for no limit."""
    if not names:
        raise Refusal("group-is-empty")
    if len(names) > MOST_IN_A_GROUP:
        raise Refusal("group-too-large", most=MOST_IN_A_GROUP)
    if mode is GroupMode.ALL and free is not None and free < len(names):
        raise Refusal("group-does-not-fit", free=free, size=len(names))


def most_unconfirmed(seats: int | None) -> int | None:
    """So many seats are kept for guests who did not say yes from their mail yet: a fifth, and at least one.

    Otherwise anybody could keep a training empty with addresses that they made up.
    """
    return None if seats is None else max(seats // 5, 1)


def price_kind_of(*, is_public_body: bool, is_company: bool) -> PriceKind:
    if is_public_body:
        return PriceKind.PUBLIC_BODY
    return PriceKind.COMPANY if is_company else PriceKind.OTHER


class Price(NamedTuple):
    """What somebody pays, without VAT, in cents of a euro; and the VAT in percent."""

    cents: int
    vat_percent: int

    @property
    def with_vat(self) -> int:
        """In cents, rounded to the nearest, halves upwards, as invoices are."""
        return self.cents + (self.cents * self.vat_percent + 50) // 100


FREE = Price(0, 0)


def terms_text(prices: Mapping[PriceKind, Price], *, is_full: bool | None = None) -> str:
    """What somebody reads before they enrol, to compare with what holds when they do: prices, and whether they wait.

    ``is_full``: None for who says otherwise what becomes of those for whom there is no seat.
    """
    costs = [
        f"{kind.value}:{one.cents}:{one.vat_percent}" for kind, one in sorted(prices.items()) if one.cents
    ]
    room = {None: [], False: ["seat"], True: ["waiting"]}[is_full]
    return " ".join([*costs, *room]) or "free"


def check_price(price: Price) -> Price:
    if not 0 <= price.cents <= 10_000_000 or price.vat_percent not in VAT_PERCENTS:  # noqa: PLR2004 - 100,000 euro
        raise Refusal("price-not-usable")
    return price


# ---------------------------------------------------------------------- how long something is kept for somebody

HOLD_LASTS = timedelta(hours=24)
"""A seat is kept for a guest who has to say yes from their mail."""
OFFER_LASTS = timedelta(hours=48)
SHORTEST_OFFER = timedelta(hours=2)
PART_OF_WHAT_IS_LEFT = 4


def offer_ends_at(*, now: datetime, starts_at: datetime, lasts: timedelta = OFFER_LASTS) -> datetime:
    """Until when a seat is kept for who is offered it: 48 hours, less when the start is near, and never beyond it.

    Near the start it is a quarter of the time that is left, so that a seat nobody takes comes to some others still;
    but two hours at least, so that there is time to see it.
    """
    wanted = min(lasts, max((starts_at - now) / PART_OF_WHAT_IS_LEFT, SHORTEST_OFFER))
    return min(now + wanted, starts_at)


def hold_ends_at(*, now: datetime, starts_at: datetime) -> datetime:
    return offer_ends_at(now=now, starts_at=starts_at, lasts=HOLD_LASTS)


def standing_at(stored: Standing, *, ends_at: datetime | None, now: datetime) -> Standing:
    """How it stands at a moment: what was kept for a while is over at its end, whether or not anything stored that."""
    is_over = stored in FOR_A_WHILE and ends_at is not None and now >= ends_at
    return Standing.EXPIRED if is_over else stored


def check_can_accept(standing: Standing) -> None:
    """Raises a Refusal unless a seat is offered."""
    if standing is Standing.EXPIRED:
        raise Refusal("offer-is-over")
    if standing is not Standing.OFFERED:
        raise Refusal("nothing-is-offered")


def check_can_cancel(standing: Standing, *, starts_at: datetime | None, now: datetime) -> None:
    """Raises a Refusal for what is over already, and once it has begun."""
    if standing not in OPEN_STANDINGS:
        raise Refusal("enrolment-is-over")
    if starts_at is not None and now >= starts_at:
        raise Refusal("edition-has-begun")


MOST_REMIND_DAYS = 30


def is_to_be_reminded(
    *,
    starts_at: datetime,
    remind_days: int,
    changed_at: datetime,
    reminded_of: datetime | None,
    now: datetime,
) -> bool:
    """Whether who takes part is to be reminded of a session, once for each time that it has.

    What changed after that moment was told a short while ago.
    """
    at = starts_at - timedelta(days=remind_days)
    return bool(remind_days) and reminded_of != starts_at and changed_at < at <= now < starts_at


def is_free_of_charge(
    *, starts_at: datetime | None, free_until_days: int, zone: tzinfo, now: datetime
) -> bool:
    """Whether somebody who cancels now pays nothing: until so many days before the first session.

    To the same hour of the clock, as people count: also where the clock is changed in between.
    """
    return starts_at is None or now <= same_clock(starts_at, days=-free_until_days, zone=zone)


UNCONFIRMED_KEPT_FOR = timedelta(days=30)
"""Name and address of a guest who did not say yes."""
GUESTS_KEPT_FOR = timedelta(days=365)
"""Name and address of a guest, after the last session."""

# ---------------------------------------------------------------------- coming

COMING_BEGINS = timedelta(hours=2)
"""So long before a session people are let in."""


def arrived_at(said: datetime | None, *, times: Times, now: datetime) -> datetime:
    """When somebody came: as the device says that had no network, where that can be; otherwise now.

    Never after the end of the session: a list that is ticked the next day does not say that people came then.
    """
    if said is None or said > now or said < times.starts_at - COMING_BEGINS:
        said = now
    return min(said, times.ends_at)


def check_can_come(*, times: Times, now: datetime) -> None:
    """Raises a Refusal long before a session."""
    if now < times.starts_at - COMING_BEGINS:
        raise Refusal("session-not-begun")


@dataclass(frozen=True, slots=True)
class Share:
    """How much of an edition somebody attended. ``minutes``: of the sessions in which they were."""

    sessions: int
    attended: int
    minutes: int

    @property
    def percent(self) -> int:
        """Of the sessions, rounded down."""
        return 100 * self.attended // self.sessions if self.sessions else 0


def share_of(sessions: Mapping[int, Times], attended: Iterable[int]) -> Share:
    """The sessions by their keys, and the keys of those in which somebody was."""
    there = [sessions[key] for key in set(attended) if key in sessions]
    minutes = sum(int((one.ends_at - one.starts_at).total_seconds()) // 60 for one in there)
    return Share(len(sessions), len(there), minutes)


_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: without the letters that look like figures."""
_ALIKE = str.maketrans("OIL", "011")
CHECK_LENGTH = 8


def ticket_code(number: int, *, edition: int, secret: bytes) -> str:
    """What stands on a ticket: the number of the enrolment, and a signature of 40 bits, in groups to read aloud.

    It is enough where only an organiser can try codes, and only those of their own edition.
    """
    written = ""
    while number or not written:
        written = _SIGNS[number % 32] + written
        number //= 32
    return f"{written}-{_check(written, edition, secret)}"


def number_on(code: str, *, edition: int, secret: bytes) -> int | None:
    """The number on a ticket of this edition, however it was typed; None for one that we did not give out."""
    tidy = "".join(sign for sign in code.upper().translate(_ALIKE) if sign in _SIGNS)
    written, check = tidy[:-CHECK_LENGTH], tidy[-CHECK_LENGTH:]
    if not written or len(written) > 12:  # noqa: PLR2004 - 60 bits hold every key
        return None
    if not hmac.compare_digest(_check(written, edition, secret).replace("-", ""), check):
        return None
    return sum(_SIGNS.index(sign) << (5 * place) for place, sign in enumerate(reversed(written)))


def _check(written: str, edition: int, secret: bytes) -> str:
    digest = hmac.new(secret, f"ticket:{edition}:{written}".encode(), hashlib.sha256).digest()
    bits = int.from_bytes(digest[:5], "big")
    signs = "".join(_SIGNS[bits >> (5 * place) & 31] for place in range(CHECK_LENGTH))
    return f"{signs[:4]}-{signs[4:]}"


# ---------------------------------------------------------------------- what people thought of it

FEWEST_SHOWN = 5
"""Below this many answers nothing is shown: one could tell who said what."""
BEST_SCORE = 5


def check_score(score: int) -> int:
    if not 1 <= score <= BEST_SCORE:
        raise Refusal("score-not-usable")
    return score


def check_may_judge(standing: Standing, *, was_there: bool, has_begun: bool, has_judged: bool) -> None:
    """Raises a Refusal for who took no part, before it began, and the second time.

    ``was_there``: whether they came; also where nobody wrote down who did.
    """
    if standing is not Standing.ENROLLED or (has_begun and not was_there):
        raise Refusal("survey-for-who-took-part")
    if not has_begun:
        raise Refusal("survey-not-yet")
    if has_judged:
        raise Refusal("survey-answered-already")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What came of a survey. ``average`` in tenths of a point; ``by_score``: how many gave 1, 2, 3, 4 and 5."""

    answers: int
    average: int
    by_score: tuple[int, ...]


def judgement_of(scores: Sequence[int]) -> Judgement | None:
    """None while too few have answered."""
    if len(scores) < FEWEST_SHOWN:
        return None
    by_score = tuple(scores.count(score) for score in range(1, BEST_SCORE + 1))
    return Judgement(len(scores), (10 * sum(scores) * 2 + len(scores)) // (2 * len(scores)), by_score)
