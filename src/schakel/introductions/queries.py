"""Looking introductions up: always for somebody. Each side sees what the other chose to share, and no more."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext

from schakel.accounts.public import Person, Role, may, standing_of
from schakel.challenges import public as challenges
from schakel.challenges.public import Challenge
from schakel.introductions import rules
from schakel.introductions.desks import Seat, asked_of, day_of, desk_of, members_of, possible_steps, seat_of
from schakel.introductions.models import (
    ENDED_STATES,
    Consent,
    Duty,
    Introduction,
    IntroductionQuerySet,
    ProposedTime,
    Reminder,
)
from schakel.introductions.rules import BrokerHeap, Heap, Moment, Responsiveness, Side, State
from schakel.journal import public as journal
from schakel.library import public as library
from schakel.library.public import Item
from schakel.organisations.public import Membership, Organisation, member_organisations

_TOGETHER = [state.value for state in rules.TOGETHER]
AT_ONCE = 500


def introductions_visible_to(person: Person | None) -> IntroductionQuerySet:
    """The one way to reach introductions on behalf of somebody; the newest first."""
    return Introduction.objects.visible_to(person).select_related(
        "requester", "receiver", "requested_by", "answerer", "adviser", "item", "challenge__item"
    )


def introduction_for(person: Person | None, code: str) -> Introduction | None:
    """The introduction at this address; None when there is none or this person may not see it."""
    return introductions_visible_to(person).filter(code=code).first()


def own_introductions(person: Person) -> IntroductionQuerySet:
    """Those of the organisations somebody belongs to, on either side."""
    own = [organisation.pk for organisation in member_organisations(person)]
    return introductions_visible_to(person).filter(Q(requester__in=own) | Q(receiver__in=own))


# ---------------------------------------------------------------------- what a side may see


@dataclass(frozen=True, slots=True)
class Shared:
    """What somebody sees an introduction to be about. Empty texts: nothing, or nothing they may see."""

    item_title: str
    item_url: str
    challenge_title: str
    challenge_url: str


def shared_with(
    introduction: Introduction, person: Person | None, seat: Seat, *, language: str, now: datetime
) -> Shared:
    """What it is about, as far as this person may know it now; of a challenge the receiver only what is shared."""
    item_title, item_url = "", ""
    item = introduction.item
    if item is not None and library.items_visible_to(person).filter(pk=item.pk).exists():
        item_title = library.value_of(item, today=day_of(now)).title(language)
        item_url = item.get_absolute_url()
    challenge = introduction.challenge
    if challenge is None:
        return Shared(item_title, item_url, "", "")
    may_see = challenges.challenge_for(person, challenge.item.slug) is not None
    is_open = may_see or (
        introduction.shares_challenge
        and not challenge.is_confidential
        and seat.side is Side.RECEIVER
        and introduction.standing_at(now) is not State.WITHDRAWN
    )
    title = library.value_of(challenge.item, today=day_of(now)).title(language) if is_open else ""
    url = reverse("challenge", args=[challenge.item.slug]) if may_see else ""
    return Shared(item_title, item_url, title, url)


@dataclass(frozen=True, slots=True)
class Contact:
    """How one side can be reached, as it is now."""

    side: Side
    organisation: str
    name: str
    address: str
    telephone: str
    is_for_the_hub: bool
    is_gone: bool
    """Whoever it was works there no longer: ask the desk."""


def contacts_of(introduction: Introduction, *, now: datetime) -> dict[Side, Contact]:
    """How the two can reach each other; nothing unless both said yes and neither took it back.

    Names and addresses are read here and now, and kept nowhere: what somebody changes or ends is so at once.
    """
    if introduction.standing_at(now) not in rules.SHOWS_CONTACTS:
        return {}
    given = Consent.objects.filter(introduction=introduction, withdrawn_at=None).select_related("person")
    found = {Side(one.side): one for one in given}
    if set(found) != set(Side):
        return {}
    return {side: _contact(introduction, side, one) for side, one in found.items()}


def _contact(introduction: Introduction, side: Side, given: Consent) -> Contact:
    body = introduction.requester if side is Side.REQUESTER else introduction.receiver
    person = given.person
    if person is None:
        is_gone = not given.address or given.address != introduction.outside_address
        return Contact(
            side, body.name, given.name, given.address, given.telephone, is_for_the_hub=False, is_gone=is_gone
        )
    is_gone = not person.is_active or (not given.is_for_the_hub and person not in members_of(body))
    if is_gone:
        return Contact(side, body.name, "", "", "", is_for_the_hub=given.is_for_the_hub, is_gone=True)
    return Contact(
        side,
        body.name,
        person.name,
        person.email,
        given.telephone,
        is_for_the_hub=given.is_for_the_hub,
        is_gone=False,
    )


def times_of(introduction: Introduction) -> list[ProposedTime]:
    """The moments that are proposed now, the first in front."""
    return list(ProposedTime.objects.filter(introduction=introduction).order_by("starts_at", "pk"))


def history_of(introduction: Introduction) -> list[journal.Row]:
    """What happened to it, the first in front."""
    return list(reversed(journal.history_of(introduction.reference)))


def duties_of(organisation: Organisation) -> list[Duty]:
    """Who is on the list of this desk."""
    return list(
        Duty.objects.filter(organisation=organisation).select_related("person").order_by("begins_on", "pk")
    )


def runs_desk(person: Person | None, organisation: Organisation) -> bool:
    """Whether somebody may say who answers for it: an administrator of it, or where it has none any member."""
    if person is None or not person.is_active:
        return False
    roles = standing_of(person)
    if organisation.is_verified:
        memberships = Membership.objects.filter(organisation=organisation, person__is_active=True)
        administrators = set(memberships.filter(is_administrator=True).values_list("person_id", flat=True))
        runs = administrators or set(memberships.values_list("person_id", flat=True))
        roles |= {Role.OWNER} if person.pk in runs else set()
    return may("desk.change", roles)


# ---------------------------------------------------------------------- heaps


def own_heaps(person: Person, *, now: datetime) -> dict[Heap, list[Introduction]]:
    """One's own introductions by heap; what waits for an answer the most urgent first, the rest the newest first."""
    heaps: dict[Heap, list[Introduction]] = {heap: [] for heap in Heap}
    own = {organisation.pk for organisation in member_organisations(person)}
    for one in own_introductions(person):
        state = one.standing_at(now)
        if state in rules.ENDED:
            heap = Heap.ENDED
        elif state in rules.TOGETHER:
            heap = Heap.TOGETHER
        else:
            heap = Heap.ASKED if one.requester_id in own else Heap.WAITS_FOR_ME
        heaps[heap].append(one)
    heaps[Heap.WAITS_FOR_ME].sort(key=lambda one: (one.lapses_at, one.pk))
    return heaps


