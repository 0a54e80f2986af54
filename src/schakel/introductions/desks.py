"""Desks: who answers for an organisation today, and what somebody is towards one introduction."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from schakel.accounts.public import Person, Role, may, staff_references, standing_of
from schakel.interests.public import recused_from
from schakel.introductions.models import Clock, Duty, Introduction
from schakel.introductions.rules import (
    ANSWER,
    BROKER,
    WAYS,
    DutyPeriod,
    Periods,
    Side,
    Step,
    on_duty,
    steps_for,
)
from schakel.organisations.public import Membership, Organisation, member_organisations, member_references


def members_of(organisation: Organisation) -> list[Person]:
    """Whoever belongs to it and can sign in; nobody while it is not verified."""
    keys = [int(one.partition(":")[2]) for one in member_references(organisation)]
    found = Person.objects.in_bulk(keys)
    return [found[key] for key in keys if key in found]


def desk_of(organisation: Organisation, *, today: date) -> list[Person]:
    """Who answers for this organisation today."""
    members = {person.pk: person for person in members_of(organisation)}
    administrators = Membership.objects.filter(organisation=organisation, is_administrator=True)
    duties = Duty.objects.filter(organisation=organisation)
    chosen = on_duty(
        [DutyPeriod(one.person_id, one.begins_on, one.last_on) for one in duties],
        members=list(members),
        administrators=set(administrators.values_list("person_id", flat=True)),
        today=today,
    )
    return [members[key] for key in chosen]


def day_of(now: datetime) -> date:
    """The day on the calendar of the hub."""
    return timezone.localtime(now).date()


def asked_of(introduction: Introduction, *, now: datetime) -> list[str]:
    """Who is asked now: an address outside, the colleague it was handed to, or the desk; nobody where there is none."""
    if introduction.outside_address:
        return [introduction.outside_address]
    answerer = introduction.answerer
    if answerer is not None and answerer in members_of(introduction.receiver):
        return [answerer.reference]
    return [person.reference for person in desk_of(introduction.receiver, today=day_of(now))]


def has_desk(introduction: Introduction) -> bool:
    """Whether anybody can answer; otherwise the advisers look for somebody."""
    return bool(introduction.outside_address) or bool(member_references(introduction.receiver))


def brokers_of(introduction: Introduction) -> list[str]:
    """The adviser who looks after it, otherwise all who work for the hub."""
    adviser = introduction.adviser
    if adviser is not None and adviser.is_active and may(BROKER, standing_of(adviser)):
        return [adviser.reference]
    return staff_references()


def periods() -> Periods:
    """How long this hub promises that an answer takes."""
    clock = Clock.objects.filter(pk=1).first()
    if clock is None:
        return Periods()
    return Periods(clock.nudge_days, clock.last_chance_days, clock.lapse_days, clock.outcome_days)


@dataclass(frozen=True, slots=True)
class Seat:
    """What somebody is towards one introduction: on which side they sit, and whether they bring people together."""

    side: Side | None
    is_adviser: bool
    belongs_to_requester: bool

    @property
    def sees(self) -> bool:
        return self.side is not None or self.is_adviser

    def may(self, act: str) -> bool:
        """Whether they may do this act, as one who takes part or as an adviser."""
        roles = {Role.VISITOR}
        if self.side is not None:
            roles |= {Role.MEMBER, Role.OWNER}
        if self.is_adviser:
            roles |= {Role.ADVISER}
        return may(act, frozenset(roles))

    def side_for(self, step: Step) -> Side | None:
        """The side for which they would take this step; None where they may not."""
        way = WAYS[step]
        if not self.may(way.act):
            return None
        if self.side is not None and (self.side in way.sides):
            return self.side
        # An adviser speaks for the desk, never against the organisation they belong to themselves.
        can_speak = self.is_adviser and not self.belongs_to_requester and Side.RECEIVER in way.sides
        return Side.RECEIVER if can_speak and way.act in (ANSWER, "introduction.take-part") else None

    def speaks_for_another(self, side: Side) -> bool:
        return self.side is not side


def seat_of(person: Person | None, introduction: Introduction) -> Seat:
    """What somebody is towards it now; who belongs to both organisations sits on the side that asked."""
    if person is None or not person.is_active:
        return Seat(None, is_adviser=False, belongs_to_requester=False)
    own = {organisation.pk for organisation in member_organisations(person)}
    asks, is_asked = introduction.requester_id in own, introduction.receiver_id in own
    side = Side.REQUESTER if asks else Side.RECEIVER if is_asked else None
    is_adviser = may(BROKER, standing_of(person)) and not _has_interest(person, introduction)
    return Seat(side, is_adviser=is_adviser, belongs_to_requester=asks)


def _has_interest(person: Person, introduction: Introduction) -> bool:
    """Whether they are left out of what they could do as an adviser; what they do for their own side they may."""
    bodies = [introduction.requester, introduction.receiver]
    return bool(recused_from([person], bodies, today=timezone.localdate()))


def possible_steps(introduction: Introduction, seat: Seat, *, now: datetime) -> list[Step]:
    """What somebody can do with it at this moment."""
    state = introduction.standing_at(now)
    return [
        step for step in Step if (side := seat.side_for(step)) is not None and step in steps_for(state, side)
    ]


def people_with(references: Iterable[str]) -> list[Person]:
    keys = [int(one.partition(":")[2]) for one in references if one.startswith("person:")]
    return list(Person.objects.filter(pk__in=keys).order_by("name", "pk"))
