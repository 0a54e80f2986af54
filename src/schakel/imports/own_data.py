"""What the hub keeps of the imports somebody ran, prepared, looks after, or decided about."""

from typing import Any

from schakel.accounts.public import Person, register_own_data
from schakel.imports.models import LikelyDouble, Run, ScheduledSource, SourceProfile


def _imports(person: Person) -> dict[str, Any]:
    runs = Run.objects.filter(run_by=person).order_by("pk")
    profiles = SourceProfile.objects.filter(made_by=person).order_by("pk")
    sources = ScheduledSource.objects.filter(looked_after_by=person).order_by("pk")
    doubles = LikelyDouble.objects.filter(decided_by=person).order_by("pk")
    return {
        "ran": list(runs.values("profile", "file_name", "started_at")),
        "prepared": list(profiles.values("name", "made_at")),
        "looks_after": list(sources.values_list("name", flat=True)),
        "decided_about": list(doubles.values("one__slug", "other__slug", "decision", "decided_at")),
    }


register_own_data("imports", _imports)