def broker_heaps(person: Person, *, now: datetime) -> dict[BrokerHeap, list[Introduction]]:
    """What waits for the advisers; on each heap the most urgent first."""
    heaps: dict[BrokerHeap, list[Introduction]] = {heap: [] for heap in BrokerHeap}
    with_members = set(
        Membership.objects.filter(person__is_active=True, organisation__is_verified=True).values_list(
            "organisation_id", flat=True
        )
    )
    for one in introductions_visible_to(person).order_by("lapses_at", "pk"):
        state = one.standing_at(now)
        if state in rules.ENDED:
            heaps[BrokerHeap.ENDED].append(one)
            continue
        if one.adviser_id == person.pk:
            heaps[BrokerHeap.MINE].append(one)
        if state in rules.TOGETHER:
            heaps[BrokerHeap.TOGETHER].append(one)
            continue
        heaps[BrokerHeap.WAITING].append(one)
        if not one.outside_address and one.receiver_id not in with_members:
            heaps[BrokerHeap.WITHOUT_DESK].append(one)
        if one.last_chance_at <= now:
            heaps[BrokerHeap.ESCALATED].append(one)
    heaps[BrokerHeap.ENDED].reverse()
    return heaps


def number_for_brokers(now: datetime) -> int:
    """How many introductions need an adviser now: nobody answered in time."""
    waiting = Introduction.objects.filter(state=State.REQUESTED.value, lapses_at__gt=now)
    return waiting.filter(last_chance_at__lte=now).count()


