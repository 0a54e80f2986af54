"""What of organisations waits for somebody."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from schakel.accounts.public import (
    Doing,
    Person,
    Urgency,
    Waiting,
    may,
    register_doing,
    register_waiting,
    standing_of,
)
from schakel.organisations.queries import (
    memberships_of,
    requests_for,
    to_carry_over,
    waiting_registrations,
)


def _waiting(person: Person, now: datetime) -> Iterator[Waiting]:
    requests = list(requests_for(person)[:100])
    verifies = may("organisation.verify", standing_of(person))
    if requests:
        one = requests[0].organisation
        url = (
            f"{reverse('staff_organisations')}?heap=requests"
            if verifies
            else reverse("organisation_members", args=[one.slug])
        )
        yield Waiting(gettext("People who ask to belong to an organisation"), len(requests), url)
    if verifies:
        yield Waiting(
            gettext("Organisations to check"),
            waiting_registrations().count(),
            f"{reverse('staff_organisations')}?heap=waiting",
        )
        yield Waiting(
            gettext("Organisations to carry over to their successor"),
            to_carry_over(today=timezone.localdate(now)).count(),
            f"{reverse('staff_organisations')}?heap=ending",
            Urgency.LATE,
        )
    declined = [one for one in memberships_of(person) if one.organisation.declined_at is not None]
    yield Waiting(
        gettext("Organisations of yours that were not taken in yet"),
        len(declined),
        reverse("my_organisations"),
    )


def _doing(person: Person) -> Iterator[Doing]:
    kept = [one for one in memberships_of(person) if one.is_administrator and one.organisation.is_verified]
    for one in kept[:3]:
        yield Doing(
            gettext("Members of %(name)s") % {"name": one.organisation.name},
            reverse("organisation_members", args=[one.organisation.slug]),
            "people",
        )


register_waiting("organisations", _waiting)
register_doing("organisations", _doing)
