"""Who sits in a space, and which channels they read there."""

from collections.abc import Iterable
from dataclasses import dataclass

from schakel.accounts.public import Person
from schakel.organisations import public as organisations
from schakel.spaces.models import Guest, Participant, Party, Space
from schakel.spaces.rules import Channel, channels_of


@dataclass(frozen=True, slots=True)
class Seat:
    """Where somebody sits in a space: a person who was let in, or a guest; and the channels they read."""

    space: Space
    channels: frozenset[Channel]
    person: Person | None = None
    guest: Guest | None = None

    @property
    def may_manage(self) -> bool:
        """Whoever takes part lets colleagues and guests in; a guest does not."""
        return self.person is not None

    @property
    def reference(self) -> str:
        return self.person.reference if self.person else self.guest.reference if self.guest else ""

    @property
    def name(self) -> str:
        return str(self.person or self.guest or "")


def channels_read_by(person: Person, spaces: Iterable[int]) -> dict[int, frozenset[Channel]]:
    """By the key of each space the channels that somebody reads there; none where they were not let in.

    What counts is every party they work for, also one for which they were not let in: it is still their employer.
    """
    keys = list(spaces)
    own = {one.pk for one in organisations.member_organisations(person)}
    parties = Party.objects.filter(space__in=keys, organisation__in=own).order_by("pk")
    seated = set(
        Space.objects.visible_to(person).filter(pk__in=keys).order_by("pk").values_list("pk", flat=True)
    )
    return {
        key: channels_of(one.is_public for one in parties if one.space_id == key)
        if key in seated
        else frozenset()
        for key in keys
    }


def participants_of(space: Space) -> list[Participant]:
    """The people who were let in and are still there."""
    rows = Participant.objects.filter(
        party__space=space, left_at=None, party__left_at=None, person__is_active=True
    )
    return list(rows.select_related("person", "party__organisation").order_by("party__since", "since", "pk"))


def readers_of(space: Space, channel: Channel) -> list[Person]:
    """The people who read this channel now."""
    people = {one.person_id: one.person for one in participants_of(space)}
    return [person for person in people.values() if channel in channels_read_by(person, [space.pk])[space.pk]]
