"""Pictures for tests: small ones that a program drew, and with items, through what people use."""

from datetime import timedelta
from functools import cache
from hashlib import sha256
from io import BytesIO
from typing import Any

from django.db import transaction
from PIL import Image

from schakel.accounts.public import Person
from schakel.documents import files, jobs
from schakel.journal import public as journal
from schakel.library.models import Item
from schakel.pictures.models import Picture, PictureSize
from tests.clock import NOW

SEEN = {"nl": "Een hal met zonnepanelen.", "en": "A hall with solar panels."}


def image(colour: str = "teal", size: tuple[int, int] = (500, 300), form: str = "JPEG", **how: Any) -> bytes:
    """A plane of one colour, as a file of this form."""
    written = BytesIO()
    mode = how.pop("mode", "RGB")
    Image.new(mode, size, how.pop("ground", colour)).save(written, form, **how)
    return written.getvalue()


@cache
def _webp(colour: str, width: int) -> bytes:
    return image(colour, (width, width * 3 // 5), "WEBP")


@transaction.atomic
def picture_of(
    item: Item, colour: str = "teal", *, sent: str = "", by: Person | None = None, **said: str
) -> Picture:
    """A picture with an item as it is once it was made anew; no process is started for it."""
    digest = sha256(f"{colour} as it was sent{sent}".encode()).hexdigest()
    words = {"description_nl": SEEN["nl"], "description_en": SEEN["en"], **said}
    picture = Picture.objects.create(
        item=item,
        position=Picture.objects.filter(item=item).count() + 1,
        sent_sha256=digest,
        added_by=by,
        added_at=NOW,
        **words,
    )
    for width in (400, 500):
        content = _webp(colour, width)
        PictureSize.objects.create(
            picture=picture,
            width=width,
            height=width * 3 // 5,
            size=len(content),
            sha256=files.store(content),
        )
    details = {"picture": picture.pk, "sha256": digest, "position": picture.position, "described": 1}
    journal.record("picture.added", on=item.reference, by="", at=NOW, details=details)
    return picture


def sweep(monkeypatch):
    """As if a while had passed since the files were touched."""
    monkeypatch.setattr(jobs, "GRACE", timedelta(seconds=-5))
    jobs.sweep_files(None)
