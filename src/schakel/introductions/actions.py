"""Everything that changes an introduction: one function, one transaction, one row in the journal.

The introduction is read anew and locked first, so that of two who click at once the second is told what the first did.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from schakel.accounts.public import Person, may, standing_of
from schakel.challenges import public as challenges
from schakel.challenges.public import Challenge
from schakel.consultations import public as consultations
from schakel.introductions import desks, rules, telling
from schakel.introductions.acting import (
    Party,
    ask_whoever_answers,
    begun,
    check_no_interest,
    give,
    locked,
    move,
    propose,
    record,
    spoken,
    withdraw_consents,
)
from schakel.introductions.models import (
    ENDED_STATES,
    Clock,
    Consent,
    Duty,
    Introduction,
    MailLink,
    ProposedTime,
    Reminder,
)
from schakel.introductions.rules import Moment, Outcome, Periods, Side, State, Step
from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal
from schakel.library.public import Item, Kind
from schakel.messages.public import checked_address
from schakel.organisations.public import PUBLIC_BODIES, Organisation, OrganisationType, member_organisations
from schakel.spaces import public as spaces


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks, and what of it the other side reads."""

    requester: Organisation
    receiver: Organisation
    why: str
    item: Item | None = None
    challenge: Challenge | None = None
    shares_challenge: bool = False
    can_be_handed_on: bool = True
    telephone: str = ""
    form: str = ""
    """The key of the form: sent twice, it is one introduction."""


@dataclass(frozen=True, slots=True)
class Requested:
    """The introduction, and whether it is new."""

    introduction: Introduction
    is_new: bool


@transaction.atomic
def request_introduction(*, request: Request, requested_by: Person, now: datetime) -> Requested:
    """Ask the desk of an organisation for an introduction. The same form twice is one introduction.

    Raises a Refusal where `rules.check_asking` does, or while the same is asked already.
    """
    # The second click waits here, and so does everything that counts what this organisation asked today.
    Organisation.objects.select_for_update(no_key=True).get(pk=request.requester.pk)
    key = rules.request_key(requested_by.pk, request.form) or secrets.token_hex(32)
    before = Introduction.objects.filter(key=key).first()
    if before is not None:
        return Requested(before, is_new=False)
    facts = _facts(request, requested_by, now)
    why = rules.check_asking(facts)
    telephone = rules.check_telephone(request.telephone)
    open_one = _open_with(request.requester.pk, request.receiver.pk, request.challenge)
    if open_one is not None and not lapse_introduction(open_one, now=now):
        raise Refusal("introduction-asked-already")
    promise = rules.promise_from(desks.periods(), now=now)
    made = _stored_once(
        Introduction(
            code=secrets.token_urlsafe(12),
            key=key,
            requester=request.requester,
            requested_by=requested_by,
            requested_at=now,
            receiver=request.receiver,
            adviser=request.challenge.adviser if request.challenge else None,
            item=request.item,
            challenge=request.challenge,
            shares_challenge=request.shares_challenge,
            can_be_handed_on=request.can_be_handed_on,
            why=why,
            since=now,
            asked_at=now,
            nudge_at=promise.nudge_at,
            last_chance_at=promise.last_chance_at,
            lapses_at=promise.lapses_at,
        )
    )
    Consent.objects.create(
        introduction=made,
        side=Side.REQUESTER.value,
        person=requested_by,
        telephone=telephone,
        given_at=now,
    )
    row = record("introduction.requested", made, requested_by.reference, now, to=State.REQUESTED.value)
    ask_whoever_answers(made, row, now)
    if rules.asks_many(facts):
        many = record("introduction.many-asked", made, requested_by.reference, now)
        telling.tell_brokers(made, "many-asked", row=many, now=now, by=requested_by)
    return Requested(made, is_new=True)


