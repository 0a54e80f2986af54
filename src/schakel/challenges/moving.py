"""What of challenges moves along when an organisation goes on in another: what it was asked to own beside others.

Two bodies that were asked about one challenge are one, and the reply that came furthest stays. Nobody owns a challenge
beside themselves. The challenges are items, which the library hands over after this, and so it does who owns beside.
"""

from collections.abc import Mapping, Sequence

from schakel.challenges import rules
from schakel.challenges.models import Challenge, CoOwnership
from schakel.challenges.rules import Reply
from schakel.journal import public as journal
from schakel.library import public as library
from schakel.organisations.public import Going, register_move

_FURTHEST = (Reply.AGREED, Reply.ASKED, Reply.LEFT, Reply.DECLINED, Reply.RELEASED)


def _move_challenges(going: Going) -> int:
    _know_again(going)
    both = (going.organisation.pk, going.into.pk)
    asked = CoOwnership.objects.filter(organisation=going.organisation) | CoOwnership.objects.filter(
        organisation=going.into, challenge__item__owner=going.organisation
    )
    keys = asked.order_by().values("challenge")
    stored = Challenge.objects.select_for_update(of=("self",)).filter(pk__in=keys).select_related("item")
    challenges = list(stored.order_by("pk"))
    for challenge in challenges:
        rows = challenge.co_ownerships.filter(organisation__in=both).select_related("organisation")
        several = list(rows.order_by("pk"))
        if challenge.item.owner_id in both:
            _end_as_own(challenge, several, going)
        else:
            _make_one(challenge, several, going)
    return len(challenges)


def _know_again(going: Going) -> None:
    """The same question, saved once more by whoever owns it now, is the challenge that is there."""
    saved = Challenge.objects.filter(item__owner=going.organisation, saved_key__isnull=False)
    for challenge in saved.select_related("item").order_by("pk"):
        texts = library.content_of(challenge.item).texts
        words = texts.get(challenge.item.original_language, {}).get("question", "")
        key = rules.saved_key(going.into.pk, words)
        challenge.saved_key = None if Challenge.objects.filter(saved_key=key).exists() else key
        challenge.save(update_fields=["saved_key"])


def _end_as_own(challenge: Challenge, several: Sequence[CoOwnership], going: Going) -> None:
    """Who owns it now was asked to own it too: what they said stands in the journal."""
    for one in several:
        said = {"organisation": one.organisation.slug, "reply": one.reply}
        _record("challenge.co-owner-became-owner", challenge, going, said)
        one.delete()


def _make_one(challenge: Challenge, several: Sequence[CoOwnership], going: Going) -> None:
    replies = {one.organisation.slug: one.reply for one in several}
    kept, *others = sorted(several, key=lambda one: _FURTHEST.index(Reply(one.reply)))
    for one in others:
        one.delete()
    kept.organisation = going.into
    kept.save(update_fields=["organisation"])
    said = {"organisation": going.into.slug, "replies": replies}
    _record("challenge.co-owner-moved", challenge, going, said)


def _record(name: str, challenge: Challenge, going: Going, said: Mapping[str, object]) -> None:
    by = going.by.reference if going.by else ""
    journal.record(name, on=challenge.reference, by=by, at=going.now, details=said)


register_move("challenges", _move_challenges)
