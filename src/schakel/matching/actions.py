"""What people do with an answer."""

from datetime import datetime

from django.db import transaction

from schakel.accounts.public import Person
from schakel.journal import public as journal
from schakel.matching.asking import Match


@transaction.atomic
def contest_match(*, match: Match, because: str, person: Person | None, now: datetime) -> None:
    """Keep that somebody found this item wrong for their question.

    The question itself is not kept: it may hold personal data and the journal does not forget.
    """
    journal.record(
        "match.contested",
        on=f"item:{match.item.pk}",
        by=person.reference if person else "",
        at=now,
        details={
            "because": because,
            "themes": sorted({reason.theme for reason in match.explanation.all_reasons if reason.theme}),
            "dots": match.dots,
        },
    )