@transaction.atomic
def accept_introduction(
    *,
    introduction: Introduction,
    party: Party,
    now: datetime,
    telephone: str = "",
    times: Iterable[datetime] = (),
) -> Introduction:
    """Say yes: from now on each side sees whom it can reach. Up to three moments can be proposed with it.

    Raises a Refusal where it was answered, withdrawn, changed or lapsed meanwhile.
    """
    number, several = rules.check_telephone(telephone), rules.check_times(times, now=now)
    stored, before = begun(introduction, Step.ACCEPT, party, now)
    give(stored, party, number, now)
    stored.answered_at = now
    stored.ask_outcome_at = now + timedelta(days=desks.periods().outcome)
    row = move(stored, Step.ACCEPT, before, party, now, extra={"times": len(several)})
    propose(stored, party.side, several, now)
    for side in Side:
        if side is Side.REQUESTER or not party.person:
            telling.tell_side(stored, side, "accepted", row=row, now=now, by=party.person)
    return stored


@transaction.atomic
def decline_introduction(
    *, introduction: Introduction, party: Party, reason: str, words: str = "", now: datetime
) -> Introduction:
    """Say no, and why. Raises a Refusal without a reason, or where it was answered meanwhile."""
    chosen, tidy = rules.check_decline(reason, words)
    stored, before = begun(introduction, Step.DECLINE, party, now)
    stored.decline, stored.decline_words, stored.answered_at = chosen.value, tidy, now
    row = move(stored, Step.DECLINE, before, party, now, extra={"reason": chosen.value})
    withdraw_consents(stored, now)
    telling.tell_side(stored, Side.REQUESTER, "declined", row=row, now=now, by=party.person)
    return stored


@transaction.atomic
def withdraw_introduction(*, introduction: Introduction, party: Party, now: datetime) -> Introduction:
    """Take a request back; or, once both said yes, end the contact: names and addresses are hidden at once."""
    stored, before = begun(introduction, Step.WITHDRAW, party, now)
    told = telling.party_of(stored, party.side.other, now=now)
    own = telling.party_of(stored, party.side, now=now)
    struck = _strike_meeting(stored, now)
    withdraw_consents(stored, now)
    if stored.space is not None:
        spaces.close_space(space=stored.space, by=party.person, now=now)
    row = move(stored, Step.WITHDRAW, before, party, now, extra={"side": party.side.value})
    if told and not struck:
        telling.tell_side(stored, party.side.other, "withdrawn", row=row, now=now, by=party.person)
    if struck:
        # Whoever was in contact has it in their calendar, and is found as such no longer.
        telling.tell_those(stored, told, "withdrawn", row=row, now=now, struck=struck)
        telling.tell_those(stored, own, "time-struck", row=row, now=now, struck=struck)
    return stored


@transaction.atomic
def take_back(introduction: Introduction, *, because: str, by: Person | None, now: datetime) -> None:
    """Take a request back that waits for nobody any more, for a reason that is no side's; who asked is told.

    ``because``: a word for the journal and the news ("became-one", "asked-twice"). What was given is changed too.
    """
    before = State(introduction.state)
    introduction.state, introduction.since = State.WITHDRAWN.value, now
    introduction.version += 1
    introduction.save(update_fields=["state", "since", "version"])
    withdraw_consents(introduction, now)
    said = {"from": before.value, "to": introduction.state, "reason": because}
    row = record("introduction.withdrawn", introduction, by.reference if by else "", now, **said)
    telling.tell_side(introduction, Side.REQUESTER, because, row=row, now=now, by=by)


@transaction.atomic
def withdraw_consent(*, introduction: Introduction, party: Party, now: datetime) -> Introduction:
    """Of an introduction that is finished: be reached through it no longer. What came of it stays."""
    stored = locked(introduction)
    if State(stored.state) is not State.FINISHED:
        raise Refusal("introduction-not-finished")
    if withdraw_consents(stored, now):
        record("introduction.consent-withdrawn", stored, party.reference, now, side=party.side.value)
    return stored


