"""Looking pilots up: always for somebody."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from schakel.accounts.public import Person, Role, may, standing_of
from schakel.journal import public as journal
from schakel.library import public as library
from schakel.library.public import Item
from schakel.organisations import public as organisations
from schakel.pilots.facts import facts_of, plain_fields
from schakel.pilots.models import Partner, Pilot, PilotQuerySet
from schakel.pilots.rules import (
    FINISHED,
    WAYS,
    CheckState,
    Reply,
    State,
    Step,
    all_settled,
    fields_as_of,
    missing,
    possible_steps,
)


def pilots_visible_to(person: Person | None) -> PilotQuerySet:
    """The one way to reach pilots on behalf of somebody."""
    return Pilot.objects.visible_to(person).select_related("owner", "challenge", "facility", "case", "space")


def partner_pairs(person: Person | None) -> list[tuple[int, int]]:
    """Owner and partner of each pilot that was agreed on, by their keys, as far as somebody may see it."""
    agreed = Partner.objects.filter(reply=Reply.AGREED.value, pilot__in=pilots_visible_to(person).order_by())
    return list(agreed.order_by("pk").values_list("pilot__owner", "organisation"))


def pilot_for(person: Person | None, slug: str) -> Pilot | None:
    """The pilot at this address; None when there is none or this person may not see it."""
    return pilots_visible_to(person).filter(slug=slug).first()


def roles_towards(person: Person | None, pilot: Pilot | None = None) -> frozenset[Role]:
    """The roles somebody has towards this pilot; without one towards the hub as a whole."""
    roles = set(standing_of(person))
    if person is not None and person.is_active:
        own = {one.pk for one in organisations.member_organisations(person)}
        if own:
            roles.add(Role.MEMBER)
        if pilot is not None and pilot.owner_id in own:
            roles.add(Role.OWNER)
    return frozenset(roles)


def allows(person: Person | None, act: str, pilot: Pilot | None = None) -> bool:
    """Whether somebody may do this act, with this pilot where it is about one."""
    return may(act, roles_towards(person, pilot))


@dataclass(frozen=True, slots=True)
class Choice:
    """A step that somebody may take from here, and what has to be there before it."""

    step: Step
    lacking: tuple[str, ...]


def choices_for(person: Person, pilot: Pilot) -> list[Choice]:
    """The steps that somebody may take now, in the order of the table."""
    roles, facts = roles_towards(person, pilot), facts_of(pilot)
    return [
        Choice(step, tuple(need.value for need in missing(step, facts)))
        for step in possible_steps(State(pilot.state))
        if may(WAYS[step].act, roles)
    ]


def partners_of(pilot: Pilot) -> list[Partner]:
    return list(pilot.partners.select_related("organisation", "answered_by").order_by("asked_at", "pk"))


def own_partners(person: Person, pilot: Pilot) -> list[Partner]:
    """The partners for which somebody can answer: organisations they work for."""
    own = {one.pk for one in organisations.member_organisations(person)}
    return [one for one in partners_of(pilot) if one.organisation_id in own]


@dataclass(frozen=True, slots=True)
class Work:
    """The pilots that somebody has something to do for, by what it is."""

    to_answer: list[Pilot]
    """An organisation they work for was asked."""
    over: list[Pilot]
    """Their own: the last day was, and nobody has evaluated it."""
    with_open_checks: list[Pilot]
    to_decide: list[Pilot]
    without_lesson: list[Pilot]


def work_for(person: Person, *, today: date) -> Work:
    """What somebody has to do for pilots that are not finished; as staff of the hub they are asked for none."""
    own = [one.pk for one in organisations.member_organisations(person)]
    asked = Partner.objects.filter(organisation__in=own, reply=Reply.ASKED.value).order_by().values("pilot")
    seen = Pilot.objects.exclude(state__in=[state.value for state in FINISHED]).order_by("since", "pk")
    owned = list(seen.filter(owner__in=own).exclude(state=State.PROPOSED.value).prefetch_related("checks"))
    agreed, running, evaluated = (
        [one for one in owned if one.state == state]
        for state in (State.AGREED, State.RUNNING, State.EVALUATED)
    )
    return Work(
        to_answer=list(seen.filter(pk__in=asked)),
        over=[one for one in running if one.ends_on is not None and one.ends_on < today],
        with_open_checks=[
            one for one in agreed if not all_settled(CheckState(check.state) for check in one.checks.all())
        ],
        to_decide=evaluated,
        without_lesson=[one for one in evaluated if not one.lesson],
    )


def seen_items(person: Person | None, pilot: Pilot) -> dict[int, Item]:
    """Of everything the pilot began with, and its case, what this person may see in the library, by key."""
    keys = {key for key in (pilot.challenge_id, pilot.facility_id, pilot.method_id, pilot.case_id) if key}
    keys |= set(pilot.items.order_by("pk").values_list("pk", flat=True))
    return {one.pk: one for one in library.items_visible_to(person).filter(pk__in=keys).order_by("pk")}


def pilots_with(person: Person | None, item: Item) -> list[Pilot]:
    """The pilots that somebody may see and that began with this item, or that it was written from."""
    seen = pilots_visible_to(person)
    found = (
        seen.filter(challenge=item)
        | seen.filter(facility=item)
        | seen.filter(case=item)
        | seen.filter(items=item)
    )
    return list(found.distinct().order_by("-since", "pk"))


def pilots_named(references: Collection[str], person: Person | None) -> list[Pilot]:
    """Of the references ("pilot:7"), the pilots that somebody may see now."""
    keys = [int(one.partition(":")[2]) for one in references]
    return list(pilots_visible_to(person).filter(pk__in=keys).order_by("pk"))


def history_of(pilot: Pilot) -> list[journal.Row]:
    """What happened to it, newest first."""
    return journal.history_of(pilot.reference)


def fields_seen_in(pilot: Pilot, version: int) -> dict[str, str]:
    """What people had written of it in this version, as it is typed."""
    history = [row.details for row in history_of(pilot)]
    return fields_as_of(version, fields=plain_fields(pilot), history=history)


def waiting_for(person: Person, pilots: Iterable[Pilot]) -> dict[int, bool]:
    """By the key of each pilot whether an organisation of this person was asked and did not answer yet."""
    own = [one.pk for one in organisations.member_organisations(person)]
    keys = [one.pk for one in pilots]
    asked = set(
        Partner.objects.filter(pilot__in=keys, organisation__in=own, reply=Reply.ASKED.value)
        .order_by("pk")
        .values_list("pilot", flat=True)
    )
    return {key: key in asked for key in keys}
