"""Pictures beside items: what is above the library has them, and says here how to find them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from schakel.library.models import Item
from schakel.library.rules import FINDABLE, State, Visibility

SMALL, MIDDLE = 400, 800
"""Pixels: how wide a picture is asked for on a card and on a page, where nothing else is known of the screen."""


@dataclass(frozen=True, slots=True)
class PictureWidth:
    """One width of a picture. ``url``: of its file."""

    width: int
    height: int
    url: str


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A picture as a page shows it. ``language``: of its description, only when it is not the reader's."""

    code: str
    description: str
    language: str
    maker: str
    licence: str
    widths: tuple[PictureWidth, ...]
    """The smallest first; there is at least one."""

    @property
    def largest(self) -> PictureWidth:
        return self.widths[-1]

    @property
    def middle(self) -> PictureWidth:
        return self._narrowest(MIDDLE)

    @property
    def small(self) -> PictureWidth:
        return self._narrowest(SMALL)

    @property
    def srcset(self) -> str:
        """All widths, as HTML writes them for a browser to choose from."""
        return ", ".join(f"{one.url} {one.width}w" for one in self.widths)

    def _narrowest(self, width: int) -> PictureWidth:
        return next((one for one in self.widths if one.width >= width), self.largest)


class Pictured(Protocol):
    """What can have pictures: an item, stored or as a plain value."""

    @property
    def pk(self) -> int: ...

    @property
    def slug(self) -> str: ...


class FindPictures(Protocol):
    """The pictures of these items, in order, by the key of the item."""

    def __call__(
        self, items: Sequence[Pictured], language: str, *, first_only: bool = False
    ) -> Mapping[int, Sequence[ShownPicture]]: ...


_SOURCES: list[FindPictures] = []


def show_pictures(source: FindPictures) -> None:
    """From now on pictures come from here; a second time it takes the place of the first."""
    _SOURCES[:] = [source]


def pictures_for(items: Sequence[Pictured], language: str) -> dict[int, list[ShownPicture]]:
    """All pictures of items that the reader was found to may see, by the key of the item."""
    found = [source(items, language) for source in _SOURCES if items]
    return {key: list(pictures) for one in found for key, pictures in one.items()}


def first_pictures(items: Sequence[Pictured], language: str) -> dict[int, ShownPicture]:
    """The first picture of each of these items that has one, in one query for all."""
    found = [source(items, language, first_only=True) for source in _SOURCES if items]
    return {key: pictures[0] for one in found for key, pictures in one.items() if pictures}


def with_pictures(
    rows: Sequence[dict[str, object]], items: Sequence[Pictured], language: str
) -> list[dict[str, object]]:
    """The rows, each with the first ``picture`` of the item it is about, or None; a query for all of them."""
    found = first_pictures(items, language)
    return [{**row, "picture": found.get(item.pk)} for row, item in zip(rows, items, strict=True)]


def is_public(item: Item) -> bool:
    """Whether everybody may see it."""
    return item.visibility == Visibility.PUBLIC.value and State(item.state) in FINDABLE