@transaction.atomic
def give_consent(
    *, introduction: Introduction, party: Party, now: datetime, telephone: str = ""
) -> Introduction:
    """Be the one who is reached for one's side, in place of whoever was. Raises a Refusal when nobody is in contact."""
    number = rules.check_telephone(telephone)
    stored = locked(introduction)
    if stored.standing_at(now) not in rules.TOGETHER:
        raise Refusal("introduction-not-together")
    before = telling.party_of(stored, party.side, now=now)
    withdraw_consents(stored, now, sides=(party.side,))
    give(stored, party, number, now)
    row = record("introduction.consent-given", stored, party.reference, now, side=party.side.value)
    if _is_to_meet(stored, now) and party.reference not in before:
        _store_meeting(stored, now)
        telling.tell_those(stored, before, "time-struck", row=row, now=now, struck=_struck(stored))
        telling.tell_side(stored, party.side, "time-chosen", row=row, now=now)
    return stored


@transaction.atomic
def propose_times(
    *, introduction: Introduction, party: Party, times: Iterable[datetime], now: datetime
) -> Introduction:
    """Propose up to three moments to meet; those that were proposed before no longer count.

    Raises a Refusal without any, for moments that cannot be, or where nobody is in contact.
    """
    several = rules.check_times(times, now=now)
    if not several:
        raise Refusal("times-missing")
    stored = locked(introduction)
    if stored.standing_at(now) not in rules.TOGETHER:
        raise Refusal("introduction-not-together")
    propose(stored, party.side, several, now)
    struck = _strike_meeting(stored, now)
    said = {"side": party.side.value, "times": [one.isoformat() for one in several]}
    row = record("introduction.times-proposed", stored, party.reference, now, **said)
    other = party.side.other
    telling.tell_side(stored, other, "times-proposed", row=row, now=now, by=party.person, struck=struck)
    if struck:
        telling.tell_side(stored, party.side, "time-struck", row=row, now=now, struck=struck)
    return stored


@transaction.atomic
def choose_time(*, introduction: Introduction, party: Party, time: int, now: datetime) -> Introduction:
    """Choose one of the moments that the other side proposed.

    Raises a Refusal for one that is proposed no longer, or is past.
    """
    stored = locked(introduction)
    if stored.standing_at(now) not in rules.TOGETHER:
        raise Refusal("introduction-not-together")
    chosen = ProposedTime.objects.filter(introduction=stored, pk=time, side=party.side.other.value).first()
    if chosen is None or chosen.starts_at <= now:
        raise Refusal("time-not-open")
    if stored.meets_at == chosen.starts_at:
        return stored
    stored.meets_at, stored.met_before_at = chosen.starts_at, None
    _store_meeting(stored, now)
    said = {"side": party.side.value, "meets_at": chosen.starts_at.isoformat()}
    row = record("introduction.time-chosen", stored, party.reference, now, **said)
    for side in Side:  # who chose, too: their calendar takes it up, and is kept up to date, by that mail
        telling.tell_side(stored, side, "time-chosen", row=row, now=now)
    return stored


@transaction.atomic
def hold_meeting(
    *, introduction: Introduction, party: Party, now: datetime, minutes: int | None = None
) -> Introduction:
    """The two have met. ``minutes``: how long, where somebody says so."""
    lasted = rules.check_minutes(minutes)
    stored, before = begun(introduction, Step.HOLD, party, now)
    stored.minutes = lasted
    move(stored, Step.HOLD, before, party, now, extra={"minutes": lasted})
    return stored


@transaction.atomic
def tell_outcome(
    *,
    introduction: Introduction,
    party: Party,
    outcome: str,
    words: str = "",
    minutes: int | None = None,
    now: datetime,
) -> Introduction:
    """Say what came of it. "Still talking" is asked again later; anything else ends the introduction.

    Raises a Refusal for an outcome that is not known, nothing without a reason, or where it is over.
    """
    chosen, tidy = rules.check_outcome(outcome, words)
    lasted = rules.check_minutes(minutes)
    step = rules.step_of(chosen)
    stored, before = begun(introduction, step, party, now)
    stored.outcome, stored.outcome_words = chosen.value, tidy
    stored.minutes = lasted if lasted is not None else stored.minutes
    again = chosen is Outcome.TALKING
    stored.ask_outcome_at = now + timedelta(days=desks.periods().outcome) if again else None
    said = {"outcome": chosen.value, "minutes": stored.minutes}
    struck = _strike_meeting(stored, now) if step is Step.FINISH else {}
    row = move(stored, step, before, party, now, extra=said)
    if stored.space is not None and not again and chosen is not Outcome.PILOT:
        spaces.end_space(space=stored.space, by=party.person, now=now)  # that of a pilot ends with the pilot
    for side in Side if struck else ():
        telling.tell_side(stored, side, "time-struck", row=row, now=now, struck=struck)
    return stored


