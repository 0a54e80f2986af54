"""Asking the question of an alert again, of what became findable since it last looked."""

from datetime import datetime, timedelta

from django.http import QueryDict

from schakel.alerts import queries
from schakel.alerts.actions import store_finding, watch_challenge
from schakel.alerts.models import Alert, Finding
from schakel.alerts.rules import MOST_TOLD, NEAR_ENOUGH
from schakel.challenges import public as challenges
from schakel.kernel.refusal import Refusal
from schakel.library import public as library
from schakel.matching import public as matching
from schakel.matching.public import AnswerAddress, QuestionForm

OVERLAP = timedelta(hours=1)
"""What was being published while an alert last looked can bear an earlier moment: this much is looked at twice."""
MOST_NEW = 2_000
"""Of what is new, the newest; more comes with an import, whose items are no news one by one."""


def address_of(alert: Alert) -> AnswerAddress:
    """What is asked, as an address."""
    return matching.read_address(QueryDict(alert.asked))


def form_of(alert: Alert, *, now: datetime) -> QuestionForm | None:
    """The question as it is put; None when it is what a challenge says that is finished, or hidden from its person."""
    if alert.challenge_id is None:
        address = address_of(alert)
        asker = matching.asker_of(address.asker, alert.person)
        return address.form(screen_language=alert.language, most=MOST_TOLD, asker=asker)
    challenge = challenges.watched_challenge(alert.person, alert.challenge_id) if alert.person else None
    if challenge is None:
        return None
    return matching.form_like(
        library.value_of(challenge.item, today=now.date()), screen_language=alert.language
    )


def look(alert: Alert, *, now: datetime) -> Finding | None:
    """Look once for an alert, and tell what is new and near enough; None when there is nothing."""
    return store_finding(alert=alert, items=_newly_met(alert, now), now=now)


def _newly_met(alert: Alert, now: datetime) -> list[int]:
    form = form_of(alert, now=now)
    if form is None:
        return []
    since = max(alert.confirmed_at or alert.made_at, alert.looked_at - OVERLAP)
    fresh = library.items_visible_to(alert.person).filter(published_at__gt=since)
    keys = list(fresh.order_by("-published_at", "-pk").values_list("pk", flat=True)[:MOST_NEW])
    told = queries.told_before(alert, keys)
    wanted = [key for key in keys if key not in told and key != alert.challenge_id]
    if not wanted:
        return []
    try:
        found = matching.explain_these(form, wanted, person=alert.person, now=now)
    except Refusal:  # a question that asks nothing any more, as a theme that is gone
        return []
    return [
        match.item.pk
        for match in found
        if match.dots >= NEAR_ENOUGH and matching.meets_conditions(match.item, form.conditions)
    ]


def watch_open_challenges(*, now: datetime) -> int:
    """Whoever brought, follows or advises an open challenge has an alert about it; returns how many are new."""
    return sum(
        watch_challenge(challenge=challenge.item, person=person, now=now).is_new
        for challenge, people in challenges.watched_challenges()
        for person in people
    )
