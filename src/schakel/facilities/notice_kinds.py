"""What people are told about bookings. The names of people stand in none of it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schakel.accounts.public import Person, person_by_reference
from schakel.facilities.calendars import appointment_of, facility_title
from schakel.facilities.links import path_of
from schakel.facilities.models import Booking
from schakel.facilities.queries import bookings_named
from schakel.facilities.rules import Cancelling, State, Step
from schakel.facilities.telling import AGAIN, ASKED, NEWS, REMINDER, STRUCK, TIME_ASKED
from schakel.facilities.wording import cancelling_text, moment_text, period_text, price_text, state_of
from schakel.kernel.periods import Period
from schakel.messages.public import Kind, Told, Wording, register_kind
from schakel.organisations import public as organisations

Still = Callable[[Booking], bool]
Say = Callable[[Booking, Mapping[str, object]], Wording]


def _visible(still: Still) -> Callable[[Collection[str], str], Collection[str]]:
    def visible(about: Collection[str], addressee: str) -> Collection[str]:
        person = person_by_reference(addressee)
        if person is None:
            return ()
        return {one.reference for one in bookings_named(about, person) if still(one)}

    return visible


def _always(_booking: Booking) -> bool:
    return True


def _is_requested(booking: Booking) -> bool:
    return booking.state == State.REQUESTED


def _is_wished(booking: Booking) -> bool:
    return booking.wished is not None


def _is_reminded(booking: Booking) -> bool:
    """Not after it moved: of its new day it is reminded anew."""
    return booking.state == State.CONFIRMED and booking.reminded_at is not None


def _is_asked_again(booking: Booking) -> bool:
    return booking.state == State.CONFIRMED and booking.answered_again_at is None


def _is_struck(booking: Booking) -> bool:
    return booking.state in (State.CANCELLED, State.RELEASED)


def _belongs_somewhere(addressee: str) -> bool:
    person: Person | None = person_by_reference(addressee)
    return person is not None and bool(organisations.member_organisations(person))


def _word(say: Say) -> Callable[[Sequence[Told], str], Sequence[Wording]]:
    def word(told: Sequence[Told], _addressee: str) -> Sequence[Wording]:
        keys = {int(one.about.partition(":")[2]) for one in told}
        found = Booking.objects.select_related(
            "resource__facility__item__owner", "resource__facility__item__place", "organisation"
        ).in_bulk(keys)
        by_reference = {one.reference: one for one in found.values()}
        return [say(by_reference[one.about], one.payload) for one in told]

    return word


def _said(one: Booking) -> dict[str, str]:
    return {
        "resource": one.resource.name,
        "facility": facility_title(one),
        "organisation": one.organisation.name,
        "when": period_text(one.period),
        "reason": one.reason,
    }


def _time_asked(one: Booking, _payload: Mapping[str, object]) -> Wording:
    said = {**_said(one), "other": period_text(one.wished) if one.wished else ""}
    return Wording(
        gettext("Another time is asked for: %(resource)s, %(when)s") % said,
        gettext(
            "%(organisation)s would like to move this booking of %(resource)s to %(other)s."
            " Until you agree, it stays where it is."
        )
        % said,
        one.get_absolute_url(),
        gettext("Answer"),
    )


def _asked(one: Booking, payload: Mapping[str, object]) -> Wording:
    said = _said(one)
    if payload.get("is_again"):
        return Wording(
            gettext("Still waits for your answer: %(resource)s, %(when)s") % said,
            gettext(
                "%(organisation)s asked for %(resource)s, %(when)s, and has not heard anything yet."
                " If nobody answers before it begins, the request ends."
            )
            % said,
            one.get_absolute_url(),
            gettext("Answer"),
        )
    text = gettext("%(organisation)s would like to book %(resource)s: %(when)s.") % said
    if one.goal:
        text += "\n\n" + one.goal
    return Wording(
        gettext("Request: %(resource)s, %(when)s") % said, text, one.get_absolute_url(), gettext("Answer")
    )


def _news(one: Booking, payload: Mapping[str, object]) -> Wording:
    said, path, look = _said(one), one.get_absolute_url(), gettext("Look at it")
    if payload.get("what") == Step.CALL_OFF:
        return Wording(
            gettext("No longer offered: %(resource)s, %(when)s") % said,
            gettext("The operator cannot let you have this time: %(reason)s") % said
            + "\n\n"
            + gettext("You go on waiting for it, in the same place."),
            path,
            look,
        )
    if payload.get("what") == "collides":
        return Wording(
            gettext("No longer free: %(resource)s, %(when)s")
            % {**said, "when": period_text(one.asked_period)},
            gettext("Somebody else got this time. Choose another time, or wait for this one."),
            path,
            look,
        )
    if payload.get("what") in (Step.REFUSE, Step.KEEP):
        return _stays(one, payload)
    if payload.get("what") == "time-priced":
        return _time_priced(one)
    if payload.get("what") == "moved":
        return _moved(one, payload)
    match str(payload.get("state", "")):
        case State.CONFIRMED:
            return Wording(
                gettext("Booked: %(resource)s, %(when)s") % said,
                gettext("%(facility)s: %(resource)s is booked for %(organisation)s, %(when)s.") % said,
                path,
                look,
                appointment=appointment_of(one) if one.state == State.CONFIRMED else None,
            )
        case State.PROPOSED:
            return _proposed(one)
        case State.OFFERED if one.state != State.OFFERED:
            state = state_of(State(one.state), was_never_answered=one.was_never_answered)
            return Wording(
                gettext("It came free: %(resource)s, %(when)s") % said,
                gettext("It came free for you. By now it stands as: %(state)s.") % {"state": state},
                path,
                look,
            )
        case State.OFFERED:
            until = moment_text(one.offered_until) if one.offered_until else ""
            return Wording(
                gettext("It came free: %(resource)s, %(when)s") % said,
                gettext("You waited for this time, and it is kept for you until %(until)s.")
                % {"until": until},
                path,
                gettext("Answer"),
            )
        case State.DECLINED:
            return Wording(
                gettext("Declined: %(resource)s, %(when)s") % said,
                gettext("The operator said no: %(reason)s") % said,
                path,
                look,
            )
        case State.RELEASED if payload.get("was") in (State.REQUESTED, State.PROPOSED):
            return _ended(one, payload)
        case State.RELEASED:
            return Wording(
                gettext("No longer kept for you: %(resource)s, %(when)s") % said,
                gettext("You did not answer in time. It is offered to who waits next."),
                path,
                look,
            )
        case State.NO_SHOW:
            text = gettext("%(facility)s wrote that nobody came to %(resource)s, %(when)s.") % said
            if one.price_cents:
                price = price_text(one.price_cents, one.vat_points)
                text += " " + gettext("What was agreed stands: %(price)s.") % {"price": price}
            owner = one.resource.facility.item.owner.name
            text += "\n\n" + gettext("Is that not so? Tell %(owner)s; they can change it.") % {"owner": owner}
            return Wording(gettext("Nobody came: %(resource)s, %(when)s") % said, text, path, look)
        case State.DONE:
            return Wording(
                gettext("What came of it? %(resource)s, %(when)s") % said,
                gettext("Write in a few words what came of it, so that others learn from it."),
                path,
                look,
            )
        case _:
            return Wording(
                gettext("Taken back: %(resource)s, %(when)s") % said,
                gettext("%(organisation)s took its request back. You need not do anything.") % said,
                path,
                look,
            )


def _ended(one: Booking, payload: Mapping[str, object]) -> Wording:
    """Nobody answered before it began: the operator what was asked, or who booked what was proposed."""
    said = _said(one)
    if payload.get("was") == State.PROPOSED:
        text = gettext(
            "Nobody said yes to what %(facility)s proposed before it would begin. Nothing was booked."
        )
    else:
        text = gettext("%(facility)s did not answer before it would begin. Nothing was booked.")
    return Wording(
        gettext("Not answered: %(resource)s, %(when)s") % said,
        text % said,
        one.get_absolute_url(),
        gettext("Look at it"),
    )


def _proposed(one: Booking) -> Wording:
    """Which time, and what it costs: another time than was asked for, or that time where no list had a price."""
    said = {**_said(one), "other": period_text(one.asked_period)}
    price = price_text(one.price_cents, one.vat_points)
    if one.asked_period == one.period:
        title = gettext("A price is named: %(resource)s, %(when)s") % said
        text = gettext("%(facility)s agrees to %(when)s for %(resource)s, at this price.") % said
    else:
        title = gettext("Another time is proposed: %(resource)s") % said
        text = gettext("%(facility)s proposes another time for %(resource)s: %(other)s.") % said
    text += "\n\n" + price + "\n\n" + gettext("It is yours once you accept it.")
    if one.reason:
        text += "\n\n" + one.reason
    return Wording(title, text, one.get_absolute_url(), gettext("Answer"))


def _time_priced(one: Booking) -> Wording:
    """What the other time costs that was asked for; or that it is no longer asked for."""
    terms = one.wished_terms
    said = {
        **_said(one),
        "other": period_text(one.wished or one.period),
        "price": price_text(terms.get("price_cents"), terms.get("vat_points")),
    }
    if one.waits_for_booker:
        text = gettext(
            "%(facility)s agrees to %(other)s for %(resource)s, at this price: %(price)s."
            " It moves once you say yes; until then it stays where it is."
        )
    else:
        text = gettext("%(facility)s named a price for another time. That is no longer asked for.")
    return Wording(
        gettext("A price is named: %(resource)s, %(when)s") % said,
        text % said,
        one.get_absolute_url(),
        gettext("Answer"),
    )


def _written_period(said: object) -> str:
    """A time that was written down with what happened."""
    if not isinstance(said, dict) or not said:
        return ""
    moments = (datetime.fromisoformat(str(said[name])) for name in ("starts_at", "ends_at"))
    return period_text(Period(*moments))


def _moved(one: Booking, payload: Mapping[str, object]) -> Wording:
    """With the appointment as it is now, so that a mail that comes late says nothing old."""
    said = {**_said(one), "before": _written_period(payload.get("was"))}
    return Wording(
        gettext("Moved: %(resource)s, %(when)s") % said,
        gettext("%(facility)s: %(resource)s is now booked for %(when)s. Before it was %(before)s.") % said
        + "\n\n"
        + price_text(one.price_cents, one.vat_points),
        one.get_absolute_url(),
        gettext("Look at it"),
        appointment=appointment_of(one) if one.state == State.CONFIRMED else None,
    )


def _stays(one: Booking, payload: Mapping[str, object]) -> Wording:
    said = {
        **_said(one),
        "other": _written_period(payload.get("wished")),
        "reason": payload.get("reason", ""),
    }
    if payload.get("what") == Step.KEEP:
        text = gettext("They no longer ask for %(other)s. You need not do anything.") % said
    else:
        text = gettext("The operator cannot agree to %(other)s: %(reason)s") % said
    return Wording(
        gettext("The time stays as it is: %(resource)s, %(when)s") % said,
        text,
        one.get_absolute_url(),
        gettext("Look at it"),
    )


def _struck(one: Booking, _payload: Mapping[str, object]) -> Wording:
    said = _said(one)
    text = gettext("%(facility)s: %(resource)s, %(when)s, does not take place.") % said
    if one.state == State.RELEASED:
        text += "\n\n" + gettext("Nobody said in time that they still come.")
    elif one.reason:
        text += "\n\n" + one.reason
    if one.cancelled_late and one.price_cents:
        text += "\n\n" + gettext(
            "It was cancelled after %(moment)s, when that was no longer free: %(price)s can be charged."
        ) % {
            "moment": moment_text(one.free_until),
            "price": price_text(one.price_cents, one.vat_points),
        }
    return Wording(
        gettext("Cancelled: %(resource)s, %(when)s") % said,
        text,
        one.get_absolute_url(),
        gettext("Look at it"),
        appointment=appointment_of(one),
        is_cancelled=True,
    )


def _again(one: Booking, payload: Mapping[str, object]) -> Wording:
    said = _said(one)
    until = str(payload.get("until", ""))
    if until:
        text = gettext(
            "You booked %(resource)s of %(facility)s, %(when)s. Say with one click that you still come. "
            "If nobody answers before %(until)s, it is given to others."
        ) % {**said, "until": moment_text(datetime.fromisoformat(until))}
    else:
        text = (
            gettext(
                "You booked %(resource)s of %(facility)s, %(when)s. Say with one click whether you still come."
            )
            % said
        )
    return Wording(
        gettext("Do you still come? %(resource)s, %(when)s") % said,
        _with_cost(text, one, payload),
        path_of(one),
        gettext("Answer"),
    )


def _with_cost(text: str, one: Booking, payload: Mapping[str, object]) -> str:
    """The text, and what cancelling costs; nothing about that in what was told before we said it."""
    comes_to = payload.get("cancelling")
    if comes_to not in set(Cancelling):
        return text
    cost = cancelling_text(
        Cancelling(str(comes_to)),
        free_until=one.free_until,
        cents=one.price_cents,
        vat_points=one.vat_points,
    )
    return f"{text}\n\n{cost}" if cost else text


def _reminder(one: Booking, payload: Mapping[str, object]) -> Wording:
    said = _said(one)
    item = one.resource.facility.item
    where = str(item.facts.get("address", "")) or (item.place.name if item.place else "")
    text = gettext("%(facility)s: %(resource)s is booked for %(organisation)s, %(when)s.") % said
    if where:
        text += "\n\n" + gettext("Where: %(place)s") % {"place": where}
    text += "\n\n" + gettext("Can you not come? Cancel it on the page, then others can have that time.")
    return Wording(
        gettext("Reminder: %(resource)s, %(when)s") % said,
        _with_cost(text, one, payload),
        one.get_absolute_url(),
        gettext("Look at it"),
    )


for kind in (
    Kind(
        ASKED,
        _("Somebody wants to book your test facility"),
        _visible(_is_requested),
        _word(_asked),
        concerns=_belongs_somewhere,
    ),
    Kind(
        TIME_ASKED,
        _("Somebody asks for another time for a booking"),
        _visible(_is_wished),
        _word(_time_asked),
        concerns=_belongs_somewhere,
    ),
    Kind(
        NEWS,
        _("Something happened with a booking"),
        _visible(_always),
        _word(_news),
        concerns=_belongs_somewhere,
    ),
    Kind(
        STRUCK,
        _("A booking was cancelled"),
        _visible(_is_struck),
        _word(_struck),
        concerns=_belongs_somewhere,
    ),
    Kind(
        REMINDER,
        _("We remind you of a booking"),
        _visible(_is_reminded),
        _word(_reminder),
        concerns=_belongs_somewhere,
    ),
    # Its link can answer for whoever has it: it stands in the mail alone, and on the start page without it.
    Kind(
        AGAIN,
        _("We ask whether you still come"),
        _visible(_is_asked_again),
        _word(_again),
        concerns=_belongs_somewhere,
        is_noticed=False,
    ),
):
    register_kind(kind)
