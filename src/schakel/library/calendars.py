"""Days of items as appointments, for somebody's own calendar."""

from datetime import date, datetime, time

from django.utils import timezone

from schakel.calendars.public import Appointment
from schakel.library.agenda import Entry, entry_title, where_of
from schakel.library.labels import kind_name


def appointment_of(entry: Entry, *, language: str) -> Appointment:
    """With a time when it is known, else the whole day; a day keeps nobody from making appointments."""
    item, occasion = entry.item, entry.occasion
    summary = item.text("summary", language)
    starts: date = occasion.on
    ends: date | None = None
    if occasion.starts_at is not None:
        starts = _moment(occasion.on, occasion.starts_at)
        ends = _moment(occasion.on, occasion.ends_at) if occasion.ends_at is not None else None
    return Appointment(
        key=f"{item.slug}-{occasion.happening.value}-{occasion.on.isoformat()}",
        title=entry_title(entry, language=language),
        text=summary.text if summary else "",
        starts=starts,
        ends=ends,
        changed_at=item.changed_at,
        sequence=item.version - 1,
        path=item.url,
        place=where_of(item),
        subjects=(kind_name(item.kind),),
        keeps_free=occasion.starts_at is None,
    )


def _moment(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=timezone.get_default_timezone())
