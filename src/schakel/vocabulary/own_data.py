"""What the hub keeps of the lists of themes somebody loaded."""

from typing import Any

from schakel.accounts.public import Person, register_own_data
from schakel.vocabulary.models import ThemeRun


def _vocabulary(person: Person) -> dict[str, Any]:
    return {
        "loaded": list(
            ThemeRun.objects.filter(run_by=person).order_by("pk").values("file_name", "started_at")
        )
    }


register_own_data("vocabulary", _vocabulary)
