"""How many pictures an item may have, what has to be said of each, and in which order they stand; plain Python."""

from collections.abc import Collection, Mapping

from schakel.kernel.refusal import Refusal

MOST_PICTURES = 8
LARGEST = 12
"""Megabytes of a picture as it is sent."""
LONGEST_DESCRIPTION = 250
LONGEST_MAKER = 120
LONGEST_LICENCE = 60


def check_size(size: int) -> None:
    """A Refusal for an empty file, or one of more bytes than we take."""
    if size == 0:
        raise Refusal("picture-missing")
    if size > LARGEST * 2**20:
        raise Refusal("picture-too-large", megabytes=LARGEST)


def check_room(number: int) -> None:
    """A Refusal for one too many; `number` are there."""
    if number >= MOST_PICTURES:
        raise Refusal("pictures-too-many", most=MOST_PICTURES)


def tidy_descriptions(given: Mapping[str, str], *, languages: Collection[str]) -> dict[str, str]:
    """The descriptions by language, each on one line.

    A Refusal where one lacks in a language that the item has (`languages`): who does not see the picture reads it
    instead (WCAG 2.2, success criterion 1.1.1).
    """
    tidy = {language: " ".join(text.split()) for language, text in given.items()}
    if any(not tidy.get(language) for language in languages) or not any(tidy.values()):
        raise Refusal("description-missing")
    if any(len(text) > LONGEST_DESCRIPTION for text in tidy.values()):
        raise Refusal("description-too-long", most=LONGEST_DESCRIPTION)
    return tidy


def check_seen(*, seen_version: int, version: int) -> None:
    """A Refusal when somebody else described it in the meantime."""
    if seen_version != version:
        raise Refusal("picture-changed-meanwhile")


def moved(order: list[int], key: int, *, by: int) -> list[int]:
    """The order with this one so many places further on, and no further than the ends."""
    at = order.index(key)
    to = min(max(at + by, 0), len(order) - 1)
    without = [*order[:at], *order[at + 1 :]]
    return [*without[:to], key, *without[to:]]