@transaction.atomic
def share_space(*, introduction: Introduction, party: Party, now: datetime) -> Introduction:
    """Open a space for the two, in which whoever can be reached is let in; doing it again gives the same one.

    Where one of them is a public body, the other has a channel without it. Raises a Refusal unless both said yes.
    """
    stored = locked(introduction)
    if stored.standing_at(now) not in rules.TOGETHER:
        raise Refusal("introduction-not-together")
    if stored.space_id is not None:
        return stored
    bodies = {Side.REQUESTER: stored.requester, Side.RECEIVER: stored.receiver}
    public = [body for body in bodies.values() if OrganisationType(body.type) in PUBLIC_BODIES]
    stored.space = spaces.open_space(
        title=f"{stored.requester.name} – {stored.receiver.name}"[: spaces.LONGEST_TITLE],
        organisations=bodies.values(),
        public_organisation=public[0] if len(public) == 1 else None,
        by=party.person,
        now=now,
    )
    given = Consent.objects.filter(introduction=stored, withdrawn_at=None).select_related("person")
    for one in given.order_by("pk"):
        if one.person is not None:
            spaces.add_organisation(
                space=stored.space,
                organisation=bodies[Side(one.side)],
                by=party.person,
                now=now,
                people=[one.person],
            )
    stored.save(update_fields=["space"])
    record("introduction.space-shared", stored, party.reference, now, side=party.side.value)
    return stored


@transaction.atomic
def hand_on_introduction(
    *,
    introduction: Introduction,
    party: Party,
    now: datetime,
    to: Organisation | None = None,
    colleague: Person | None = None,
    outside_name: str = "",
    outside_address: str = "",
    outside_language: str = "",
) -> Introduction:
    """Let somebody else answer: a colleague at the same desk, the desk of another organisation, or an address outside.

    ``outside_language`` is that of the mails to that address; left out it is the language of the hub.

    Their time to answer begins anew. Raises a Refusal where it is not waiting, who asked does not want it passed to
    another organisation, or it cannot go there.
    """
    stored, before = begun(introduction, Step.ACCEPT, party, now)
    del before
    receiver = to if to is not None else stored.receiver
    _check_handing_on(stored, party, receiver, colleague, outside_address)
    address = checked_address(outside_address) if outside_address else ""
    written_in = rules.check_outside_language(outside_language) if address else ""
    promise = rules.promise_from(desks.periods(), now=now)
    was = stored.receiver.reference
    stored.receiver, stored.answerer = receiver, colleague
    stored.outside_name, stored.outside_address = (
        " ".join(outside_name.split())[: rules.LONGEST_NAME],
        address,
    )
    stored.outside_language = written_in
    stored.asked_at, stored.nudge_at = now, promise.nudge_at
    stored.last_chance_at, stored.lapses_at = promise.last_chance_at, promise.lapses_at
    stored.version += 1
    try:
        with transaction.atomic():
            stored.save()
    except IntegrityError as error:  # the other desk was asked the same already
        raise Refusal("handing-on-not-there") from error
    is_outside = bool(address)
    said = {"from": was, "to_body": receiver.reference, "is_outside": is_outside}
    said |= {"colleague": colleague.reference if colleague else ""} | spoken(party)
    row = record("introduction.handed-on", stored, party.reference, now, **said)
    ask_whoever_answers(stored, row, now, by=party.person)
    telling.tell_side(stored, Side.REQUESTER, "handed-on", row=row, now=now, by=party.person)
    return stored