def introductions_due(*, now: datetime) -> list[Introduction]:
    """Those for which a promised moment has come that nothing was sent for yet; the oldest first."""
    sent = Reminder.objects.filter(introduction=OuterRef("pk"))
    lapsed = sent.filter(moment=Moment.LAPSE.value, due_at=OuterRef("lapses_at"))
    asked = sent.filter(moment=Moment.OUTCOME.value, due_at=OuterRef("ask_outcome_at"))
    waiting = Q(state=State.REQUESTED.value, nudge_at__lte=now) & ~Exists(lapsed)
    together = Q(state__in=_TOGETHER, ask_outcome_at__lte=now) & ~Exists(asked)
    found = list(Introduction.objects.filter(waiting | together).order_by("nudge_at", "pk")[:AT_ONCE])
    done = set(
        Reminder.objects.filter(introduction__in=found).values_list("introduction_id", "moment", "due_at")
    )
    due = []
    for one in found:
        moment = rules.due_moment(State(one.state), one.promise, ask_outcome_at=one.ask_outcome_at, now=now)
        if moment is not None and (one.pk, moment[0].value, moment[1]) not in done:
            due.append(one)
    return due


def introduction_with(number: int) -> Introduction | None:
    """For the worker, which acts for nobody."""
    return Introduction.objects.filter(pk=number).first()


# ---------------------------------------------------------------------- for others


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """Something that waits for somebody, as start pages show it."""

    label: str
    url: str
    due_at: datetime


def waiting_for(person: Person, *, now: datetime) -> list[WaitingLine]:
    """What waits for this person: to be answered, or to say what came of it; the most urgent first."""
    lines = []
    for one in own_introductions(person).exclude(state__in=ENDED_STATES):
        state, seat = one.standing_at(now), seat_of(person, one)
        url = reverse("introduction", args=[one.code])
        if state is State.REQUESTED and seat.side is Side.RECEIVER:
            if person.reference in asked_of(one, now=now):
                label = gettext("%(body)s asks for an introduction") % {"body": one.requester.name}
                lines.append(WaitingLine(label, url, one.last_chance_at))
        elif state in rules.TOGETHER and one.ask_outcome_at is not None and one.ask_outcome_at <= now:
            label = gettext("What came of meeting %(body)s?") % {"body": other_body(one, seat).name}
            lines.append(WaitingLine(label, url, one.ask_outcome_at))
    return sorted(lines, key=lambda line: (line.due_at, line.url))


def other_body(introduction: Introduction, seat: Seat) -> Organisation:
    """The organisation one meets."""
    return introduction.requester if seat.side is Side.RECEIVER else introduction.receiver


def responsiveness_of(organisation: Organisation, *, now: datetime) -> Responsiveness | None:
    """How this organisation answers, over requests of which the time is over; None where that would tell of one."""
    closed = (
        Introduction.objects.filter(receiver=organisation)
        .filter(Q(answered_at__isnull=False) | Q(lapses_at__lte=now))
        .exclude(state=State.WITHDRAWN.value, answered_at=None)
    )
    days = [
        (answered - asked).days if answered is not None else None
        for asked, answered in closed.order_by("pk").values_list("asked_at", "answered_at")
    ]
    return rules.responsiveness(days)


