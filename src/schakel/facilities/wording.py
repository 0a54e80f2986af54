"""States, steps, reasons, prices and times of bookings in words of the screen."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.utils import timezone
from django.utils.dates import WEEKDAYS as WEEKDAYS_IN_A_SENTENCE
from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from schakel.facilities.pricing import Category, Per
from schakel.facilities.rules import Cancelling, QuestionKind, State, Step, WaitState
from schakel.facilities.times import Why
from schakel.kernel.periods import Period
from schakel.library import public as library

_STATES = {
    State.REQUESTED: _("Requested"),
    State.PROPOSED: _("Proposal of the operator"),
    State.OFFERED: _("Offered to you"),
    State.CONFIRMED: _("Confirmed"),
    State.DONE: _("Done"),
    State.NO_SHOW: _("Nobody came"),
    State.CANCELLED: _("Cancelled"),
    State.DECLINED: _("Declined"),
    State.RELEASED: _("Released"),
}
TONES = {
    State.REQUESTED: "neutral",
    State.PROPOSED: "warning",
    State.OFFERED: "warning",
    State.CONFIRMED: "good",
    State.DONE: "good",
    State.NO_SHOW: "ended",
    State.CANCELLED: "ended",
    State.DECLINED: "ended",
    State.RELEASED: "ended",
}
_MEANINGS = {
    State.REQUESTED: _("The operator has not answered yet. Until then others can still get this time."),
    State.PROPOSED: _("The operator proposes a time or a price. The time is yours once you accept it."),
    State.OFFERED: _("It came free, and is kept for who waited longest. Take it before the time is up."),
    State.CONFIRMED: _("This time is booked. Nobody else can get it."),
    State.DONE: _("It took place."),
    State.NO_SHOW: _("Nobody came."),
    State.CANCELLED: _("It was cancelled. The time is free again."),
    State.DECLINED: _("The operator said no."),
    State.RELEASED: _("Nobody answered in time. Others can have this time."),
}
_STEPS = {
    Step.CONFIRM: _("Confirm"),
    Step.PROPOSE: _("Propose another time"),
    Step.DECLINE: _("Decline"),
    Step.ACCEPT: _("Accept this time"),
    Step.TAKE: _("Yes, I take this time"),
    Step.CANCEL: _("Cancel the booking"),
    Step.CALL_OFF: _("Call it off"),
    Step.FINISH: _("It took place"),
    Step.MISS: _("Nobody came"),
    Step.RESCHEDULE: _("Move to another time"),
    Step.AGREE: _("Agree to the other time"),
    Step.REFUSE: _("Refuse the other time"),
    Step.KEEP: _("Keep the time it has"),
}
_WHY = {
    Why.PAUSED: _("cannot be booked at the moment"),
    Why.PAST: _("over"),
    Why.TOO_SOON: _("too short notice"),
    Why.TOO_FAR: _("too far ahead"),
    Why.TOO_SHORT: _("too short"),
    Why.TOO_LONG: _("too long"),
    Why.CLOSED: _("closed"),
    Why.BLOCKED: _("not available"),
    Why.TAKEN: _("booked"),
}
_CATEGORIES = {
    Category.PARTNER: _("Partner of the hub"),
    Category.PUBLIC_BODY: _("Public body"),
    Category.KNOWLEDGE: _("Knowledge institution"),
    Category.COMPANY: _("Company"),
    Category.SOCIETY: _("Association or foundation"),
    Category.EVERYBODY: _("Everybody else"),
}
_PER = {Per.HOUR: _("per hour"), Per.HALF_DAY: _("per half day (4 hours)"), Per.DAY: _("per day")}
_QUESTION_KINDS = {
    QuestionKind.LINE: _("Short answer"),
    QuestionKind.TEXT: _("Long answer"),
    QuestionKind.CHOICE: _("A choice"),
    QuestionKind.YES_NO: _("Yes or no"),
    QuestionKind.NUMBER: _("A number"),
}
_WAIT_STATES = {
    WaitState.WAITING: _("Waiting"),
    WaitState.OFFERED: _("Offered to you"),
    WaitState.TAKEN: _("Taken"),
    WaitState.MISSED: _("Not answered in time"),
    WaitState.WITHDRAWN: _("Withdrawn"),
}
_HAPPENED = {
    "booking.requested": _("Requested"),
    "booking.proposed": _("A time or a price was proposed"),
    "booking.offered": _("Offered from the waiting list"),
    "booking.confirmed": _("Confirmed"),
    "booking.done": _("It took place"),
    "booking.missed": _("Nobody came"),
    "booking.cancelled": _("Cancelled"),
    "booking.declined": _("Declined"),
    "booking.released": _("Released"),
    "booking.collided": _("The time was given to somebody else"),
    "booking.reminded": _("Who booked was reminded"),
    "booking.operator-reminded": _("The operator was reminded of it"),
    "booking.asked-again": _("We asked whether you still come"),
    "booking.answered-again": _("They still come"),
    "booking.rescheduled": _("Moved to another time"),
    "booking.time-asked": _("Another time was asked for"),
    "booking.time-priced": _("A price was named for the other time"),
    "booking.time-refused": _("The other time was refused"),
    "booking.time-kept": _("The time stays as it is"),
    "booking.result-noted": _("What came of it was noted"),
    "booking.lesson-written": _("A case was begun from it"),
    "booking.handed-over": _("An organisation went on in another"),
}


def _by_itself(weekday: int) -> str:
    return capfirst(str(WEEKDAYS_IN_A_SENTENCE[weekday]))


_lazily = lazy(_by_itself, str)
WEEKDAYS = tuple(_lazily(weekday) for weekday in range(7))
"""From Monday on, as they stand by themselves."""


def state_name(state: State) -> str:
    """To who booked."""
    return str(_STATES[state])


def state_of(state: State, *, was_never_answered: bool = False, is_own: bool = True) -> str:
    """The name of the state of one booking. ``is_own``: to who booked, and else to who runs it or looks on."""
    if was_never_answered:
        return gettext("Not answered")
    if state is State.OFFERED and not is_own:
        return gettext("Kept for who waited")
    return state_name(state)


def state_meaning(state: State, *, was_never_answered: bool = False) -> str:
    if was_never_answered:
        return gettext("Nobody answered before it would have begun. Nothing was booked.")
    return str(_MEANINGS[state])


def step_name(step: Step, state: State | None = None) -> str:
    """What the button says, where it matters with a booking in this state."""
    if step is Step.CANCEL and state in (State.REQUESTED, State.PROPOSED):
        return gettext("Take the request back")
    if step is Step.CANCEL and state is State.OFFERED:
        return gettext("No, others can have it")
    return str(_STEPS[step])


def step_of_all_name(step: Step, number: int) -> str:
    """What the button says that takes so many bookings a step further at once."""
    texts = {
        Step.CONFIRM: gettext("Confirm all %(number)s"),
        Step.DECLINE: gettext("Decline all %(number)s"),
        Step.CANCEL: gettext("Cancel all %(number)s"),
        Step.CALL_OFF: gettext("Call all %(number)s off"),
    }
    return texts[step] % {"number": number}


def why_text(why: Why) -> str:
    """Why a time cannot be booked, as the end of a sentence; never by whom it is taken."""
    return str(_WHY[why])


def category_name(category: Category) -> str:
    return str(_CATEGORIES[category])


def per_name(per: Per) -> str:
    return str(_PER[per])


def question_kind_name(kind: QuestionKind) -> str:
    return str(_QUESTION_KINDS[kind])


def wait_state_name(state: WaitState) -> str:
    return str(_WAIT_STATES[state])


def happened_text(name: str) -> str:
    """What a row of the journal tells people; empty for what is not for them."""
    return str(_HAPPENED.get(name, ""))


def period_text(period: Period) -> str:
    """Day and hours on the clock here: "Monday 4 May 2027, 9:00-17:00"; both days where it ends on another."""
    begin, end = timezone.localtime(period.starts_at), timezone.localtime(period.ends_at)
    said = {
        "day": date_format(begin, "l j F Y"),
        "begin": date_format(begin, "G:i"),
        "end": date_format(end, "G:i"),
        "last": date_format(end, "l j F Y"),
    }
    if is_on_one_day(period):
        return gettext("%(day)s, %(begin)s–%(end)s") % said
    return gettext("%(day)s, %(begin)s until %(last)s, %(end)s") % said


def is_on_one_day(period: Period) -> bool:
    """Whether it begins and ends on the same day of the clock here."""
    return timezone.localtime(period.starts_at).date() == timezone.localtime(period.ends_at).date()


def hours_text(period: Period) -> str:
    """The hours on the clock here alone."""
    begin, end = timezone.localtime(period.starts_at), timezone.localtime(period.ends_at)
    return f"{date_format(begin, 'G:i')}–{date_format(end, 'G:i')}"


def length_text(minutes: int) -> str:
    """How long something lasts, in hours where these are whole."""
    if minutes % 60:
        return ngettext("%(number)s minute", "%(number)s minutes", minutes) % {"number": minutes}
    return ngettext("%(number)s hour", "%(number)s hours", minutes // 60) % {"number": minutes // 60}


def moment_text(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j F Y, G:i")


def price_text(cents: int | None, vat_points: int | None) -> str:
    """An amount without VAT, and what that is; words where it is not known yet."""
    if cents is None or vat_points is None:
        return gettext("price in consultation")
    if cents == 0:
        return gettext("free of charge")
    percent = f"{vat_points / 100:g}"
    said = {"amount": library.written_money(cents), "percent": percent}
    return gettext("%(amount)s, without %(percent)s%% VAT") % said


def cancelling_text(
    comes_to: Cancelling, *, free_until: datetime, cents: int | None, vat_points: int | None
) -> str:
    """What it costs to cancel, now or when it is told; empty where there is nothing to pay."""
    if not cents:
        return ""
    said = {"moment": moment_text(free_until), "price": price_text(cents, vat_points)}
    match comes_to:
        case Cancelling.FREE:
            return gettext("Cancelling is free until %(moment)s. After that it costs %(price)s.") % said
        case Cancelling.WAIVED:
            return gettext("Cancelling costs nothing now, because we asked whether you come.")
        case Cancelling.CHARGED:
            return gettext("Cancelling costs %(price)s now. Until %(moment)s it was free.") % said


def lines_text(lines: Iterable[Mapping[str, object]]) -> str:
    """What a price is made of."""
    said = []
    for line in lines:
        number, cents, per = int(str(line["number"])), int(str(line["cents"])), Per(str(line["per"]))
        unit = {
            Per.HOUR: ngettext("%(number)s hour", "%(number)s hours", number),
            Per.HALF_DAY: ngettext("%(number)s half day", "%(number)s half days", number),
            Per.DAY: ngettext("%(number)s day", "%(number)s days", number),
        }[per] % {"number": number}
        said.append(f"{unit} × {library.written_money(cents)}")
    return ", ".join(said)


def season_name(first: date | None, last: date | None) -> str:
    """From when until when hours of opening count."""
    said = {
        "first": date_format(first, "j F Y") if first else "",
        "last": date_format(last, "j F Y") if last else "",
    }
    if first and last:
        return gettext("%(first)s up to and with %(last)s") % said
    if first:
        return gettext("From %(first)s on") % said
    return gettext("Up to and with %(last)s") % said if last else gettext("The whole year")
