"""Days of items as appointments, for somebody's own calendar."""

from datetime import date, datetime, time

from django.utils import timezone

from schakel.calendars.public import Appointment, Status
from schakel.library.entries import Entry, entry_title, where_of
from schakel.library.labels import kind_name
from schakel.library.occasions import Happening, Occasion


def appointment_of(entry: Entry, *, language: str) -> Appointment:
    """With a time when it is known, else whole days; those keep nobody from making appointments."""
    item, occasion = entry.item, entry.occasion
    summary = item.text("summary", language)
    starts, ends = period_of(occasion)
    return Appointment(
        key=key_of(entry),
        title=entry_title(entry, language=language),
        text=summary.text if summary else "",
        starts=starts,
        ends=ends,
        changed_at=item.changed_at,
        sequence=item.version - 1,
        path=item.url,
        place=where_of(item),
        subjects=(kind_name(item.kind),),
        status=Status.CANCELLED if occasion.cancelled_on is not None else Status.CONFIRMED,
        keeps_free=occasion.starts_at is None,
    )


def key_of(entry: Entry) -> str:
    """What names this day in a calendar. An event that is moved is the same event: its day is not in the name."""
    item, occasion = entry.item, entry.occasion
    name = f"{item.slug}-{occasion.happening.value}"
    return name if occasion.happening is Happening.HELD else f"{name}-{occasion.on.isoformat()}"


def period_of(occasion: Occasion) -> tuple[datetime | date, datetime | date | None]:
    """When it begins and ends: moments, or the first and the last day of what takes whole days."""
    if occasion.starts_at is None:
        return occasion.on, occasion.until
    starts = _moment(occasion.on, occasion.starts_at)
    if occasion.ends_at is not None:
        return starts, _moment(occasion.last_on, occasion.ends_at)
    return starts, _moment(occasion.last_on, time.max.replace(microsecond=0)) if occasion.until else None


def _moment(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=timezone.get_default_timezone())
