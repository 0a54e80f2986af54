"""Looking into spaces: always from the seat of somebody who takes part, and only into the channels they read."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from schakel.accounts.public import Person, person_by_reference
from schakel.documents.public import Holder
from schakel.organisations import public as organisations
from schakel.organisations.public import Organisation
from schakel.spaces.models import (
    Contribution,
    ContributionQuerySet,
    Guest,
    Party,
    Revision,
    Space,
    SpaceQuerySet,
)
from schakel.spaces.rules import Channel, Due, Kind, due_of, is_open, key_hash
from schakel.spaces.seats import Seat, channels_read_by, participants_of


def spaces_visible_to(person: Person | None) -> SpaceQuerySet:
    """The one way to reach spaces on behalf of somebody."""
    return Space.objects.visible_to(person)


def seat_of(person: Person | None, code: str) -> Seat | None:
    """The seat of somebody in the space at this address; None where there is none for them."""
    space = spaces_visible_to(person).filter(code=code).select_related("public_organisation").first()
    return None if space is None or person is None else seat_in(person, space)


def seat_in(person: Person, space: Space) -> Seat:
    """The seat of somebody who was found to see this space."""
    return Seat(space, channels_read_by(person, [space.pk])[space.pk], person=person)


def seat_of_guest(key: str, *, now: datetime) -> Seat | None:
    """The seat that a guest's link gives, while it stands and the space is open."""
    guest = Guest.objects.filter(key_hash=key_hash(key)).select_related("space").first()
    if guest is None or not guest.stay.stands(now=now) or not is_open(guest.space.closed_at, now=now):
        return None
    return Seat(guest.space, frozenset({Channel(guest.channel)}), guest=guest)


def contributions_seen_from(seat: Seat) -> ContributionQuerySet:
    """The one way to reach what stands in a space."""
    return (
        Contribution.objects.visible_in(seat.space, seat.channels)
        .select_related("written_by", "guest", "doer")
        .order_by("-written_at", "-pk")
    )


def contribution_from(seat: Seat, code: str) -> Contribution | None:
    """What has this code, where it can be seen from this seat."""
    return contributions_seen_from(seat).filter(code=code).first()


def revisions_of(contribution: Contribution) -> list[Revision]:
    """What it said before, the newest first; for who may see it."""
    return list(contribution.revisions.select_related("changed_by"))


def contributions_seen_by(person: Person, keys: Iterable[int]) -> list[Contribution]:
    """Of these, those that somebody may see now."""
    found = list(
        Contribution.objects.filter(pk__in=list(keys))
        .select_related("space", "written_by", "guest", "doer")
        .order_by("pk")
    )
    channels = channels_read_by(person, {one.space_id for one in found})
    return [one for one in found if one.channel in channels[one.space_id]]


def parties_of(space: Space) -> list[Party]:
    """The organisations that take part now."""
    return list(space.parties.filter(left_at=None).select_related("organisation").order_by("since", "pk"))


def colleagues_to_let_in(seat: Seat) -> list[tuple[Party, Person]]:
    """Colleagues at one's own organisations that take part, who were not let in yet."""
    if seat.person is None:
        return []
    own = {one.pk for one in organisations.member_organisations(seat.person)}
    there = {(one.party_id, one.person_id) for one in participants_of(seat.space)}
    found = []
    for party in parties_of(seat.space):
        if party.organisation_id in own:
            references = organisations.member_references(party.organisation)
            people = [person for one in references if (person := person_by_reference(one)) is not None]
            found += [(party, person) for person in people if (party.pk, person.pk) not in there]
    return found


def guests_seen_from(seat: Seat) -> list[Guest]:
    """The guests of the channels that one reads: a guest of the private parties is no guest for the public body."""
    return list(
        seat.space.guests.filter(channel__in=[channel.value for channel in seat.channels])
        .select_related("let_in_by")
        .order_by("let_in_at", "pk")
    )


@dataclass(frozen=True, slots=True)
class Task:
    """A task and how it stands today."""

    contribution: Contribution
    due: Due


_ORDER = {Due.LATE: 0, Due.SOON: 1, Due.LATER: 2, Due.DONE: 3}


def tasks_seen_from(seat: Seat, *, today: date) -> list[Task]:
    """What is late first, then by day; what is done at the end."""
    found = contributions_seen_from(seat).filter(kind=Kind.TASK.value)
    tasks = [Task(one, due_of(one.day, is_done=one.done_at is not None, today=today)) for one in found]
    return sorted(
        tasks, key=lambda one: (_ORDER[one.due], one.contribution.day or date.max, one.contribution.pk)
    )


def open_tasks_of(person: Person, *, today: date) -> list[Task]:
    """What somebody is to do, in all spaces they see, what is late first."""
    found = Contribution.objects.filter(
        Q(space__in=spaces_visible_to(person).order_by().values("pk")),
        Q(space__closed_at=None) | Q(space__closed_at__date__gt=today),
        kind=Kind.TASK.value,
        doer=person,
        done_at=None,
    )
    seen = contributions_seen_by(person, found.order_by("pk").values_list("pk", flat=True))
    tasks = [Task(one, due_of(one.day, is_done=False, today=today)) for one in seen]
    return sorted(tasks, key=lambda one: (one.contribution.day or date.max, one.contribution.pk))


def party_for(space: Space, organisation: Organisation) -> Party | None:
    return space.parties.filter(organisation=organisation).first()


def _every_file() -> Iterator[tuple[str, int, str]]:
    rows = Contribution.objects.filter(kind=Kind.FILE.value).order_by("pk")
    for pk, size, digest in rows.values_list("pk", "size", "sha256").iterator():
        yield f"the file contribution:{pk}", size, digest


HOLDER = Holder(
    "spaces",
    lambda digest: Contribution.objects.filter(kind=Kind.FILE.value, sha256=digest).exists(),
    _every_file,
)


def number_of_files(space: Space) -> int:
    return Contribution.objects.filter(space=space, kind=Kind.FILE.value).count()


def keys_of(references: Collection[str]) -> list[int]:
    """The keys in references such as "contribution:7"."""
    return [int(one.partition(":")[2]) for one in references]
