"""Challenges as lines of a table."""

from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from schakel.challenges.queries import Waiting, follower_counts
from schakel.challenges.rules import State, review_is_due
from schakel.challenges.wording import TONES, late_text, state_name
from schakel.kernel.languages import DUTCH
from schakel.library import public as library
from schakel.library.public import Item, ItemValue


def rows_of(waiting: Sequence[Waiting]) -> list[dict[str, object]]:
    """What a table shows of each, in the same order."""
    language, today = get_language() or DUTCH, timezone.localdate()
    values = _values(one.challenge.item_id for one in waiting)
    followers = follower_counts(one.challenge for one in waiting)
    return [
        {
            "title": values[one.challenge.pk].title(language),
            "slug": one.challenge.item.slug,
            "url": reverse("challenge", args=[one.challenge.item.slug]),
            "owner": one.challenge.item.owner.name,
            "state": state_name(State(one.challenge.state)),
            "tone": TONES[State(one.challenge.state)],
            "since": one.challenge.since,
            "adviser": str(one.challenge.adviser or ""),
            "late": late_text(one.late) if one.late else "",
            "is_confidential": one.challenge.is_confidential,
            "review_is_due": review_is_due(one.challenge.review_on, today=today),
            "followers": followers.get(one.challenge.pk, 0),
        }
        for one in waiting
    ]


def _values(keys: Iterable[int]) -> dict[int, ItemValue]:
    """Of challenges that somebody has been found to may see."""
    items = Item.objects.filter(pk__in=list(keys)).order_by("pk")
    return {value.pk: value for value in library.values_of(items, today=timezone.localdate())}
