"""Scheduled sources: adding and pausing them, reading those that are due, and telling who looks after them."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from schakel.accounts.public import Person
from schakel.imports.actions import run_import
from schakel.imports.beside_items import BESIDE_ITEMS
from schakel.imports.places import Fetch, Found, check_place, found_files
from schakel.imports.queries import profile_named
from schakel.imports.source_models import ScheduledSource
from schakel.imports.source_rules import (
    SHORTEST_TERM,
    SourceStatus,
    due_at,
    is_due,
    is_to_be_told,
    stale_since,
    status_of,
)
from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal
from schakel.messages import public as messages
from schakel.outbound.public import fetch

NUDGE = "source.nudge"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SourceNow:
    """A source as a page shows it. ``since``: from when it is stale or failing; ``due_at``: when it is read next."""

    source: ScheduledSource
    status: SourceStatus
    since: datetime | None
    due_at: datetime | None


def sources_with_status(now: datetime) -> list[SourceNow]:
    """Every source and how it is doing, by name."""
    return [
        _as_it_is(source, now)
        for source in ScheduledSource.objects.select_related("looked_after_by").order_by("name")
    ]


def sources_not_well(now: datetime) -> list[SourceNow]:
    """Those that cannot be read, or whose file is older than it should be; paused ones are left in peace."""
    unwell = (SourceStatus.FAILING, SourceStatus.STALE)
    return [one for one in sources_with_status(now) if one.status in unwell]


def source_named(name: str) -> ScheduledSource | None:
    return ScheduledSource.objects.filter(name=name).first()


def _as_it_is(source: ScheduledSource, now: datetime) -> SourceNow:
    timing = source.timing
    status = status_of(timing, now)
    since = {SourceStatus.FAILING: timing.failing_since, SourceStatus.STALE: stale_since(timing)}
    return SourceNow(source, status, since.get(status), None if source.is_paused else due_at(timing))


@transaction.atomic
def add_source(
    *,
    name: str,
    profile: str,
    place: str,
    every: timedelta,
    looked_after_by: Person | None,
    added_by: Person | None,
    now: datetime,
) -> ScheduledSource:
    """Have a place read again and again. Raises a Refusal for a name in use, or a profile or place that is none."""
    if ScheduledSource.objects.filter(name=name).exists():
        raise Refusal("source-name-taken", name=name)
    if profile not in BESIDE_ITEMS and profile_named(profile) is None:
        raise Refusal("profile-unknown", profile=profile)
    if every < SHORTEST_TERM:
        raise Refusal("source-too-often")
    check_place(place, settings.ENVIRONMENT.sources_folder)
    source = ScheduledSource.objects.create(
        name=name,
        profile=profile,
        place=place,
        every_hours=every // timedelta(hours=1),
        looked_after_by=looked_after_by,
        added_at=now,
    )
    _record("source.added", source, added_by, now, {"profile": profile, "place": place})
    return source


@transaction.atomic
def pause_source(
    *, source: ScheduledSource, is_paused: bool, paused_by: Person | None, now: datetime
) -> ScheduledSource:
    """Stop reading a source for the time being, or begin again. Saying it twice is saying it once."""
    stored = ScheduledSource.objects.select_for_update().get(pk=source.pk)
    if stored.is_paused != is_paused:
        stored.is_paused = is_paused
        stored.save(update_fields=["is_paused"])
        _record("source.paused" if is_paused else "source.resumed", stored, paused_by, now, {})
    return stored


def read_due_sources(*, now: datetime) -> int:
    """Read every source that is due, and have those told who look after one that is not well; returns how many."""
    due = [source for source in ScheduledSource.objects.order_by("name") if is_due(source.timing, now)]
    for source in due:
        read_source(source=source, now=now)
    for source in ScheduledSource.objects.order_by("name"):
        if is_to_be_told(source.timing, now):
            nudge(source=source, now=now)
    return len(due)


def read_source(*, source: ScheduledSource, now: datetime, fetch_with: Fetch = fetch) -> ScheduledSource:
    """Read a source now. What has not changed is not imported; what goes wrong is kept with the source."""
    try:
        folder = settings.ENVIRONMENT.sources_folder
        with found_files(source, folder=folder, fetch=fetch_with) as found:
            outcome = _imported(source, found, now) if found.files else {}
            return _succeeded(source, found, outcome, now)
    except Refusal as refusal:
        return _failed(source, refusal, now)
    except Exception:
        # One source that nobody foresaw must not keep the others from being read.
        log.exception("the source %s could not be read", source.name)
        return _failed(source, Refusal("source-stumbled"), now)


def _imported(source: ScheduledSource, found: Found, now: datetime) -> dict[str, int]:
    """What came of the files, added up; each is a run of its own, which can be undone."""
    outcome: dict[str, int] = {}
    for path in found.files:
        if (way := BESIDE_ITEMS.get(source.profile)) is not None:
            report = way.run(path, None, now)
            counts, run = {**report.counts, "duplicates": report.duplicates}, report.run
        else:
            profile = profile_named(source.profile)
            if profile is None:
                raise Refusal("profile-unknown", profile=source.profile)
            done = run_import(profile=profile, path=path, run_by=None, now=now)
            counts, run = (
                {**done.plan.counts, "duplicates": done.duplicates},
                done.run.pk if done.run else None,
            )
        for name, number in counts.items():
            outcome[name] = outcome.get(name, 0) + number
        if run is not None:
            outcome["run"] = run
    return outcome


@transaction.atomic
def _succeeded(
    source: ScheduledSource, found: Found, outcome: Mapping[str, int], now: datetime
) -> ScheduledSource:
    stored = ScheduledSource.objects.select_for_update().get(pk=source.pk)
    stored.etag, stored.last_modified, stored.digest = found.etag, found.last_modified, found.digest
    stored.tried_at = stored.fresh_at = now
    stored.failing_since = stored.nudged_at = None
    stored.failures, stored.problem = 0, {}
    if outcome:
        stored.changed_at, stored.outcome = now, dict(outcome)
        _record("source.read", stored, None, now, outcome)
    stored.save()
    return stored


@transaction.atomic
def _failed(source: ScheduledSource, refusal: Refusal, now: datetime) -> ScheduledSource:
    stored = ScheduledSource.objects.select_for_update().get(pk=source.pk)
    if stored.failing_since is None:
        stored.failing_since = now
        _record("source.failed", stored, None, now, {"code": refusal.code})
    stored.tried_at = now
    stored.failures += 1
    stored.problem = {
        "code": refusal.code,
        "details": {name: str(value)[:200] for name, value in refusal.details.items()},
    }
    stored.save()
    return stored


@transaction.atomic
def nudge(*, source: ScheduledSource, now: datetime) -> None:
    """Tell who looks after a source, once, that it is not well."""
    stored = ScheduledSource.objects.select_for_update().get(pk=source.pk)
    if not is_to_be_told(stored.timing, now):
        return
    stored.nudged_at = now
    stored.save(update_fields=["nudged_at"])
    _record("source.nudged", stored, None, now, {"status": status_of(stored.timing, now).value})
    if stored.looked_after_by is not None:
        messages.tell(
            NUDGE,
            event=f"{stored.reference}:{now.isoformat()}",
            to=[stored.looked_after_by.reference],
            about=stored.reference,
            now=now,
        )


def _record(
    name: str, source: ScheduledSource, by: Person | None, now: datetime, details: Mapping[str, object]
) -> None:
    journal.record(
        name,
        on=source.reference,
        by=by.reference if by else "",
        at=now,
        details={"source": source.name, **details},
    )
