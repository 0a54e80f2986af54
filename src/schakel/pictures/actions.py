"""What people do with pictures: put one with an item, say what it shows, order them, take one away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from schakel.accounts.public import Person
from schakel.documents import public as documents
from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal
from schakel.library.public import Item, ItemQuerySet, languages_of
from schakel.pictures import rules
from schakel.pictures.models import BEING_MOVED, Picture, PictureSize


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of a picture. ``descriptions``: by language."""

    descriptions: Mapping[str, str]
    maker: str = ""
    licence: str = ""


def add_picture(*, item: Item, content: bytes, said: Said, added_by: Person | None, now: datetime) -> Picture:
    """Put a picture with an item, behind those that are there. It is decoded and made anew before it is kept.

    Raises a Refusal for a file that is too large or no picture, for one too many, one that is there already, and for
    one that is not described.
    """
    rules.check_size(len(content))
    descriptions = rules.tidy_descriptions(said.descriptions, languages=languages_of(item))
    rules.check_room(Picture.objects.filter(item=item).count())
    renditions = documents.read_picture(content)
    digests = [documents.store(rendition.content) for rendition in renditions]
    sent = sha256(content).hexdigest()
    with transaction.atomic():
        _items().get(pk=item.pk)
        there = Picture.objects.filter(item=item)
        number = there.count()
        rules.check_room(number)
        if there.filter(sent_sha256=sent).exists():
            raise Refusal("picture-there-already")
        picture = Picture.objects.create(
            item=item,
            position=number + 1,
            sent_sha256=sent,
            added_by=added_by,
            added_at=now,
            **_fields(said, descriptions),
        )
        PictureSize.objects.bulk_create(
            PictureSize(
                picture=picture,
                width=rendition.width,
                height=rendition.height,
                size=len(rendition.content),
                sha256=digest,
            )
            for rendition, digest in zip(renditions, digests, strict=True)
        )
        _record("picture.added", picture, added_by, now)
    return picture


@transaction.atomic
def describe_picture(
    *, picture: Picture, said: Said, seen_version: int, described_by: Person, now: datetime
) -> Picture:
    """Say something else of a picture. A Refusal when somebody else did in the meantime, or when too little is said."""
    stored = Picture.objects.select_for_update().filter(pk=picture.pk).first()
    if stored is None:
        raise Refusal("picture-gone")
    descriptions = rules.tidy_descriptions(said.descriptions, languages=languages_of(stored.item))
    fields = _fields(said, descriptions)
    before = {name: getattr(stored, name) for name in fields}
    if before == fields:
        return stored
    rules.check_seen(seen_version=seen_version, version=stored.version)
    for name, text in fields.items():
        setattr(stored, name, text)
    stored.version += 1
    stored.save(update_fields=[*fields, "version"])
    _record("picture.described", stored, described_by, now)
    return stored


@transaction.atomic
def move_picture(*, picture: Picture, by: int, moved_by: Person, now: datetime) -> None:
    """Put a picture so many places further on (less than none: further to the front); at the ends nothing happens."""
    order = _locked_order(picture)
    if picture.pk not in order:
        return
    new = rules.moved(order, picture.pk, by=by)
    if new == order:
        return
    _put_in_order(order, new, mover=picture.pk)
    _record("picture.moved", Picture.objects.get(pk=picture.pk), moved_by, now)


@transaction.atomic
def remove_picture(*, picture: Picture, removed_by: Person | None, now: datetime) -> None:
    """Take a picture away from its item. Its files go with the next sweep, when nothing else needs them."""
    order = _locked_order(picture)
    if picture.pk not in order:
        return
    stored = Picture.objects.get(pk=picture.pk)
    for digest in stored.sizes.order_by("width").values_list("sha256", flat=True):
        documents.touch(digest)
    _record("picture.removed", stored, removed_by, now)
    stored.delete()
    left = [key for key in order if key != picture.pk]
    for position, key in enumerate(left, start=1):  # each into a place that is free by now
        Picture.objects.filter(pk=key).update(position=position)


def _items() -> ItemQuerySet:
    """Whoever changes which pictures an item has, or their order, waits for who does at the same moment."""
    return Item.objects.select_for_update()


def _locked_order(picture: Picture) -> list[int]:
    _items().get(pk=picture.item_id)
    return list(
        Picture.objects.filter(item=picture.item_id).order_by("position").values_list("pk", flat=True)
    )


def _put_in_order(order: list[int], new: list[int], *, mover: int) -> None:
    """The one that moves steps aside, the others close up in turn, and it steps in: no two ever share a place."""
    places = {key: position for position, key in enumerate(new, start=1)}
    others = [key for key in order if key != mover]
    goes_on = new.index(mover) > order.index(mover)
    Picture.objects.filter(pk=mover).update(position=BEING_MOVED)
    for key in others if goes_on else reversed(others):
        Picture.objects.filter(pk=key).update(position=places[key])
    Picture.objects.filter(pk=mover).update(position=places[mover])


def _fields(said: Said, descriptions: Mapping[str, str]) -> dict[str, str]:
    return {
        **{f"description_{language}": text for language, text in descriptions.items()},
        "maker": " ".join(said.maker.split())[: rules.LONGEST_MAKER],
        "licence": " ".join(said.licence.split())[: rules.LONGEST_LICENCE],
    }


def _record(name: str, picture: Picture, by: Person | None, now: datetime) -> None:
    """On the item. Who made it may be somebody's name, which a journal that never forgets does not need."""
    journal.record(
        name,
        on=picture.item.reference,
        by=by.reference if by else "",
        at=now,
        details={
            "picture": picture.pk,
            "sha256": picture.sent_sha256,
            "position": picture.position,
            "described": picture.version,
        },
    )
