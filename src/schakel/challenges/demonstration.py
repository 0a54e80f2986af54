"""Challenges of the demonstration in every state, with what led there."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from schakel.accounts.public import demonstration_people
from schakel.challenges.actions import FOLLOWED, answer_bundle, propose_bundle, take_step
from schakel.challenges.models import BundleAnswer, Challenge
from schakel.challenges.rules import Reply, Step
from schakel.journal import public as journal
from schakel.library.public import written_demo_items

_BETWEEN = timedelta(days=3)


def load_demo_lives(*, now: datetime) -> int:
    """Take the steps that the data files give their challenges; returns how many challenges went somewhere.

    Written as ``life: [match, begin]``; a step that asks for words gets those of ``life_words``. What was taken before
    is not taken again: only a challenge that is there, and did nothing but follow its item, is moved.
    """
    moved = 0
    for written in written_demo_items():
        if steps := written.get("life"):
            moved += _live(written, [Step(step) for step in steps], now)
    for written in written_demo_items():
        if bundle := written.get("bundle"):
            _bundle([written["id"], *bundle["with"]], bundle, now)
    return moved


def _bundle(slugs: list[str], written: Mapping[str, Any], now: datetime) -> None:
    """A bundle that stands, because every owner agreed."""
    found = list(Challenge.objects.select_related("item").filter(item__slug__in=slugs).order_by("pk"))
    by = next((one for one in demonstration_people() if one.email == written["proposed_by"]), None)
    if by is None or len(found) < len(slugs):
        return
    bundle = propose_bundle(
        challenges=found, title=written["title"], text=written["text"], proposed_by=by, now=now
    )
    for answer in BundleAnswer.objects.filter(bundle=bundle, reply=Reply.ASKED.value).order_by("pk"):
        answer_bundle(bundle=bundle, challenge=answer.challenge, reply=Reply.AGREED, answered_by=by, now=now)


def _live(written: Mapping[str, Any], steps: list[Step], now: datetime) -> bool:
    challenge = Challenge.objects.select_related("item").filter(item__slug=written["id"]).first()
    if challenge is None:
        return False
    if any(row.name != FOLLOWED for row in journal.history_of(challenge.reference)):
        return False
    for number, step in enumerate(steps, 1):
        at = min(now, challenge.item.changed_at + number * _BETWEEN)
        words = str(written.get("life_words", "")) if number == len(steps) else ""
        challenge = take_step(challenge=challenge, step=step, taken_by=None, now=at, words=words)
    return True
