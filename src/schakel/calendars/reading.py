"""When somebody's calendar is busy, out of the file that their calendar program publishes."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo

import recurring_ical_events
from icalendar import Calendar, Component, Event

from schakel.calendars.writing import key_in
from schakel.kernel.periods import Period, joined
from schakel.kernel.refusal import Refusal

MOST_BYTES = 2_000_000
MOST_EVENTS = 10_000
LONGEST_LOOK = timedelta(days=800)
FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
MOST_TIMES_A_DAY = 24


def busy_periods(content: bytes, *, within: Period, zone: tzinfo, but_for: str | None = None) -> list[Period]:
    """When this calendar is busy in a stretch of time, without saying with what: overlaps joined, in order.

    Whole days and times without a zone are those of ``zone``. What keeps its owner free, or was cancelled, is left out;
    VFREEBUSY is read as well as appointments, and what comes back is written out. ``but_for``: appointments of this hub
    itself of which the key begins so are left out; it knows these better.

    Raises a Refusal: calendar-too-large, calendar-unreadable, calendar-repeats-too-often, or calendar-look-too-long for
    more than about two years at a time.
    """
    if len(content) > MOST_BYTES:
        raise Refusal("calendar-too-large", most=MOST_BYTES)
    if within.lasts > LONGEST_LOOK:
        raise Refusal("calendar-look-too-long", days=LONGEST_LOOK.days)
    calendars = _calendars(content)
    taken = [*_appointed(calendars, within, zone, but_for), *_marked_busy(calendars, zone)]
    return joined(
        Period(max(one.starts_at, within.starts_at), min(one.ends_at, within.ends_at))
        for one in taken
        if one.overlaps(within)
    )


def _calendars(content: bytes) -> list[Component]:
    try:
        read = Calendar.from_ical(content, multiple=True)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise Refusal("calendar-unreadable") from error
    found = [one for one in read if isinstance(one, Calendar)]
    if not found:
        raise Refusal("calendar-unreadable")
    if sum(len(one.walk()) for one in found) > MOST_EVENTS:
        raise Refusal("calendar-too-large", most=MOST_EVENTS)
    return list(found)


def _appointed(
    calendars: Iterable[Component], within: Period, zone: tzinfo, but_for: str | None
) -> Iterator[Period]:
    for calendar in calendars:
        for event in calendar.walk("VEVENT"):
            _check_repeats_calmly(event)
        try:
            events = recurring_ical_events.of(calendar).between(within.starts_at, within.ends_at)
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
            raise Refusal("calendar-unreadable") from error
        for event in events:
            if isinstance(event, Event) and _is_busy(event) and not _is_own(event, but_for):
                yield from _period(event.start, event.end, zone)


def _check_repeats_calmly(event: Component) -> None:
    """A rule that repeats within the day, or at very many times of it, could be written out for ever."""
    rules = event.get("rrule") or []
    for rule in rules if isinstance(rules, list) else [rules]:
        times = 1
        for part in ("BYHOUR", "BYMINUTE", "BYSECOND"):
            times *= max(1, len(rule.get(part, [])))
        frequencies = {str(one).upper() for one in rule.get("FREQ", [])}
        if not frequencies <= FREQUENCIES or times > MOST_TIMES_A_DAY:
            raise Refusal("calendar-repeats-too-often")


def _is_busy(event: Component) -> bool:
    is_free = str(event.get("transp", "OPAQUE")).upper() == "TRANSPARENT"
    return not is_free and str(event.get("status", "")).upper() != "CANCELLED"


def _is_own(event: Component, but_for: str | None) -> bool:
    key = key_in(str(event.get("uid", "")))
    return but_for is not None and key is not None and key.startswith(but_for)


def _marked_busy(calendars: Iterable[Component], zone: tzinfo) -> Iterator[Period]:
    for calendar in calendars:
        for component in calendar.walk("VFREEBUSY"):
            lines = component.get("freebusy") or []
            for line in lines if isinstance(lines, list) else [lines]:
                if str(line.params.get("FBTYPE", "BUSY")).upper() != "FREE":
                    yield from _period(line.start, line.end, zone)


def _period(starts: date, ends: date, zone: tzinfo) -> Iterator[Period]:
    """Nothing for an appointment without length: it keeps nobody from the room."""
    begin, end = _moment(starts, zone), _moment(ends, zone)
    if begin < end:
        yield Period(begin, end)


def _moment(written: date, zone: tzinfo) -> datetime:
    if not isinstance(written, datetime):
        written = datetime.combine(written, time(0))
    return (written if written.tzinfo else written.replace(tzinfo=zone)).astimezone(UTC)
