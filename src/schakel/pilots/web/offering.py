"""Which solutions and test facilities can be chosen when a pilot starts; what was named with its challenge first."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from schakel.accounts.public import Person
from schakel.challenges import public as challenges
from schakel.introductions import public as introductions
from schakel.library import public as library
from schakel.library.public import Item, ItemValue, Kind
from schakel.pilots.web.asking import screen_language, today

MOST_NAMED = 8
"""As many of each kind are proposed; the rest stands in a list."""


@dataclass(frozen=True, slots=True)
class Choice:
    slug: str
    label: str


@dataclass(frozen=True, slots=True)
class Offered:
    """What can be chosen of one kind: what was named with the challenge, and everything else that is published."""

    named: list[Choice] = field(default_factory=list)
    others: list[Choice] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.named or self.others)


def offered(person: Person, kind: Kind, *, named: Sequence[str], without: Sequence[Item]) -> Offered:
    """Published items of this kind that somebody may see. ``named``: the slugs that come first, in their order."""
    seen = library.items_visible_to(person).filter(kind=kind.value, state=library.State.PUBLISHED.value)
    seen = seen.exclude(pk__in=[one.pk for one in without])
    choices = {value.slug: _choice(value) for value in library.values_of(seen.order_by("pk"), today=today())}
    first = [slug for slug in dict.fromkeys(named) if slug in choices][:MOST_NAMED]
    rest = [one for one in choices.values() if one.slug not in first]
    by_label = sorted(rest, key=lambda one: (one.label.casefold(), one.slug))
    return Offered([choices[slug] for slug in first], by_label)


def _choice(value: ItemValue) -> Choice:
    return Choice(value.slug, f"{value.title(screen_language())} ({value.owner.name})")


def named_with(person: Person, challenge: Item | None) -> list[str]:
    """The slugs of what the organisations of this person asked to meet somebody about, for this challenge."""
    found = challenges.challenge_for(person, challenge.slug) if challenge else None
    if found is None:
        return []
    asked = introductions.introductions_of_challenge(found, person)
    together = [one for one in asked if introductions.State(one.state) in introductions.TOGETHER]
    return [one.item.slug for one in (*together, *asked) if one.item is not None]


def items_chosen(person: Person, slugs: Sequence[str]) -> list[Item]:
    """The items that were chosen, in that order; they stood among what this person may see."""
    found = library.items_visible_to(person).select_related("owner").filter(slug__in=slugs).order_by("pk")
    by_slug = {one.slug: one for one in found}
    return [by_slug[slug] for slug in dict.fromkeys(slugs) if slug in by_slug]
