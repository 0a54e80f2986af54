"""Facts as somebody types them in one plain field, and as they are stored.

Lists stand one on a line; a figure is "value | unit in Dutch | unit in English"; a period is its first and
its last day.
A day may be written as 24-12-2026, 24/12/2026, 24 december 2026 or 2026-12-24. What cannot be read raises a
ValidationError whose sentence says what to write.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.formats import get_format
from django.utils.translation import gettext

from schakel.kernel.days import ANY_DAY, day_in
from schakel.library.kinds import Fact, Shape
from schakel.library.rules import fact_is_usable
from schakel.organisations import public as organisations

_FIGURE = ("value", "unit_nl", "unit_en")
# A mark between thousands is the same one everywhere, and another one than before the cents.
_WHOLE = re.compile(r"\d+|\d{1,3}([.,\s])\d{3}(?:\1\d{3})*")
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)(?:\s*(?:uur|h))?")
_AMOUNT = re.compile(r"(\d+|\d{1,3}([.,\s])\d{3}(?:\2\d{3})*)(?:(?!\2)[.,](\d{1,2}|-))?")


def read_fact(fact: Fact, typed: str) -> object:
    """The value to store; None for an empty field."""
    typed = typed.strip()
    if not typed:
        return None
    value = _READERS[fact.shape](typed)
    if not fact_is_usable(fact, value):
        raise ValidationError(_not_usable(fact), code="not-usable")
    return value


def written_fact(fact: Fact, value: object) -> str:
    """The stored value as somebody would type it."""
    if value in (None, "", []):
        return ""
    write = _WRITERS.get(fact.shape)
    return write(value) if write else str(value)


def example(fact: Fact) -> str:
    """What stands under the label: how to write this fact; empty where the field speaks for itself."""
    return {
        Shape.WORDS: gettext("One on each line."),
        Shape.BODIES: gettext("Organisations by their name, one on each line."),
        Shape.CENTS: gettext("In euros, for example 1250 or 1250,50."),
        Shape.DECIMAL: gettext("For example 52,3676."),
        Shape.YEAR: gettext("A year, for example 2026."),
        Shape.DATE: gettext("Day-month-year, for example 24-12-2026."),
        Shape.DATES: gettext("Day-month-year, one on each line."),
        Shape.TIME: gettext("For example 13:30."),
        Shape.ADDRESS: gettext("A whole web address, beginning with https://"),
        Shape.FIGURES: gettext(
            "One on each line: value | unit in Dutch | unit in English. "
            "For example: 25 | procent minder gas | percent less gas"
        ),
        Shape.WINDOWS: gettext("One on each line: first day – last day. For example: 1-3-2027 – 30-4-2027"),
    }.get(fact.shape, "")


def read_day(typed: str) -> date:
    """The day somebody typed."""
    try:
        day = day_in(typed)
    except ValueError:
        raise ValidationError(
            gettext("“%(typed)s” is no day of the calendar. Write day-month-year, for example 24-12-2026.")
            % {"typed": typed},
            code="no-day",
        ) from None
    if day is None:
        raise ValidationError(
            gettext("“%(typed)s” cannot be read as a day. Write day-month-year, for example 24-12-2026.")
            % {"typed": typed},
            code="no-day",
        )
    return day


def written_short_day(day: date | str) -> str:
    """24-12-2026."""
    if isinstance(day, str):
        day = date.fromisoformat(day)
    return f"{day.day}-{day.month}-{day.year}"


def _lines(typed: str) -> list[str]:
    return [line.strip() for line in typed.splitlines() if line.strip()]


def _read_whole(typed: str) -> int:
    if _WHOLE.fullmatch(typed) is None:
        raise ValidationError(
            gettext("“%(typed)s” is not a whole number. Write figures only, for example 12500.")
            % {"typed": typed},
            code="no-number",
        )
    return int(re.sub(r"\D", "", typed))


def _read_decimal(typed: str) -> float:
    try:
        return float(typed.replace(",", "."))
    except ValueError:
        raise ValidationError(
            gettext("“%(typed)s” is not a number. Write for example 52,3676.") % {"typed": typed},
            code="no-number",
        ) from None


def _read_cents(typed: str) -> int:
    amount = _AMOUNT.fullmatch(typed.removeprefix("€").removesuffix("€").strip())
    if amount is None:
        raise ValidationError(
            gettext("“%(typed)s” cannot be read as an amount. Write euros, for example 1250 or 1250,50.")
            % {"typed": typed},
            code="no-amount",
        )
    euros, _, cents = amount.groups()
    return int(re.sub(r"\D", "", euros)) * 100 + (int(cents.ljust(2, "0")) if cents and cents != "-" else 0)


def _read_time(typed: str) -> str:
    found = _CLOCK.fullmatch(typed.lower())
    if found is None:
        raise ValidationError(
            gettext("“%(typed)s” is not a time. Write for example 13:30.") % {"typed": typed}, code="no-time"
        )
    return f"{int(found.group(1)):02}:{found.group(2)}"


def _read_address(typed: str) -> str:
    return typed if re.match(r"(?i)https?://", typed) else f"https://{typed}"


def _read_bodies(typed: str) -> list[str]:
    found = []
    for line in _lines(typed):
        organisation = organisations.organisation_by_code(line) or organisations.find_organisation(line)
        if organisation is None:
            raise ValidationError(
                gettext("We know no organisation called “%(name)s”. Write its full name.") % {"name": line},
                code="unknown-organisation",
            )
        found.append(organisation.code or organisation.slug)
    return list(dict.fromkeys(found))


def _read_figures(typed: str) -> list[dict[str, str]]:
    return [_read_figure(line) for line in _lines(typed)]


def _read_figure(line: str) -> dict[str, str]:
    parts = [part.strip() for part in line.split("|")]
    if len(parts) > len(_FIGURE) or not parts[0]:
        raise ValidationError(
            gettext("“%(line)s” cannot be read. Write: value | unit in Dutch | unit in English.")
            % {"line": line},
            code="no-figure",
        )
    value, dutch, english = (*parts, "", "")[: len(_FIGURE)]
    # Whoever leaves the English unit out means the same one; whoever leaves it empty means none.
    return {"value": value, "unit_nl": dutch, "unit_en": english if len(parts) == len(_FIGURE) else dutch}


def _read_windows(typed: str) -> list[dict[str, str]]:
    return [_read_window(line) for line in _lines(typed)]


def _read_window(line: str) -> dict[str, str]:
    days = [read_day(found.group()) for found in ANY_DAY.finditer(line)]
    match days:
        case [opens_on, closes_on] if opens_on <= closes_on:
            return {"opens_on": opens_on.isoformat(), "closes_on": closes_on.isoformat()}
        case [_, _]:
            raise ValidationError(
                gettext("“%(line)s” closes before it opens. Turn the two days round.") % {"line": line},
                code="window-ends-before-it-begins",
            )
        case _:
            why = gettext("“%(line)s” is no period. Write two days, for example 1-3-2027 – 30-4-2027.")
            raise ValidationError(why % {"line": line}, code="no-window")


def _not_usable(fact: Fact) -> str:
    return {
        Shape.WORD: gettext("This is too long. Use at most 300 characters."),
        Shape.WORDS: gettext("One of the lines is too long. Use at most 300 characters on a line."),
        Shape.YEAR: gettext("Write a year between 1900 and 2100."),
        Shape.ADDRESS: gettext("This is not a web address. Copy it from the address bar of your browser."),
        Shape.FIGURES: gettext("One of the lines is too long. Use at most 120 characters for each part."),
    }.get(fact.shape, gettext("This number is too large."))


def _written_list(write: Callable[[object], str]) -> Callable[[object], str]:
    return lambda value: "\n".join(write(line) for line in value) if isinstance(value, list) else str(value)


def _written_cents(value: object) -> str:
    euros, cents = divmod(int(str(value)), 100)
    return f"{euros}{get_format('DECIMAL_SEPARATOR')}{cents:02}" if cents else str(euros)


def _written_decimal(value: object) -> str:
    return str(value).replace(".", get_format("DECIMAL_SEPARATOR"))


def _written_body(value: object) -> str:
    """The name where it says who is meant; else the code: "Utrecht" is the municipality, pv26 the province."""
    stored = str(value)
    organisation = organisations.organisation_by_code(stored) or organisations.find_organisation(stored)
    if organisation is None or organisations.find_organisation(organisation.name) != organisation:
        return stored
    return organisation.name


def _written_figure(value: object) -> str:
    return (
        " | ".join(str(value.get(part, "")) for part in _FIGURE) if isinstance(value, Mapping) else str(value)
    )


def _written_window(value: object) -> str:
    if not isinstance(value, Mapping):
        return str(value)
    return f"{written_short_day(str(value['opens_on']))} – {written_short_day(str(value['closes_on']))}"


_READERS: Mapping[Shape, Callable[[str], object]] = {
    Shape.WORD: lambda typed: " ".join(typed.split()),
    Shape.WORDS: _lines,
    Shape.NUMBER: _read_whole,
    Shape.DECIMAL: _read_decimal,
    Shape.CENTS: _read_cents,
    Shape.YEAR: _read_whole,
    Shape.DATE: lambda typed: read_day(typed).isoformat(),
    Shape.TIME: _read_time,
    Shape.DATES: lambda typed: sorted({read_day(line).isoformat() for line in _lines(typed)}),
    Shape.ADDRESS: _read_address,
    Shape.BODIES: _read_bodies,
    Shape.FIGURES: _read_figures,
    Shape.WINDOWS: _read_windows,
}
_WRITERS: Mapping[Shape, Callable[[object], str]] = {
    Shape.WORDS: _written_list(str),
    Shape.DECIMAL: _written_decimal,
    Shape.CENTS: _written_cents,
    Shape.DATE: lambda value: written_short_day(str(value)),
    Shape.DATES: _written_list(lambda day: written_short_day(str(day))),
    Shape.BODIES: _written_list(_written_body),
    Shape.FIGURES: _written_list(_written_figure),
    Shape.WINDOWS: _written_list(_written_window),
}


def is_long(fact: Fact) -> bool:
    """Whether the fact takes several lines."""
    return fact.shape in {Shape.WORDS, Shape.DATES, Shape.BODIES, Shape.FIGURES, Shape.WINDOWS}
