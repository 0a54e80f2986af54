"""What of spaces waits for somebody: what they are to do there."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from schakel.accounts.public import Doing, Person, Urgency, Waiting, register_doing, register_waiting
from schakel.spaces.queries import open_tasks_of, spaces_visible_to
from schakel.spaces.rules import Due


def _waiting(person: Person, now: datetime) -> Iterator[Waiting]:
    due = [task.due for task in open_tasks_of(person, today=timezone.localdate(now))]
    page = f"{reverse('my_spaces')}#tasks"
    yield Waiting(gettext("Tasks of yours that are late"), due.count(Due.LATE), page, Urgency.LATE)
    yield Waiting(gettext("Tasks of yours to do this week"), due.count(Due.SOON), page)
    yield Waiting(gettext("Tasks of yours for later"), due.count(Due.LATER), page, Urgency.SOMETIME)


def _doing(person: Person) -> Iterator[Doing]:
    if spaces_visible_to(person).exists():
        yield Doing(gettext("My spaces"), reverse("my_spaces"), "share")


register_waiting("spaces", _waiting)
register_doing("spaces", _doing)
