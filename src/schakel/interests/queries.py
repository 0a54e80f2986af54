"""Who has an interest in what, on a day."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from schakel.accounts.public import Person, may, standing_of
from schakel.interests.models import Interest
from schakel.interests.rules import Relation, stands
from schakel.organisations.public import Membership, Organisation

Interests = QuerySet[Interest]


def interests_visible_to(person: Person | None) -> Interests:
    """One's own; and for who looks after it, everybody's."""
    every = Interest.objects.select_related("person", "organisation", "ending")
    if person is None:
        return every.none()
    if may("interest.review", standing_of(person)):
        return every
    return every.filter(person=person)


def own_interests(person: Person) -> list[Interest]:
    """What somebody declared, the newest first."""
    return list(interests_visible_to(person).filter(person=person))


def own_interest(person: Person, code: str) -> Interest | None:
    return interests_visible_to(person).filter(person=person, code=code).first()


def interest_stands(interest: Interest, *, today: date) -> bool:
    return stands(since=interest.since, until=interest.until, ended_on=ended_on(interest), day=today)


def ended_on(interest: Interest) -> date | None:
    """The day on which somebody said that it is over; None while they did not."""
    ending = getattr(interest, "ending", None)
    return ending.ended_on if ending else None


@dataclass(frozen=True, slots=True)
class Stake:
    """That somebody has an interest in an organisation, and why. Their own words are not in it."""

    organisation: Organisation
    relation: Relation


def recused_from(
    people: Iterable[Person], organisations: Iterable[Organisation], *, today: date
) -> Mapping[int, Sequence[Stake]]:
    """By the key of the person the interests they have in any of these; who has none is not in it. A few queries.

    An interest in an organisation that was merged into another is one in that other too. Who belongs to an
    organisation has an interest in it, whether it was verified or not.
    """
    asked = {one.pk: one for one in organisations}
    keys = [one.pk for one in people]
    if not asked or not keys:
        return {}
    about = (
        Q(organisation__in=asked)
        | Q(organisation__successor__in=asked)
        | Q(organisation__merged_into__in=asked)
    )
    found: dict[int, list[Stake]] = defaultdict(list)
    members = Membership.objects.filter(about, person__in=keys).select_related("organisation")
    for membership in members.order_by("pk"):
        found[membership.person_id].append(_stake(asked, membership.organisation, Relation.MEMBER))
    declared = Interest.objects.filter(about, person__in=keys).select_related("organisation", "ending")
    for interest in declared.order_by("pk"):
        if interest_stands(interest, today=today):
            stake = _stake(asked, interest.organisation, Relation(interest.relation))
            if stake not in found[interest.person_id]:
                found[interest.person_id].append(stake)
    return {person: tuple(stakes) for person, stakes in found.items() if stakes}


def has_interest(person: Person, organisation: Organisation, *, today: date) -> bool:
    """Whether somebody has an interest in an organisation on this day, declared or by belonging to it."""
    return bool(recused_from([person], [organisation], today=today))


def _stake(asked: Mapping[int, Organisation], organisation: Organisation, relation: Relation) -> Stake:
    """About the organisation that was asked for, also where it is the successor of theirs."""
    leads_to = (organisation.pk, organisation.successor_id, organisation.merged_into_id)
    return Stake(next(asked[key] for key in leads_to if key is not None and key in asked), relation)
