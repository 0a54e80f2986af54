"""Looking pictures up: always for an item that somebody was found to see."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from schakel.accounts.public import Person
from schakel.documents.public import Holder
from schakel.kernel.languages import LANGUAGES
from schakel.library import public as library
from schakel.library.public import Item, Pictured, PictureWidth, ShownPicture
from schakel.pictures.models import CODE_LENGTH, Picture, PictureSize


@dataclass(frozen=True, slots=True)
class Kept:
    """A picture in one width, as it is given away. ``is_public``: whether everybody may see its item."""

    sha256: str
    is_public: bool


def pictures_of(item: Item) -> QuerySet[Picture]:
    """The pictures of an item in their order, for somebody who has been found to may see it."""
    return Picture.objects.filter(item=item).order_by("position").prefetch_related("sizes")


def picture_of(item: Item, code: str) -> Picture | None:
    """The picture with this code at this item."""
    if len(code) != CODE_LENGTH:
        return None
    return Picture.objects.filter(item=item, sent_sha256__startswith=code).first()


def size_for(person: Person | None, slug: str, code: str, width: int) -> Kept | None:
    """The picture with this code in this width; None where this person may not see its item, or there is none."""
    item = library.item_for(person, slug)
    picture = None if item is None else picture_of(item, code)
    size = None if picture is None else picture.sizes.filter(width=width).first()
    if item is None or size is None:
        return None
    return Kept(size.sha256, is_public=library.is_public(item))


def pictures_by_item(
    items: Iterable[Pictured], language: str, *, first_only: bool = False
) -> dict[int, list[ShownPicture]]:
    """The pictures of these items that have any, in their order, by the key of the item; in one query.

    For somebody who has been found to may see the items.
    """
    values = {item.pk: item for item in items}
    rows = PictureSize.objects.filter(picture__item__in=list(values)).select_related("picture")
    if first_only:
        rows = rows.filter(picture__position=1)
    sizes: dict[Picture, list[PictureSize]] = {}
    for row in rows.order_by("picture__item", "picture__position", "width"):
        sizes.setdefault(row.picture, []).append(row)
    found: dict[int, list[ShownPicture]] = {}
    for picture, its_sizes in sizes.items():
        shown = shown_picture(picture, its_sizes, values[picture.item_id].slug, language)
        found.setdefault(picture.item_id, []).append(shown)
    return found


def shown_picture(picture: Picture, sizes: Iterable[PictureSize], slug: str, language: str) -> ShownPicture:
    """A picture with the addresses of its widths; its description in the reader's language where it has one."""
    known = picture.descriptions()
    spoken = next(one for one in (language, *LANGUAGES) if known.get(one))
    widths = [
        PictureWidth(size.width, size.height, reverse("item_picture", args=[slug, picture.code, size.width]))
        for size in sizes
    ]
    return ShownPicture(
        code=picture.code,
        description=known[spoken],
        language="" if spoken == language else spoken,
        maker=picture.maker,
        licence=picture.licence,
        widths=tuple(widths),
    )


def _every_file() -> Iterator[tuple[str, int, str]]:
    rows = PictureSize.objects.order_by("pk").values_list("picture__item", "width", "size", "sha256")
    for item, width, size, digest in rows.iterator():
        yield f"a picture of item:{item} ({width} pixels)", size, digest


HOLDER = Holder("pictures", lambda digest: PictureSize.objects.filter(sha256=digest).exists(), _every_file)
