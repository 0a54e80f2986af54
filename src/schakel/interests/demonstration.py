"""Interests of the people of the demonstration."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from schakel.accounts.public import demonstration_people
from schakel.interests.actions import declare_interest
from schakel.interests.rules import Relation, Said
from schakel.organisations.public import find_organisation

_SINCE = timedelta(days=400)


def load_demo_interests(written: Iterable[Mapping[str, Any]], *, now: datetime) -> int:
    """Declare what the data files say of people (``written``, with their e-mail addresses); returns how many."""
    people = {person.email: person for person in demonstration_people()}
    today, declared = timezone.localdate(now), 0
    for person in written:
        for one in person.get("interests", ()):
            organisation = find_organisation(one["organisation"])
            if organisation is None:
                raise ValueError(
                    f"the demonstration data name an unknown organisation: {one['organisation']}"
                )
            declare_interest(
                person=people[person["email"]],
                organisation=organisation,
                said=Said(Relation(one["relation"]), one["words"], today - _SINCE, None),
                today=today,
                now=now,
            )
            declared += 1
    return declared