@transaction.atomic
def assign_introduction(
    *, introduction: Introduction, adviser: Person | None, assigned_by: Person, now: datetime
) -> Introduction:
    """Let an adviser look after it, or nobody.

    Raises a Refusal for somebody who does not work for the hub, or has an interest in one of the two.
    """
    if adviser is not None and not (adviser.is_active and may(rules.BROKER, standing_of(adviser))):
        raise Refusal("adviser-not-staff")
    if adviser is not None:
        # Declaring an interest locks the same row: whichever of the two comes second knows of the first.
        Person.objects.select_for_update(no_key=True).get(pk=adviser.pk)
    stored = locked(introduction)
    if stored.adviser_id == (adviser.pk if adviser else None):
        return stored
    if adviser is not None:
        check_no_interest(adviser, stored, now)
    was = stored.adviser.reference if stored.adviser else ""
    stored.adviser = adviser
    stored.save(update_fields=["adviser"])
    said = {"from": was, "adviser": adviser.reference if adviser else ""}
    row = record("introduction.assigned", stored, assigned_by.reference, now, **said)
    if adviser is not None and adviser != assigned_by:
        telling.tell_brokers(stored, "assigned", row=row, now=now, by=assigned_by)
    return stored


@transaction.atomic
def release_introductions(person: Person, organisation: Organisation, now: datetime) -> None:
    """Somebody has an interest in an organisation from now on: they no longer look after its introductions."""
    bodies = [one for one in (organisation, organisation.successor) if one is not None]
    about = Q(requester__in=bodies) | Q(receiver__in=bodies)
    for introduction in Introduction.objects.filter(about, adviser=person).order_by("pk"):
        stored = locked(introduction)
        stored.adviser = None
        stored.save(update_fields=["adviser"])
        said = {"from": person.reference, "adviser": "", "because": "interest"}
        record("introduction.assigned", stored, person.reference, now, **said)


@transaction.atomic
def nudge_introduction(*, introduction: Introduction, nudged_by: Person, now: datetime) -> Introduction:
    """An adviser reminds the desk, beside the reminders of the clock; at most once a day.

    Raises a Refusal where it waits for no answer, or somebody was reminded today.
    """
    stored = locked(introduction)
    if stored.standing_at(now) is not State.REQUESTED:
        raise Refusal("introduction-step-not-possible", state=stored.standing_at(now).value, step="nudge")
    day = datetime.combine(desks.day_of(now), datetime.min.time(), tzinfo=now.tzinfo)
    _, is_new = Reminder.objects.get_or_create(
        introduction=stored, moment=Moment.NUDGE.value, due_at=day, defaults={"sent_at": now}
    )
    if not is_new:
        raise Refusal("nudged-already")
    row = record("introduction.nudged", stored, nudged_by.reference, now)
    telling.tell_asked(stored, telling.REMINDED, row=row, now=now, moment=Moment.NUDGE.value)
    return stored


@transaction.atomic
def remind_introduction(*, introduction: Introduction, now: datetime) -> bool:
    """What was promised for this moment: a reminder, a last chance, the end, or asking what came of it; each once.

    Whether anything was due. The state is not changed: it follows from the moments themselves.
    """
    stored = locked(introduction)
    due = rules.due_moment(State(stored.state), stored.promise, ask_outcome_at=stored.ask_outcome_at, now=now)
    if due is None:
        return False
    moment, due_at = due
    _, is_new = Reminder.objects.get_or_create(
        introduction=stored, moment=moment.value, due_at=due_at, defaults={"sent_at": now}
    )
    if not is_new:
        return False
    row = record("introduction.reminded", stored, "", now, moment=moment.value, due_at=due_at.isoformat())
    _tell_moment(stored, moment, row, now)
    return True


