"""What of the agenda waits for somebody: who would like to meet them."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext

from schakel.accounts.public import Doing, Person, Waiting, register_doing, register_waiting
from schakel.agenda.queries import waiting_for


def _waiting(person: Person, now: datetime) -> Iterator[Waiting]:
    meetings = waiting_for(person, now=now)
    yield Waiting(gettext("Meetings that wait for your answer"), len(meetings), reverse("my_agenda"))


def _doing(person: Person) -> Iterator[Doing]:  # noqa: ARG001 - everybody has days of their own
    yield Doing(gettext("My agenda"), reverse("my_agenda"), "calendar")


register_waiting("meetings", _waiting)
register_doing("agenda", _doing)
