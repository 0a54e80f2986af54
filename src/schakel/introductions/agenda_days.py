"""The meetings of introductions, for the calendar of whoever is in contact; what was struck stays there for a while."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from schakel.accounts.public import Person
from schakel.agenda.public import KEPT_AFTER_CANCELLING, register_own_days
from schakel.calendars.public import Appointment
from schakel.introductions.calendars import meeting_of
from schakel.introductions.models import Consent
from schakel.introductions.queries import introductions_visible_to
from schakel.introductions.rules import TOGETHER


def _meetings(person: Person, now: datetime) -> Iterator[Appointment]:
    given = Consent.objects.filter(person=person).order_by()
    there = set(given.filter(withdrawn_at=None).values_list("introduction", flat=True))
    found = introductions_visible_to(person).filter(pk__in=given.values("introduction"))
    for one in found.select_related("requester", "receiver").order_by("pk"):
        path = reverse("introduction", args=[one.code])
        if one.meets_at is not None and one.pk in there and one.standing_at(now) in TOGETHER:
            yield meeting_of(one, one.meets_at, path=path, is_certain=True)
            continue
        struck_at = one.meeting_changed_at if one.met_before_at is not None else None
        if one.met_before_at is not None and struck_at and now <= struck_at + KEPT_AFTER_CANCELLING:
            yield meeting_of(one, one.met_before_at, path=path, is_certain=True, is_struck=True)


register_own_days("introductions", _meetings)
