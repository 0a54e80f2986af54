"""Taking part in an edition: enrolling, waiting, accepting a seat, cancelling. Each is one transaction with its rows.

Whoever changes anything of an edition locks its row first. What was kept for a while and is over is settled before
anything else is decided, so that how it stands never depends on whether some job ran in time.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q

from schakel.accounts.public import Person, people_by_address
from schakel.kernel.refusal import Refusal
from schakel.messages import public as messages
from schakel.organisations import public as organisations
from schakel.organisations.public import Organisation
from schakel.training import rules
from schakel.training.form_rules import KEPT_DAYS, Answers, without_old
from schakel.training.line import Line, cost_of_cancelling, due_in, is_public, record, step
from schakel.training.models import NAME_LENGTH, Edition, Enrolment, Session
from schakel.training.rules import GroupMode, Standing, State
from schakel.training.telling import CONFIRM, tell_one, tell_place


@dataclass(frozen=True, slots=True)
class Enrolled:
    """The enrolment, and whether it is new: who asks twice has it once."""

    enrolment: Enrolment
    is_new: bool


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody without an account."""

    name: str
    address: str
    language: str


# ---------------------------------------------------------------------- coming in


@transaction.atomic
def enrol_person(
    *,
    edition: Edition,
    person: Person,
    now: datetime,
    organisation: Organisation | None = None,
    answers: Answers | None = None,
    seen_terms: str | None = None,
) -> Enrolled:
    """Somebody with an account takes part: with a seat, or with the next place in the line where there is none.

    Whoever is in by an address of theirs has that; what they did not confirm yet becomes theirs here. ``seen_terms``:
    what they read, as `rules.terms_text` says it. Raises a Refusal as `rules.check_may_enrol` does, and when something
    else holds than what was read.
    """
    line = Line(edition, now)
    there = list(Enrolment.objects.visible_to(person).filter(edition=line.edition).open().order_by("pk"))
    before = next((one for one in there if one.state != Standing.ASKED), None)
    if before is not None:
        return Enrolled(before, is_new=False)
    own = organisations.member_organisations(person)
    rules.check_may_enrol(line.situation(is_member=bool(own), is_of_public_body=any(map(is_public, own))))
    body = next((one for one in own if organisation and one.pk == organisation.pk), own[0] if own else None)
    line.check_terms(seen_terms, is_full=line.number_free() == 0)
    one = line.new(body, person=person, language=person.language, answers=answers, enrolled_by=person)
    if there:  # they asked for it by mail and now say yes here: it keeps its place and the seat that is kept
        asked = line.locked(there[0])
        one.pk, one.code, one.made_at, one.seat = asked.pk, asked.code, asked.made_at, asked.seat
    line.come_in(one, by=person)
    return Enrolled(one, is_new=True)


@transaction.atomic
def enrol_guest(*, edition: Edition, guest: Guest, now: datetime, answers: Answers | None = None) -> Enrolled:
    """Somebody who is not signed in wants to take part: they get a mail, and only their yes makes it so.

    A seat is kept for them until the mail is over, where one is free and not too many are kept like that. Whoever
    enrolled already gets the mail too, with the link to it: the screen says the same to everybody. Raises a Refusal
    as `rules.check_may_enrol` does, and for a name or an address that cannot be used.
    """
    line = Line(edition, now)
    address = messages.checked_address(guest.address).lower()
    name = rules.check_line(guest.name, longest=NAME_LENGTH)
    rules.check_may_enrol(line.situation(is_member=False, is_of_public_body=False))
    before = _there(line, [address]).get(address)
    if before is not None:
        _ask_to_confirm(before, now)
        return Enrolled(before, is_new=False)
    one = line.new(None, name=name, address=address, language=guest.language, answers=answers)
    one.ends_at = rules.hold_ends_at(now=now, starts_at=line.starts_at)
    one.seat = line.free_seat() if line.may_keep_for_guest() else None
    step(one, Standing.ASKED, "enrolment.asked", None, now)
    _ask_to_confirm(one, now)
    return Enrolled(one, is_new=True)


def _there(line: Line, addresses: Collection[str]) -> dict[str, Enrolment]:
    """Who is in by these addresses: somebody with an account by each that they have shown to read."""
    every = Enrolment.objects.filter(edition=line.edition).open().order_by("pk")
    readers = people_by_address(addresses)
    by_person = {one.person_id: one for one in every.filter(person__in=set(readers.values()))}
    found = {address: by_person[who.pk] for address, who in readers.items() if who.pk in by_person}
    return {one.address: one for one in every.filter(person=None, address__in=addresses)} | found


def _ask_to_confirm(one: Enrolment, now: datetime) -> None:
    tell_one(CONFIRM, one, event=f"{one.reference}:asked:{now.isoformat()}", now=now)


