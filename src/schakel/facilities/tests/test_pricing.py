"""What a booking costs: plain values."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.facilities.pricing import (
    HOURS_OF,
    Category,
    Per,
    Price,
    categories_of,
    check_price,
    quote,
    vat_of,
)
from schakel.kernel.periods import Period
from schakel.kernel.refusal import Refusal
from tests.clock import NOW
from tests.facilities import AMSTERDAM, MAY

HOUR = Price(Category.EVERYBODY, Per.HOUR, 5_000, 2100, date(2027, 1, 1))
HALF = replace(HOUR, per=Per.HALF_DAY, cents=15_000)
DAY = replace(HOUR, per=Per.DAY, cents=25_000)
ALL = (HOUR, HALF, DAY)
EVERYBODY = (Category.EVERYBODY,)


def lasting(hours):
    return Period(NOW, NOW + timedelta(hours=hours))


def cents(hours, prices=ALL, categories=EVERYBODY):
    found = quote(lasting(hours), prices, categories=categories, day=MAY, zone=AMSTERDAM)
    return found.cents if found else None


def test_the_least_that_a_time_comes_to():
    assert [cents(hours) for hours in (0.5, 1, 1.5, 3, 4, 5, 6, 8, 24)] == [
        5_000, 5_000, 10_000, 15_000, 15_000, 20_000, 25_000, 25_000, 25_000
    ]  # fmt: skip


def test_a_price_per_day_alone_counts_for_every_day_that_was_begun():
    assert cents(2, [DAY]) == 25_000
    assert cents(25, [DAY]) == 50_000


@pytest.mark.parametrize(
    ("begin", "end", "costs"),
    [
        ((2027, 10, 31, 0), (2027, 11, 1, 0), 25_000),  # 25 hours are one day by the clock
        ((2027, 10, 31, 0), (2027, 11, 2, 0), 50_000),
        ((2027, 10, 30, 12), (2027, 10, 31, 12), 25_000),
        ((2027, 3, 28, 0), (2027, 3, 29, 0), 25_000),  # and so are 23
        ((2027, 3, 28, 0), (2027, 3, 30, 1), 55_000),
        ((2027, 10, 31, 1), (2027, 10, 31, 4), 15_000),  # four hours pass
        ((2027, 3, 28, 1), (2027, 3, 28, 4), 10_000),  # two pass
    ],
)
def test_a_day_is_one_of_the_clock_and_an_hour_one_that_passes(begin, end, costs):
    period = Period(*(datetime(*moment, tzinfo=AMSTERDAM) for moment in (begin, end)))
    assert quote(period, ALL, categories=EVERYBODY, day=MAY, zone=AMSTERDAM).cents == costs


def test_the_price_of_ones_own_kind_comes_before_that_of_everybody():
    own = replace(HOUR, category=Category.PUBLIC_BODY, cents=3_000)
    municipality = categories_of("municipality", is_partner=False)
    assert cents(1, (own, *ALL), municipality) == 3_000
    assert cents(1, ALL, municipality) == 5_000
    assert cents(1, (own, *ALL)) == 5_000
    partner = replace(own, category=Category.PARTNER, cents=0)
    assert cents(1, (partner, own, *ALL), categories_of("municipality", is_partner=True)) == 0


def test_without_a_price_for_that_day_it_is_in_consultation():
    assert cents(1, [replace(HOUR, last=date(2027, 5, 2))]) is None
    assert cents(1, [replace(HOUR, first=date(2027, 5, 4))]) is None
    assert cents(1, [replace(HOUR, category=Category.COMPANY)]) is None


def test_vat_is_rounded_to_the_cent_a_half_upwards():
    assert [vat_of(one, 2100) for one in (5_000, 1, 2, 50)] == [1_050, 0, 0, 11]
    assert vat_of(250, 900) == 23


@pytest.mark.parametrize(
    ("price", "code"),
    [
        (replace(HOUR, cents=-1), "price-out-of-reach"),
        (replace(HOUR, vat_points=10_001), "vat-out-of-reach"),
        (replace(HOUR, last=date(2026, 1, 1)), "period-ends-before-it-begins"),
        (replace(HOUR, first=date(2028, 1, 1)), "price-is-there"),
        (replace(HALF, per=Per.DAY, vat_points=900), "vat-differs"),
    ],
)
def test_a_price_list_says_one_thing_for_a_day(price, code):
    with pytest.raises(Refusal) as refused:
        check_price(price, [HOUR])
    assert refused.value.code == code


def test_a_price_can_follow_another():
    check_price(replace(HOUR, first=date(2028, 1, 1)), [replace(HOUR, last=date(2027, 12, 31))])


@given(
    st.integers(1, 24 * 31 * 4),
    st.dictionaries(st.sampled_from(list(Per)), st.integers(0, 10**6), min_size=1),
)
def test_what_is_charged_covers_the_time_and_nothing_that_does_is_cheaper(quarters, amounts):
    prices = [replace(HOUR, per=per, cents=amount) for per, amount in amounts.items()]
    period = Period(NOW, NOW + timedelta(minutes=15 * quarters))
    found = quote(period, prices, categories=EVERYBODY, day=MAY, zone=AMSTERDAM)
    covered = sum(HOURS_OF[line.per] * line.number for line in found.lines)
    assert timedelta(hours=covered) >= period.lasts
    for per, amount in amounts.items():
        alone = -(-period.lasts // timedelta(hours=HOURS_OF[per]))
        assert found.cents <= alone * amount
