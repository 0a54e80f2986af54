"""What of trainings waits for somebody: a seat to take, a guest's own confirmation, and editions to finish."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Max, Q
from django.urls import reverse
from django.utils.translation import gettext

from schakel.accounts.public import Doing, Person, Urgency, Waiting, register_doing, register_waiting
from schakel.training.queries import enrolments_visible_to, organised_by
from schakel.training.rules import Standing, State


def _waiting(person: Person, now: datetime) -> Iterator[Waiting]:
    offered = enrolments_visible_to(person).filter(state=Standing.OFFERED.value, ends_at__gt=now)
    found = list(offered.order_by("ends_at", "pk"))
    url = reverse("my_training", args=[found[0].code]) if len(found) == 1 else reverse("my_trainings")
    yield Waiting(gettext("Seats that are kept for you"), len(found), url, Urgency.LATE)
    ends = Max("sessions__ends_at", filter=Q(sessions__struck_at=None))
    over = (
        organised_by(person).filter(state=State.OPEN.value).annotate(ended_at=ends).filter(ended_at__lt=now)
    )
    codes = list(over.order_by("ended_at", "pk").values_list("code", flat=True))
    where = reverse("edition_desk", args=[codes[0]]) if len(codes) == 1 else reverse("my_editions")
    yield Waiting(gettext("Trainings and events to round off"), len(codes), where)


def _doing(person: Person) -> Iterator[Doing]:
    yield Doing(gettext("My trainings and events"), reverse("my_trainings"), "calendar")
    if organised_by(person).exists():
        yield Doing(gettext("Trainings and events I organise"), reverse("my_editions"), "people")


register_waiting("training", _waiting)
register_doing("training", _doing)
