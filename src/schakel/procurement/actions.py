"""Writing down with a challenge which route was talked about."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from schakel.accounts.public import Person
from schakel.challenges.public import Challenge
from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal
from schakel.procurement.models import RouteChoice
from schakel.procurement.rules import LONGEST_WORDS, way_of


@transaction.atomic
def choose_route(
    *, challenge: Challenge, answers: Mapping[str, str], words: str, chosen_by: Person, now: datetime
) -> RouteChoice:
    """Keep the route that these answers lead to, in the place of an earlier one.

    Raises a Refusal for answers that lead to no route yet, or too many words.
    """
    way = way_of(answers)
    if way.route is None:
        raise Refusal("route-not-found")
    if len(words.strip()) > LONGEST_WORDS:
        raise Refusal("route-words-too-long", longest=LONGEST_WORDS)
    Challenge.objects.select_for_update().get(pk=challenge.pk)
    kept, _ = RouteChoice.objects.update_or_create(
        challenge=challenge,
        defaults={
            "route": way.route.value,
            "answers": {ask.value: choice for ask, choice in way.answered},
            "words": words.strip(),
            "chosen_by": chosen_by,
            "chosen_at": now,
        },
    )
    journal.record(
        "challenge.route-chosen",
        on=challenge.reference,
        by=chosen_by.reference,
        at=now,
        details={"route": way.route.value},
    )
    return kept