@transaction.atomic
def forget_guests(*, now: datetime) -> int:
    """Names and addresses of people without an account, of introductions that ended long ago; returns how many."""
    is_over = Q(state__in=ENDED_STATES, since__lt=now - rules.GUESTS_KEPT_FOR)
    has_lapsed = Q(state=State.REQUESTED.value, lapses_at__lt=now - rules.GUESTS_KEPT_FOR)
    old = Introduction.objects.filter(is_over | has_lapsed).exclude(outside_address="", outside_name="")
    keys = list(old.values_list("pk", flat=True))
    given = Consent.objects.filter(introduction__in=keys, person=None, withdrawn_at=None)
    given.update(withdrawn_at=now, name="", address="", telephone="")
    MailLink.objects.filter(introduction__in=keys).exclude(addressee__contains=":").delete()
    return Introduction.objects.filter(pk__in=keys).update(
        outside_name="", outside_address="", outside_language=""
    )


@transaction.atomic
def put_on_duty(
    *,
    organisation: Organisation,
    person: Person,
    begins_on: date | None,
    last_on: date | None,
    put_by: Person,
    now: datetime,
) -> Duty:
    """Let somebody answer for the desk of their organisation; a Refusal for a stranger, or days that cannot be."""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    is_member = person in desks.members_of(organisation)
    rules.check_duty(begins_on=begins_on, last_on=last_on, is_member=is_member)
    assert begins_on is not None
    duty, _ = Duty.objects.update_or_create(
        organisation=organisation, person=person, begins_on=begins_on, defaults={"last_on": last_on}
    )
    said = {"person": person.reference, "from": begins_on.isoformat(), "last": str(last_on or "")}
    journal.record("desk.duty-set", on=organisation.reference, by=put_by.reference, at=now, details=said)
    return duty


@transaction.atomic
def end_duty(*, duty: Duty, ended_by: Person, now: datetime) -> None:
    """Take somebody off the list of their desk; a second time does nothing."""
    number, _ = Duty.objects.filter(pk=duty.pk).delete()
    if number:
        said = {"person": f"person:{duty.person_id}"}
        on = f"organisation:{duty.organisation_id}"
        journal.record("desk.duty-ended", on=on, by=ended_by.reference, at=now, details=said)


@transaction.atomic
def set_clock(*, periods: Periods, set_by: Person, now: datetime) -> Clock:
    """Promise other periods, from the next request on. Raises a Refusal for periods out of their order."""
    rules.check_periods(periods)
    kept, _ = Clock.objects.get_or_create(pk=1)
    clock = Clock.objects.select_for_update().get(pk=kept.pk)
    clock.nudge_days, clock.last_chance_days = periods.nudge, periods.last_chance
    clock.lapse_days, clock.outcome_days, clock.changed_at = periods.lapse, periods.outcome, now
    clock.save()
    said = {"days": [periods.nudge, periods.last_chance, periods.lapse, periods.outcome]}
    journal.record("clock.set", on="clock:1", by=set_by.reference, at=now, details=said)
    return clock


# ---------------------------------------------------------------------- what several of these do


def _facts(request: Request, person: Person, now: datetime) -> rules.Asking:
    own = {organisation.pk for organisation in member_organisations(person)}
    today = Introduction.objects.filter(requested_at__gt=now - rules.A_DAY)
    challenge = request.challenge
    return rules.Asking(
        why=request.why,
        is_own_body=request.receiver.pk in own or request.receiver.pk == request.requester.pk,
        asks_for_own_body=request.requester.pk in own,
        challenge_is_own=challenge is None or _owns(request.requester, challenge),
        market_is_consulted=_market_is_consulted(request, now),
        challenge_is_confidential=challenge is not None and challenge.is_confidential,
        shares_challenge=request.shares_challenge and challenge is not None,
        asked_today=today.filter(requested_by=person).count(),
        asked_today_by_body=today.filter(requester=request.requester).count(),
    )


def _owns(organisation: Organisation, challenge: Challenge) -> bool:
    item = challenge.item
    return organisation.pk == item.owner_id or organisation.pk in item.co_owner_keys


def _market_is_consulted(request: Request, now: datetime) -> bool:
    """Whether the market is asked openly about this, whichever side wants to meet (Directive 2014/24, art. 40, 41)."""
    about = [request.challenge] if request.challenge else []
    if request.item is not None and request.item.kind == Kind.CHALLENGE:
        about.append(challenges.challenge_of(request.item))
    return any(consultations.blocks_introductions(one, today=desks.day_of(now)) for one in about)


