"""Numbers and money as people of a language write them."""

import re
from collections.abc import Mapping
from decimal import Decimal

MARKS: Mapping[str, tuple[str, str]] = {"nl": (",", "."), "en": (".", ",")}
"""Before the decimals, and between thousands."""
_CURRENCY = re.compile(r"€|\beur(?:o|os)?\b|[,.]-+$", re.IGNORECASE)
_TIMES = {
    "k": 1_000,
    "duizend": 1_000,
    "thousand": 1_000,
    "m": 1_000_000,
    "mln": 1_000_000,
    "miljoen": 1_000_000,
    "million": 1_000_000,
}


def number_in(text: str, language: str) -> Decimal | None:
    """The number that a text is: 1.250,5 in Dutch and 1,250.5 in English are the same. None when it is none.

    A point with other than three figures behind it is a decimal point in any language: files write 12.5 everywhere.
    """
    decimal, thousands = MARKS[language]
    tidy = re.sub(r"[\s\u00a0\u202f']", "", text)
    in_thousands = rf"[0-9]{{1,3}}(?:{re.escape(thousands)}[0-9]{{3}})+"
    if re.fullmatch(rf"[+-]?(?:{in_thousands}|[0-9]+)(?:{re.escape(decimal)}[0-9]+)?", tidy):
        return Decimal(tidy.replace(thousands, "").replace(decimal, "."))
    if re.fullmatch(r"[+-]?[0-9]+\.(?:[0-9]{1,2}|[0-9]{4,})", tidy):
        return Decimal(tidy)
    return None


def cents_in(text: str, language: str) -> int | None:
    """An amount of euros in cents: "€ 1.250,00", "12,50 euro", "250k", "1,5 miljoen". None when it is none."""
    tidy = _CURRENCY.sub("", text).strip()
    found = re.fullmatch(r"(.*?[0-9])\s*([a-zA-Z]+)", tidy)
    times = _TIMES.get(found.group(2).casefold(), 0) if found else 1
    number = number_in(found.group(1) if found else tidy, language)
    if number is None or not times or number < 0:
        return None
    return int((number * times * 100).to_integral_value())
