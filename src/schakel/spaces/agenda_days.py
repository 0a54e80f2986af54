"""Tasks that have a day, for the calendar of whoever does them."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from schakel.accounts.public import Person
from schakel.agenda.public import register_own_days
from schakel.calendars.public import Appointment
from schakel.spaces.calendars import days_of
from schakel.spaces.queries import open_tasks_of


def _tasks(person: Person, now: datetime) -> Iterable[Appointment]:
    return days_of(task.contribution for task in open_tasks_of(person, today=timezone.localdate(now)))


register_own_days("tasks", _tasks)
