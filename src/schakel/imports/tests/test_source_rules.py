"""When a source is read, how it is doing, and when somebody is told."""

from dataclasses import replace
from datetime import timedelta

import pytest

from schakel.imports.source_rules import (
    LEEWAY,
    SourceStatus,
    Timing,
    due_at,
    is_due,
    is_to_be_told,
    status_of,
)
from tests.clock import NOW

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NEW = Timing(every=DAY, added_at=NOW)
READ = replace(NEW, tried_at=NOW, fresh_at=NOW)
FAILED = replace(READ, failing_since=NOW, failures=1)


@pytest.mark.parametrize(
    ("timing", "after"),
    [
        (NEW, timedelta(0)),
        (READ, DAY),
        (FAILED, HOUR),
        (replace(FAILED, failures=2), 2 * HOUR),
        (replace(FAILED, failures=5), 16 * HOUR),
        (replace(FAILED, failures=6), DAY),
        (replace(FAILED, failures=10_000), DAY),
        (replace(FAILED, every=HOUR, failures=9), HOUR),
    ],
)
def test_a_source_is_due_after_its_term_and_sooner_when_it_failed(timing, after):
    assert due_at(timing) == NOW + after
    assert is_due(timing, NOW + after)
    assert not is_due(timing, NOW + after - timedelta(seconds=1))
    assert not is_due(replace(timing, is_paused=True), NOW + after)


@pytest.mark.parametrize(
    ("timing", "at", "status"),
    [
        (NEW, NOW, SourceStatus.WAITING),
        (READ, NOW, SourceStatus.FRESH),
        (READ, NOW + DAY + LEEWAY - timedelta(seconds=1), SourceStatus.FRESH),
        (READ, NOW + DAY + LEEWAY, SourceStatus.STALE),
        (NEW, NOW + DAY + LEEWAY, SourceStatus.STALE),
        (FAILED, NOW, SourceStatus.FAILING),
        (replace(FAILED, is_paused=True), NOW, SourceStatus.PAUSED),
    ],
)
def test_its_status(timing, at, status):
    assert status_of(timing, at) is status


@pytest.mark.parametrize(
    ("timing", "after"),
    [(FAILED, DAY), (READ, 2 * DAY + LEEWAY), (replace(NEW, every=7 * DAY), 14 * DAY + LEEWAY)],
)
def test_somebody_is_told_after_another_term_and_once(timing, after):
    assert is_to_be_told(timing, NOW + after)
    assert not is_to_be_told(timing, NOW + after - timedelta(seconds=1))
    assert not is_to_be_told(replace(timing, nudged_at=NOW), NOW + after)
    assert not is_to_be_told(replace(timing, is_paused=True), NOW + after)