def confirm_enrolment(*, enrolment: Enrolment, now: datetime) -> Enrolment:
    """A guest says yes from their mail: they have the seat that was kept for them, or stand in the line from now on.

    Once more changes nothing. Raises a Refusal when the mail is over, once it has begun, and for who takes part with an
    account that this address is of.
    """
    settle_edition(edition=enrolment.edition, now=now)
    return _confirmed(enrolment, now)


@transaction.atomic
def _confirmed(enrolment: Enrolment, now: datetime) -> Enrolment:
    line = Line(enrolment.edition, now)
    one = line.locked(enrolment)
    if one.state in (Standing.ENROLLED, Standing.WAITING, Standing.OFFERED):
        return one
    if one.state != Standing.ASKED:
        raise Refusal("enrolment-is-over")
    _check_not_begun(line)
    if _there(line, [one.address])[one.address].pk != one.pk:
        raise Refusal("enrolled-with-account")
    line.come_in(one, by=None)
    return one


def _check_not_begun(line: Line) -> None:
    if line.edition.state != State.OPEN or line.now >= line.starts_at:
        raise Refusal("edition-has-begun")


@dataclass(frozen=True, slots=True)
class GroupEnrolled:
    """Who of a group has a seat, who waits, and who was there already: these by the names that were written."""

    seated: list[Enrolment]
    waiting: list[Enrolment]
    there_already: list[str]


@transaction.atomic
def enrol_group(
    *,
    edition: Edition,
    organisation: Organisation,
    people: Sequence[tuple[str, str]],
    mode: GroupMode,
    by: Person,
    language: str,
    now: datetime,
    seen_terms: str | None = None,
) -> GroupEnrolled:
    """An organisation enrols people, each by name and address, in one go; the organisation answers for their yes.

    Whoever is in already stays as they are, so that sending it again enrols nobody twice; who asked for it and did not
    confirm it is in now, at the price of the organisation. Raises a Refusal as `rules.check_may_enrol` and
    `rules.check_group` do, for two people with one address, and when the prices are others than those that were read
    (``seen_terms``): then nobody is enrolled.
    """
    line = Line(edition, now)
    rules.check_may_enrol(line.situation(is_member=True, is_of_public_body=is_public(organisation)))
    line.check_terms(seen_terms)
    wanted: dict[str, str] = {}
    for name, written in people:
        address = messages.checked_address(written).lower()
        if address in wanted:
            raise Refusal("group-address-twice", address=address)
        wanted[address] = rules.check_line(name, longest=NAME_LENGTH)
    found = _there(line, wanted)
    asked = {address: one for address, one in found.items() if one.state == Standing.ASKED}
    there = {address: one for address, one in found.items() if address not in asked}
    new = [(name, address) for address, name in wanted.items() if address not in there]
    if new or not there:
        kept = sum(one.seat_id is not None for one in asked.values())
        free = line.number_free()
        rules.check_group(new, free=None if free is None else free + kept, mode=mode)
    came = []
    for name, address in new:
        one = asked.get(address) or line.new(organisation, name=name, address=address, language=language)
        line.set_terms(one, organisation, by)
        line.come_in(one, by=by)
        came.append(one)
    return GroupEnrolled(
        [one for one in came if one.state == Standing.ENROLLED],
        [one for one in came if one.state == Standing.WAITING],
        [wanted[address] for address in there],
    )


@transaction.atomic
def add_enrolment(
    *,
    edition: Edition,
    name: str,
    address: str,
    by: Person,
    language: str,
    now: datetime,
    organisation: Organisation | None = None,
) -> Enrolled:
    """Who organises an edition gives somebody a seat, also once it has begun: they stand at the door.

    Whoever has a seat by that address keeps it; who waits gets one where there is one. Raises a Refusal as
    `rules.check_can_be_added` does, and for a name or an address that cannot be used.
    """
    line = Line(edition, now)
    written = messages.checked_address(address).lower()
    called = rules.check_line(name, longest=NAME_LENGTH)
    there = _there(line, [written]).get(written)
    if there is not None and there.state == Standing.ENROLLED:
        return Enrolled(there, is_new=False)
    one = there or line.new(organisation, name=called, address=written, language=language, enrolled_by=by)
    if one.seat is None:
        one.seat = line.free_seat()
    rules.check_can_be_added(state=State(line.edition.state), is_full=one.seat is None)
    if one.state == Standing.ASKED:
        line.set_terms(one, organisation, by)
    line.come_in(one, by=by)
    return Enrolled(one, is_new=True)


# ---------------------------------------------------------------------- going on


def accept_offer(*, enrolment: Enrolment, by: Person | None, now: datetime) -> Enrolment:
    """Somebody takes the seat they are offered. Once more changes nothing.

    Raises a Refusal when the offer is over, and once the edition has begun.
    """
    settle_edition(
        edition=enrolment.edition, now=now
    )  # what is over goes on to the next, also where we say no
    return _accepted(enrolment, by, now)


