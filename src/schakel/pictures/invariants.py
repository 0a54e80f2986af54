"""What must be true of pictures; that their files are there is looked at with all kept files."""

from collections.abc import Iterator

from schakel.journal import public as journal
from schakel.kernel.invariants import Invariant
from schakel.pictures.models import Picture


def pictures_out_of_order() -> Iterator[str]:
    """The pictures of an item count from one, without a gap."""
    places: dict[int, list[int]] = {}
    for item, position in Picture.objects.order_by("item", "position").values_list("item_id", "position"):
        places.setdefault(item, []).append(position)
    for item, positions in places.items():
        if positions != list(range(1, len(positions) + 1)):
            yield f"the pictures of item:{item} stand in the places {positions}"


def pictures_without_sizes() -> Iterator[str]:
    for picture in Picture.objects.filter(sizes=None).order_by("pk"):
        yield f"{picture} is there in no width"


def pictures_of_no_action() -> Iterator[str]:
    """A picture came to be by an action, on the item where it is."""
    known = {
        (row.subject, row.details.get("picture"), row.details.get("sha256"))
        for row in journal.rows_named("picture.added")
    }
    for pk, item, digest in Picture.objects.order_by("pk").values_list("pk", "item_id", "sent_sha256"):
        if (f"item:{item}", pk, digest) not in known:
            yield f"picture {pk} of item:{item} is not in the journal"


INVARIANTS = (
    Invariant(
        "the pictures of an item stand in an order without gaps",
        pictures_out_of_order,
        "Put back a backup: they were changed past the hub.",
    ),
    Invariant(
        "every picture is there in some width",
        pictures_without_sizes,
        "Remove the picture on the screen and add it again.",
    ),
    Invariant(
        "every picture is in the journal",
        pictures_of_no_action,
        "Put back a backup: it was added past the hub.",
    ),
)
