"""Looking runs and likely doubles up."""

import re
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from schakel.imports.models import LikelyDouble, PreviewRecord, Run, RunChange, SourceProfile
from schakel.imports.profiles import PROFILES, Profile, profile_from

_NAME = re.compile(r"[-\w]{1,60}")


def run_with(number: int) -> Run | None:
    return Run.objects.filter(pk=number).first()


def open_doubles() -> QuerySet[LikelyDouble]:
    """The pairs about which nobody has decided, the oldest first, with their items."""
    return (
        LikelyDouble.objects.filter(decision=LikelyDouble.Decision.OPEN)
        .select_related("one", "other")
        .order_by("pk")
    )


def double_with(number: int) -> LikelyDouble | None:
    return LikelyDouble.objects.select_related("one", "other").filter(pk=number).first()


def profile_named(name: str) -> Profile | None:
    """The profile of this name: one that comes with the program, or one that people here made."""
    if name in PROFILES:
        return PROFILES[name]
    # Programs ask for any name; a database takes no question with a NUL in it.
    own = SourceProfile.objects.filter(name=name).first() if _NAME.fullmatch(name) else None
    return profile_from(own.definition) if own else None


def all_profiles() -> list[Profile]:
    """Those that come with the program, and then those of people here, by name."""
    own = SourceProfile.objects.order_by("name")
    return [*PROFILES.values(), *(profile_from(stored.definition) for stored in own)]


def newest_runs() -> QuerySet[Run]:
    return Run.objects.select_related("run_by").order_by("-started_at", "-pk")


def planned_records(run: Run, *, outcome: str = "", only_problems: bool = False) -> QuerySet[PreviewRecord]:
    """The lines of a preview, in the order of the file."""
    lines = PreviewRecord.objects.filter(run=run).select_related("item").order_by("number")
    if outcome:
        lines = lines.filter(outcome=outcome)
    return lines.exclude(problems=[]) if only_problems else lines


def changes_of(run: Run) -> QuerySet[RunChange]:
    """What a run did, item by item."""
    return RunChange.objects.filter(run=run).select_related("item").order_by("pk")


def runs_with_old_files(*, before: datetime) -> Iterable[Run]:
    """Runs that ended before this moment and whose files are still kept."""
    return Run.objects.exclude(stored_as="").filter(ended_at__lt=before).order_by("pk")


def is_file_needed(stored_as: str, *, but_for: Run) -> bool:
    """Whether another run still needs this file."""
    waiting = Q(ended_at=None)
    return Run.objects.filter(waiting, stored_as=stored_as).exclude(pk=but_for.pk).exists()
