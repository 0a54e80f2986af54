"""What of answers waits for somebody."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext

from schakel.accounts.public import Person, Waiting, may, register_waiting, standing_of
from schakel.matching.queries import waiting_objections


def _waiting(person: Person, _now: datetime) -> Iterator[Waiting]:
    if may("staff.work", standing_of(person)):
        yield Waiting(
            gettext("Answers that somebody found not right"),
            waiting_objections().count(),
            reverse("staff_objections"),
        )


register_waiting("answers", _waiting)
