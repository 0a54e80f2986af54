"""Days, times, amounts and numbers as people here write them, in the language of the screen."""

import re
from datetime import date, datetime, time

from django.utils import dateformat, timezone
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext, pgettext

OPENING = 320
"""About this many characters of a text answer a question at a glance; the rest stands further down."""

WHOLE_FROM = 1_000_000
"""Amounts from ten thousand euro on, in cents, go without cents when there are none."""
EN_DASH = "\u2013"

_NUMBER = re.compile(r"(?<![\d.,])\d+(?:\.\d+)?(?![\d.,])")
_SENTENCE_END = re.compile(r"[.!?…](?=\s|$)")


def written_day(day: date) -> str:
    """24 december 2026; 24 December 2026."""
    return dateformat.format(day, "j F Y")


def written_weekday(day: date) -> str:
    """donderdag 24 december 2026; Thursday 24 December 2026."""
    return dateformat.format(day, "l j F Y")


def written_month(day: date) -> str:
    """december 2026; December 2026."""
    return dateformat.format(day, "F Y")


def written_time(moment: time) -> str:
    """14.00 uur; 14:00."""
    return pgettext("a moment on the clock", "%(time)s") % {"time": _clock(moment)}


def written_times(starts_at: time | None, ends_at: time | None) -> str:
    """14.00 tot 15.30 uur; 14:00 to 15:30. As far as it is known; empty when it is not."""
    if starts_at is None:
        return ""
    if ends_at is None:
        return written_time(starts_at)
    return gettext("%(start)s to %(end)s") % {"start": _clock(starts_at), "end": _clock(ends_at)}


def written_hours(starts_at: time | None, ends_at: time | None, *, until: date | None) -> str:
    """The hours, and the last day of what takes several: its end is on that day."""
    if until is None:
        return written_times(starts_at, ends_at)
    parts = [
        gettext("from %(time)s") % {"time": written_time(starts_at)} if starts_at else "",
        gettext("until %(day)s") % {"day": written_day(until)},
        written_time(ends_at) if ends_at else "",
    ]
    return ", ".join(part for part in parts if part)


def _clock(moment: time) -> str:
    return gettext("%(hour)s:%(minute)s") % {"hour": moment.hour, "minute": f"{moment.minute:02}"}


def written_moment(moment: datetime) -> str:
    """The day and the time on the clock of the hub."""
    local = timezone.localtime(moment)
    return gettext("%(day)s, %(time)s") % {
        "day": written_day(local.date()),
        "time": written_time(local.time()),
    }


def written_money(cents: int) -> str:
    """€ 1.250,00; €1,250.00."""
    whole = cents % 100 == 0 and cents >= WHOLE_FROM
    amount = number_format(cents / 100, decimal_pos=0 if whole else 2, use_l10n=True, force_grouping=True)
    return f"€ {amount}" if get_language() == "nl" else f"€{amount}"


def written_number(number: float) -> str:
    """1.250; 1,250."""
    return number_format(number, use_l10n=True, force_grouping=True)


def written_figure(value: str) -> str:
    """The numbers in a figure ("8000", "25-30", "4.2 to 5") as people here write them; a lone year stays."""
    if re.fullmatch(r"(19|20)\d\d", value):
        return value
    written = _NUMBER.sub(lambda found: _written_decimal(found.group()), value)
    return re.sub(r"(?<=\d)-(?=\d)", EN_DASH, written)


def _written_decimal(digits: str) -> str:
    decimals = len(digits.partition(".")[2])
    return number_format(digits, decimal_pos=decimals, use_l10n=True, force_grouping=True)


def opening(text: str, *, most: int = OPENING) -> tuple[str, bool]:
    """As many whole sentences of the first paragraph as fit in `most` characters; whether that is all."""
    text = text.strip()
    first = text.split("\n", 1)[0].strip()
    if len(first) <= most:
        return first, first == text
    ends = [found.end() for found in _SENTENCE_END.finditer(first, 0, most)]
    if ends:
        return first[: ends[-1]], False
    return first[:most].rsplit(" ", 1)[0] + "…", False


def paragraphs(text: str) -> list[str]:
    return [part.strip() for part in text.split("\n") if part.strip()]


def listed(words: list[str]) -> str:
    """a; a and b; a, b and c."""
    *first, last = words or [""]
    return gettext("%(first)s and %(last)s") % {"first": ", ".join(first), "last": last} if first else last
