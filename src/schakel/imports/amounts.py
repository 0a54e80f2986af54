"""Days, numbers and money as people of a language write them, by the formats that Django keeps of it."""

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.utils.dates import MONTHS, MONTHS_3
from django.utils.formats import get_format
from django.utils.translation import override

_WRITTEN_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th|e)?\s+([^\W\d_]{3,})\.?\s+(\d{4})")
_MONTH_FIRST = re.compile(r"([^\W\d_]{3,})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_CURRENCY = re.compile(r"€|\beur(?:o|os)?\b|,-+$|\.-+$", re.IGNORECASE)
_TIMES = {"k": 1_000, "m": 1_000_000, "mln": 1_000_000, "miljoen": 1_000_000, "million": 1_000_000}


def day_in(text: str, language: str) -> date | None:
    """The day that a text names: 2026-12-24, 24-12-2026 or 24 december 2026. None when it names none.

    In English a day written with figures stands before its month, as in Europe; American dates are not guessed.
    """
    text = " ".join(text.split())
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        pass
    for pattern in ("%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", *get_format("DATE_INPUT_FORMATS", language)):
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return _written_day(text, language)


def _written_day(text: str, language: str) -> date | None:
    if found := _WRITTEN_DAY.search(text):
        day, month, year = found.groups()
    elif found := _MONTH_FIRST.search(text):
        month, day, year = found.groups()
    else:
        return None
    number = _month(month, language) or _month(month, "en")
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None


def _month(name: str, language: str) -> int:
    wanted = name.casefold()
    with override(language):
        names = {
            str(word).casefold(): number for months in (MONTHS_3, MONTHS) for number, word in months.items()
        }
    return names.get(wanted, 0)


def number_in(text: str, language: str) -> Decimal | None:
    """The number that a text is: 1.250,5 in Dutch and 1,250.5 in English are the same. None when it is none."""
    decimal = str(get_format("DECIMAL_SEPARATOR", language))
    thousands = "." if decimal == "," else ","
    tidy = re.sub(r"[\s\u00a0\u202f']", "", text)
    if not re.fullmatch(
        rf"[+-]?(?:\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+|\d+)(?:{re.escape(decimal)}\d+)?", tidy
    ):
        # A number with a point and no three figures behind it is one in any language (a file's own 12.5).
        if not re.fullmatch(r"[+-]?\d+\.\d{1,2}|[+-]?\d+\.\d{4,}", tidy):
            return None
        return Decimal(tidy)
    try:
        return Decimal(tidy.replace(thousands, "").replace(decimal, "."))
    except InvalidOperation:
        return None


def cents_in(text: str, language: str) -> int | None:
    """An amount of euros in cents: "€ 1.250,00", "12,50 euro", "250k", "1,5 miljoen". None when it is none."""
    tidy = _CURRENCY.sub("", text).strip()
    found = re.fullmatch(r"(.*?\d)\s*([a-zA-Z]+)", tidy)
    times = _TIMES.get(found.group(2).casefold(), 0) if found else 1
    number = number_in(found.group(1) if found else tidy, language)
    if number is None or not times or number < 0:
        return None
    return int((number * times * 100).to_integral_value())