def contacts_in(first: date, last: date) -> dict[int, int]:
    """Introductions that were accepted from the first day until the last, by the key of each organisation in them."""
    accepted = [*_TOGETHER, State.FINISHED.value]
    rows = Introduction.objects.filter(state__in=accepted, answered_at__date__range=(first, last))
    found: Counter[int] = Counter()
    for pair in rows.order_by("pk").values_list("requester", "receiver"):
        found.update(pair)
    return dict(found)


def introduced_pairs(person: Person | None) -> list[tuple[int, int]]:
    """Pairs of organisations that were introduced, by their keys, as far as somebody may see it."""
    accepted = [*_TOGETHER, State.FINISHED.value]
    rows = introductions_visible_to(person).filter(state__in=accepted)
    return list(rows.order_by("pk").values_list("requester", "receiver"))


def accepted_between(one: Organisation, other: Organisation) -> int:
    """How many introductions between these two were accepted, whoever asked; for staff and for what feeds ranking."""
    pair = Q(requester=one, receiver=other) | Q(requester=other, receiver=one)
    accepted = [*_TOGETHER, State.FINISHED.value]
    return Introduction.objects.filter(pair, state__in=accepted).count()


def introductions_of_challenge(challenge: Challenge, person: Person | None) -> list[Introduction]:
    """Those about this challenge that somebody may see; a receiver sees only what was shared of it."""
    seen = introductions_visible_to(person).filter(challenge=challenge)
    own = [organisation.pk for organisation in member_organisations(person)] if person else []
    if person is not None and may("introduction.broker", standing_of(person)):
        return list(seen)
    return list(seen.filter(requester__in=own))


def introductions_of_organisation(organisation: Organisation, person: Person | None) -> list[Introduction]:
    """Those of this organisation, on either side, that somebody may see."""
    pair = Q(requester=organisation) | Q(receiver=organisation)
    return list(introductions_visible_to(person).filter(pair))


def open_with(person: Person, receiver: Organisation, *, now: datetime) -> Introduction | None:
    """A request of one's own organisations to this one that still waits, or the contact they have."""
    own = own_introductions(person).filter(receiver=receiver).exclude(state__in=ENDED_STATES)
    return next((one for one in own if one.standing_at(now) not in rules.ENDED), None)


def can_ask(person: Person | None, item: Item) -> bool:
    """Whether to offer this person to ask the owner of an item: anything that can be found, and is not their own.

    Visitors too: they are asked to sign in first, and come back.
    """
    if library.State(item.state) not in library.FINDABLE:
        return False
    own = {organisation.pk for organisation in member_organisations(person)} if person else set()
    return item.owner_id not in own


def askable_challenges(person: Person) -> list[Challenge]:
    """One's own challenges that an introduction can be about."""
    return list(
        challenges.own_challenges(person).exclude(
            state__in=[challenges.State.WITHDRAWN.value, challenges.State.RESOLVED.value]
        )[:AT_ONCE]
    )


def steps_of(introduction: Introduction, person: Person | None, *, now: datetime) -> list[rules.Step]:
    """What somebody can do with it at this moment."""
    return possible_steps(introduction, seat_of(person, introduction), now=now)


def desk_names(organisation: Organisation, *, now: datetime) -> list[str]:
    """Who answers today, by name, for members of that organisation and the staff."""
    return [str(person) for person in desk_of(organisation, today=day_of(now))]


def titles_for(
    person: Person, introductions: Iterable[Introduction], *, language: str, now: datetime
) -> dict[int, str]:
    """The titles of the items these are about, as far as somebody may see them, by the key of the introduction."""
    about = {one.pk: one.item_id for one in introductions if one.item_id}
    seen = library.items_visible_to(person).filter(pk__in=set(about.values())).order_by("pk")
    titles = {value.pk: value.title(language) for value in library.values_of(seen, today=day_of(now))}
    return {pk: titles[item] for pk, item in about.items() if item in titles}
