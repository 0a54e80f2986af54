"""Tasks as appointments, for somebody's own calendar."""

from collections.abc import Iterable

from schakel.calendars.public import Appointment
from schakel.spaces.models import Contribution


def days_of(tasks: Iterable[Contribution]) -> list[Appointment]:
    """The tasks that have a day, each as a whole day that keeps nobody from making appointments."""
    return [
        Appointment(
            key=f"task-{task.code}",
            title=task.text,
            text=task.space.title,
            starts=task.day,
            changed_at=task.changed_at,
            sequence=task.version - 1,
            path=task.space.get_absolute_url(),
            keeps_free=True,
        )
        for task in tasks
        if task.day is not None
    ]