@transaction.atomic
def _accepted(enrolment: Enrolment, by: Person | None, now: datetime) -> Enrolment:
    line = Line(enrolment.edition, now)
    one = line.locked(enrolment)
    if one.state == Standing.ENROLLED:
        return one
    rules.check_can_accept(one.standing(now))
    _check_not_begun(line)
    one.ends_at = None
    row = step(one, Standing.ENROLLED, "enrolment.accepted", by, now)
    line.has_seat(one, row, by=by)
    return one


@transaction.atomic
def cancel_enrolment(
    *,
    enrolment: Enrolment,
    by: Person | None,
    now: datetime,
    seen_due: int | None = None,
    is_waived: bool = False,
) -> Enrolment:
    """Somebody does not come, or gives up their place in the line. A seat goes to exactly one other, at once.

    Once more changes nothing. ``seen_due``: what they read that they still pay, in cents. ``is_waived``: who organises
    it lets them pay nothing, however late it is. Raises a Refusal when it is more by now, and once the edition has
    begun.
    """
    line = Line(enrolment.edition, now)
    one = line.locked(enrolment)
    if one.state == Standing.CANCELLED:
        return one
    rules.check_can_cancel(Standing(one.state), starts_at=line.first_session_at, now=now)
    had_seat = one.state == Standing.ENROLLED
    due = 0 if is_waived else cost_of_cancelling(one, starts_at=line.first_session_at, now=now)
    if seen_due is not None and due > seen_due:
        raise Refusal("cancelling-costs")
    one.seat, one.ends_at, one.due_cents = None, None, due
    row = step(one, Standing.CANCELLED, "enrolment.cancelled", by, now, due_cents=due)
    if had_seat:
        tell_place("cancelled", one, line.sessions, event=f"row:{row}", now=now)
    line.offer_seats()
    return one


@transaction.atomic
def answer_form(*, enrolment: Enrolment, answers: Answers, by: Person | None, now: datetime) -> Enrolment:
    """Somebody answers the questions of the edition later, or otherwise. The answers themselves are in no journal."""
    line = Line(enrolment.edition, now)
    one = line.locked(enrolment)
    if one.state not in rules.OPEN_STANDINGS:
        raise Refusal("enrolment-is-over")
    form = line.form()
    if (one.form_id, one.answers) != (form.pk if form else None, answers):
        one.form, one.answers = form, answers
        one.save(update_fields=["form", "answers"])
        details = {"edition": line.edition.reference, "form": form.version if form else 0}
        record("enrolment.answered", one.reference, by, now, details)
    return one


@transaction.atomic
def settle_edition(*, edition: Edition, now: datetime) -> int:
    """Store what is over by now, and offer what came free to whoever is next; how many were offered a seat."""
    if not due_in(edition, now):
        return 0
    return Line(edition, now).offered


@transaction.atomic
def forget_enrolments(*, now: datetime) -> None:
    """Take away names and addresses of guests when they are needed no more; that somebody was there stays.

    Of who did not confirm it after a month, of the others a year after the last session.
    """
    never = Enrolment.objects.filter(
        state=Standing.EXPIRED.value, place=None, since__lt=now - rules.UNCONFIRMED_KEPT_FOR
    )
    long_ago = Session.objects.filter(ends_at__gte=now - rules.GUESTS_KEPT_FOR).order_by().values("edition")
    over = Enrolment.objects.exclude(edition__in=long_ago).filter(made_at__lt=now - rules.GUESTS_KEPT_FOR)
    guests = (never | over).filter(person=None, forgotten_at=None).exclude(address="")
    for one in guests.select_for_update(no_key=True).order_by("pk"):
        one.name = one.address = ""
        one.answers, one.forgotten_at = {}, now
        one.save(update_fields=["name", "address", "answers", "forgotten_at"])
        record("enrolment.forgotten", one.reference, None, now, {"edition": f"edition:{one.edition_id}"})


@transaction.atomic
def drop_answers(*, now: datetime) -> None:
    """Remove each answer when it is kept no longer than was said with its question."""
    ends = Max("edition__sessions__ends_at", filter=Q(edition__sessions__struck_at=None))
    shortest = now - timedelta(days=min(KEPT_DAYS))
    answered = Enrolment.objects.exclude(answers={}).annotate(ended_at=ends).filter(ended_at__lt=shortest)
    ended = dict(answered.order_by("pk").values_list("pk", "ended_at"))
    for one in Enrolment.objects.filter(pk__in=ended).select_related("form").order_by("pk"):
        asked = one.form.asked if one.form else ()
        kept = without_old(one.answers, asked, days_since=(now - ended[one.pk]).days)
        if kept != one.answers:
            gone = sorted(one.answers.keys() - kept.keys())
            Enrolment.objects.filter(pk=one.pk).update(answers=kept)
            record("enrolment.answers-dropped", one.reference, None, now, {"questions": len(gone)})
