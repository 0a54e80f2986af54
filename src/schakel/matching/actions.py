"""What people do with an answer."""

from datetime import datetime

from django.db import transaction

from schakel.accounts.public import Person
from schakel.journal import public as journal
from schakel.matching.asking import Match
from schakel.matching.models import Objection


@transaction.atomic
def contest_match(
    *, match: Match, because: str, person: Person | None, now: datetime, question: str = ""
) -> Objection:
    """Keep that somebody found this item wrong for their question.

    The journal gets neither the question nor its words: they may hold personal data, and the journal does not
    forget. ``question`` is given where the asker wants the staff to see it.
    """
    reasons = match.explanation.all_reasons
    themes = sorted({reason.theme for reason in reasons if reason.theme})
    objection = Objection.objects.create(
        item_id=match.item.pk,
        because=because,
        words=list(dict.fromkeys(reason.your_words for reason in reasons if reason.your_words)),
        themes=themes,
        question=question.strip(),
        made_at=now,
    )
    journal.record(
        "match.contested",
        on=f"item:{match.item.pk}",
        by=person.reference if person else "",
        at=now,
        details={
            "because": because,
            "themes": themes,
            "dots": match.dots,
            "objection": objection.reference,
        },
    )
    return objection


@transaction.atomic
def see_objection(*, objection: Objection, seen_by: Person, now: datetime) -> None:
    """Somebody of the staff has looked at it: it waits no longer, and the question is forgotten."""
    locked = Objection.objects.select_for_update().get(pk=objection.pk)
    if locked.seen_at is not None:
        return
    locked.seen_at, locked.seen_by, locked.question = now, seen_by, ""
    locked.save(update_fields=["seen_at", "seen_by", "question"])
    journal.record("objection.seen", on=locked.reference, by=seen_by.reference, at=now)


@transaction.atomic
def reopen_objection(*, objection: Objection, reopened_by: Person, now: datetime) -> None:
    """It was not done with after all; the question does not come back."""
    locked = Objection.objects.select_for_update().get(pk=objection.pk)
    if locked.seen_at is None:
        return
    locked.seen_at, locked.seen_by = None, None
    locked.save(update_fields=["seen_at", "seen_by"])
    journal.record("objection.reopened", on=locked.reference, by=reopened_by.reference, at=now)
