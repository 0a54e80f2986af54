"""Who is told what happens to a challenge, in the transaction in which it does.

What happens to its item is told by the library: an owner whose challenge is opened hears that their item is published,
and hears it once. Nobody is told what they did themselves.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from schakel.accounts.public import Person, staff_references
from schakel.challenges.models import Alike, Bundle, BundleAnswer, Challenge, CoOwnership, Follower
from schakel.challenges.rules import Reply, Step
from schakel.library import public as library
from schakel.messages import public as messages
from schakel.organisations import public as organisations

MOVED, ASSIGNED, REVIEW = "challenge.moved", "challenge.assigned", "challenge.review-due"
CO_OWNER_ASKED, CO_OWNER_ANSWERED = "challenge.co-owner-asked", "challenge.co-owner-answered"
ALIKE = "challenge.alike"
BUNDLE_ASKED, BUNDLE_ANSWERED = "bundle.asked", "bundle.answered"

_TOLD_BY_THE_LIBRARY = frozenset({Step.OPEN, Step.SEND_BACK, Step.SUBMIT, Step.REOPEN})
"""Steps that its owner hears of, or that tell an owner nothing."""
_TOLD_TO_FOLLOWERS = frozenset({Step.OPEN, Step.MATCH, Step.BEGIN, Step.RESOLVE, Step.PARK, Step.RESUME})


def tell_of_step(challenge: Challenge, step: Step, by: Person, *, row: int, now: datetime) -> None:
    """Its owners, its adviser and whoever follows it hear where it went."""
    owners = set(library.owner_references(challenge.item))
    told: set[str] = set()
    if step in _TOLD_TO_FOLLOWERS:
        told |= {f"person:{pk}" for pk in _followers(challenge)}
    if step in _TOLD_BY_THE_LIBRARY:
        told -= owners
    else:
        told |= owners | ({f"person:{challenge.adviser_id}"} if challenge.adviser_id else set())
    _tell(MOVED, challenge.reference, told, by, row=row, now=now, payload={"to": challenge.state})


def tell_adviser(challenge: Challenge, by: Person, *, row: int, now: datetime) -> None:
    told = [f"person:{challenge.adviser_id}"] if challenge.adviser_id else []
    _tell(ASSIGNED, challenge.reference, told, by, row=row, now=now)


def tell_asked(asked: CoOwnership, *, row: int, now: datetime) -> None:
    """Whoever works at the body hears that it is asked to own a challenge too."""
    told = organisations.member_references(asked.organisation)
    _tell(CO_OWNER_ASKED, asked.reference, told, asked.asked_by, row=row, now=now)


def tell_answered(answered: CoOwnership, by: Person, *, row: int, now: datetime) -> None:
    told = set(library.owner_references(answered.challenge.item)) - {
        one
        for one in organisations.member_references(answered.organisation)
        if answered.reply != Reply.RELEASED
    }
    if answered.reply == Reply.RELEASED:
        told = set(organisations.member_references(answered.organisation))
    payload = {"organisation": answered.organisation.name, "reply": answered.reply}
    _tell(CO_OWNER_ANSWERED, answered.challenge.reference, told, by, row=row, now=now, payload=payload)


def tell_proposed(
    bundle: Bundle, challenges: Sequence[Challenge], by: Person, *, row: int, now: datetime
) -> None:
    """The owners hear that they are asked to take something up together."""
    told = {one for challenge in challenges for one in library.owner_references(challenge.item)}
    _tell(BUNDLE_ASKED, bundle.reference, told, by, row=row, now=now)


def tell_reply(bundle: Bundle, answer: BundleAnswer, by: Person, *, now: datetime) -> None:
    """Who proposed it and the other owners who agreed hear what one said."""
    agreed = BundleAnswer.objects.filter(bundle=bundle, reply=Reply.AGREED.value).exclude(pk=answer.pk)
    told = {
        one
        for other in agreed.select_related("challenge__item").order_by("pk")
        for one in library.owner_references(other.challenge.item)
    }
    if bundle.proposed_by_id:
        told.add(f"person:{bundle.proposed_by_id}")
    payload = {"organisation": answer.challenge.item.owner.name, "reply": answer.reply}
    messages.tell(
        BUNDLE_ANSWERED,
        event=f"{bundle.reference}:{answer.pk}:{answer.reply}",
        to=told - {by.reference},
        about=bundle.reference,
        now=now,
        payload=payload,
    )


def tell_alike(alike: Alike, *, row: int, now: datetime) -> None:
    """The advisers of both hear that they may be one, else everybody who works for the hub."""
    advisers = {pk for pk in (alike.one.adviser_id, alike.other.adviser_id) if pk}
    told = [f"person:{pk}" for pk in sorted(advisers)] or staff_references()
    _tell(ALIKE, alike.reference, told, None, row=row, now=now)


def tell_of_review(challenge: Challenge, *, now: datetime) -> None:
    """Its owners hear that the day has come to look whether it still has to be confidential; once for each day."""
    messages.tell(
        REVIEW,
        event=f"{challenge.reference}:review:{challenge.review_on}",
        to=library.owner_references(challenge.item),
        about=challenge.reference,
        now=now,
    )


def _followers(challenge: Challenge) -> Iterable[int]:
    return Follower.objects.filter(challenge=challenge).order_by("pk").values_list("person", flat=True)


def _tell(
    kind: str,
    about: str,
    told: Iterable[str],
    by: Person | None,
    *,
    row: int,
    now: datetime,
    payload: Mapping[str, object] | None = None,
) -> None:
    others = set(told) - ({by.reference} if by else set())
    messages.tell(kind, event=f"row:{row}", to=others, about=about, now=now, payload=payload)
