"""Pictures of the demonstration: drawings for places that were made up, which say that they are."""

from datetime import datetime

from schakel.library.public import Item, read_demo
from schakel.pictures.actions import Said, add_picture
from schakel.pictures.drawing import DRAWINGS


def load_demo_pictures(*, now: datetime) -> int:
    """Add the drawings that the data files name to their items; returns how many."""
    added = 0
    for written in read_demo("pictures.yaml"):
        item = Item.objects.filter(slug=written["item"], is_illustrative=True).first()
        if item is None:
            continue
        add_picture(
            item=item,
            content=DRAWINGS[written["drawing"]](),
            said=Said({"nl": written["nl"], "en": written["en"]}, maker=written["maker"], licence="CC0-1.0"),
            added_by=None,
            now=now,
        )
        added += 1
    return added
