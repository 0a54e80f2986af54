"""What a booking costs: a price list by kind of user, and the least that a length of time comes to; plain Python.

Money is in whole cents of the euro, without VAT; VAT is added at the rate of its line, in hundredths of a percent.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum

from schakel.kernel.periods import Period
from schakel.kernel.refusal import Refusal


class Category(StrEnum):
    """For whom a price is."""

    PARTNER = "partner"
    PUBLIC_BODY = "public-body"
    KNOWLEDGE = "knowledge"
    COMPANY = "company"
    SOCIETY = "society"
    EVERYBODY = "everybody"
    """Whoever has no price of their own."""


class Per(StrEnum):
    HOUR = "hour"
    HALF_DAY = "half-day"
    DAY = "day"


HOURS_OF = {Per.HOUR: 1, Per.HALF_DAY: 4, Per.DAY: 24}
"""How many hours one unit of a price covers at most; each that was begun counts."""
HIGHEST_CENTS = 10_000_000
HIGHEST_VAT = 10_000
_BY_TYPE = {
    "municipality": Category.PUBLIC_BODY,
    "province": Category.PUBLIC_BODY,
    "water-board": Category.PUBLIC_BODY,
    "national": Category.PUBLIC_BODY,
    "company": Category.COMPANY,
    "knowledge": Category.KNOWLEDGE,
    "association": Category.SOCIETY,
    "hub-partner": Category.PARTNER,
}


@dataclass(frozen=True, slots=True)
class Price:
    """One line of a price list; ``vat_points``: 2100 is 21 percent."""

    category: Category
    per: Per
    cents: int
    vat_points: int
    first: date
    last: date | None = None

    def counts_on(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Line:
    """So many of one unit of the price list."""

    per: Per
    number: int
    cents: int
    """Of one."""


@dataclass(frozen=True, slots=True)
class Quote:
    """What a booking costs, and for whom the prices are."""

    category: Category
    lines: tuple[Line, ...]
    vat_points: int

    @property
    def cents(self) -> int:
        """Without VAT."""
        return sum(line.number * line.cents for line in self.lines)

    @property
    def vat_cents(self) -> int:
        return vat_of(self.cents, self.vat_points)


def vat_of(cents: int, points: int) -> int:
    """The VAT on an amount in cents, rounded to the cent, a half upwards (Dutch VAT decree 1968, art. 5a)."""
    return (cents * points * 2 + 10_000) // 20_000


def categories_of(type_: str, *, is_partner: bool) -> tuple[Category, ...]:
    """The categories whose prices an organisation can have, the one that counts first before the others."""
    own = [_BY_TYPE[type_]] if type_ in _BY_TYPE else []
    first = [Category.PARTNER] if is_partner else []
    return tuple(dict.fromkeys([*first, *own, Category.EVERYBODY]))


def quote(
    period: Period, prices: Iterable[Price], *, categories: Sequence[Category], day: date, zone: tzinfo
) -> Quote | None:
    """The least that this period costs by the prices of that day; None where there is no price for these categories.

    Days are those of a clock in this zone: from midnight to midnight is one day, also where it lasts 23 or 25 hours.

    Of equal totals the one with the larger units is given. All lines of one category share a rate of VAT: that of
    the prices that are used.
    """
    valid = [one for one in prices if one.counts_on(day)]
    for category in categories:
        own = {one.per: one for one in valid if one.category is category}
        if own:
            return _cheapest(_hours_begun(period, zone), own, category)
    return None


def _hours_begun(period: Period, zone: tzinfo) -> int:
    """24 for each day by the clock, and after these as many as really pass: at most those of one more day."""
    begin, end = period.starts_at.astimezone(zone), period.ends_at.astimezone(zone)
    days = (end.replace(tzinfo=None) - begin.replace(tzinfo=None)) // timedelta(days=1)
    rest_begins = datetime.combine(begin.date() + timedelta(days=days), begin.timetz())
    rest = max(period.ends_at - rest_begins, timedelta(0))
    return 24 * days + min(-(-rest // timedelta(hours=1)), 24)


def _cheapest(hours: int, prices: dict[Per, Price], category: Category) -> Quote:
    best: tuple[int, int, tuple[Line, ...]] | None = None
    for days in range(-(-hours // 24) + 1 if Per.DAY in prices else 1):
        after_days = max(hours - 24 * days, 0)
        for halves in range(-(-after_days // 4) + 1 if Per.HALF_DAY in prices else 1):
            left = max(after_days - 4 * halves, 0)
            if left and Per.HOUR not in prices:
                continue
            numbers = ((Per.DAY, days), (Per.HALF_DAY, halves), (Per.HOUR, left))
            lines = tuple(Line(per, number, prices[per].cents) for per, number in numbers if number)
            total = sum(line.number * line.cents for line in lines)
            key = (total, sum(line.number for line in lines), lines)
            if lines and (best is None or key[:2] < best[:2]):
                best = key
    assert best is not None  # some unit is on the list, and so many of it are enough
    used = [prices[line.per].vat_points for line in best[2]]
    return Quote(category, best[2], max(used))


def check_price(price: Price, others: Iterable[Price]) -> Price:
    """A Refusal for an amount out of reach, or a line that counts on a day on which another of the same does."""
    if not 0 <= price.cents <= HIGHEST_CENTS:
        raise Refusal("price-out-of-reach")
    if not 0 <= price.vat_points <= HIGHEST_VAT:
        raise Refusal("vat-out-of-reach")
    if price.last is not None and price.last < price.first:
        raise Refusal("period-ends-before-it-begins")
    for other in others:
        is_same = (other.category, other.per) == (price.category, price.per)
        if is_same and _meet(price, other):
            raise Refusal("price-is-there")
        if other.category is price.category and other.vat_points != price.vat_points and _meet(price, other):
            raise Refusal("vat-differs")
    return price


def _meet(one: Price, other: Price) -> bool:
    last, others_last = one.last or date.max, other.last or date.max
    return one.first <= others_last and other.first <= last