def _open_with(requester: int, receiver: int, challenge: Challenge | None) -> Introduction | None:
    """The request between these two about this challenge that is stored as waiting, locked."""
    return (
        Introduction.objects.select_for_update()
        .filter(
            requester_id=requester, receiver_id=receiver, challenge=challenge, state=State.REQUESTED.value
        )
        .first()
    )


@transaction.atomic
def lapse_introduction(introduction: Introduction, *, now: datetime) -> bool:
    """Write down that a request lapsed, because its place is wanted; whether it did. It is locked."""
    if introduction.state != State.REQUESTED or introduction.standing_at(now) is not State.LAPSED:
        return False
    introduction.state, introduction.since = State.LAPSED.value, introduction.lapses_at
    introduction.version += 1
    introduction.save(update_fields=["state", "since", "version"])
    withdraw_consents(introduction, now)
    record(
        "introduction.lapsed",
        introduction,
        "",
        now,
        **{"from": State.REQUESTED.value, "to": State.LAPSED.value},
    )
    return True


def _stored_once(introduction: Introduction) -> Introduction:
    """Stored; a Refusal when another transaction asked the same between our two statements."""
    try:
        with transaction.atomic():
            introduction.save(force_insert=True)
    except IntegrityError as error:
        raise Refusal("introduction-asked-already") from error
    return introduction


def _is_to_meet(stored: Introduction, now: datetime) -> bool:
    return stored.meets_at is not None and stored.meets_at > now


def _strike_meeting(stored: Introduction, now: datetime) -> Mapping[str, object]:
    """What was agreed to meet at stands no longer; what calendars have to know of it, empty where there was nothing."""
    if stored.meets_at is None:
        return {}
    was_to_come = _is_to_meet(stored, now)
    stored.met_before_at = stored.meets_at if was_to_come else None
    stored.meets_at = None
    _store_meeting(stored, now)
    return _struck(stored) if was_to_come else {}


def _struck(stored: Introduction) -> Mapping[str, object]:
    moment = stored.met_before_at or stored.meets_at
    assert moment is not None
    return {"was": moment.isoformat(), "sequence": stored.meeting_sequence}


def _store_meeting(stored: Introduction, now: datetime) -> None:
    stored.meeting_sequence += 1
    stored.meeting_changed_at = now
    stored.save(update_fields=["meets_at", "met_before_at", "meeting_sequence", "meeting_changed_at"])


def _check_handing_on(
    stored: Introduction,
    party: Party,
    receiver: Organisation,
    colleague: Person | None,
    outside_address: str,
) -> None:
    """A Refusal where it cannot go there."""
    if outside_address and not party.is_adviser:
        raise Refusal("outside-is-for-advisers")
    if receiver.pk == stored.requester_id:
        raise Refusal("introduction-to-oneself")
    goes_elsewhere = receiver.pk != stored.receiver_id
    if goes_elsewhere and not stored.can_be_handed_on:
        raise Refusal("not-to-be-handed-on")
    if colleague is not None and colleague not in desks.members_of(receiver):
        raise Refusal("duty-not-a-member")
    if not goes_elsewhere and colleague is None and not outside_address and stored.answerer_id is None:
        raise Refusal("handing-on-to-whom")


def _tell_moment(stored: Introduction, moment: Moment, row: int, now: datetime) -> None:
    if moment is Moment.OUTCOME:
        telling.ask_outcome(stored, row=row, now=now)
    elif moment is Moment.LAPSE:
        telling.tell_side(stored, Side.REQUESTER, "lapsed", row=row, now=now)
        telling.tell_brokers(stored, "lapsed", row=row, now=now)
    else:
        told = telling.tell_asked(stored, telling.REMINDED, row=row, now=now, moment=moment.value)
        if moment is Moment.LAST_CHANCE or not told:
            telling.tell_brokers(stored, "late", row=row, now=now)
