"""Looking adoptions up: always for somebody; and counting what is proven, for ranking."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Count

from schakel.accounts.public import Person
from schakel.adoptions.models import Adoption, AdoptionQuerySet
from schakel.adoptions.rules import COUNTED, State, may_confirm
from schakel.library import public as library
from schakel.library.public import Item
from schakel.organisations import public as organisations
from schakel.organisations.public import Organisation, OrganisationType


def adoptions_visible_to(person: Person | None) -> AdoptionQuerySet:
    """The one way to reach adoptions on behalf of somebody."""
    return Adoption.objects.visible_to(person).select_related("item", "adopter", "contact", "challenge")


def adoption_for(person: Person | None, code: str) -> Adoption | None:
    """The adoption with this code; None when there is none or this person may not see it."""
    return adoptions_visible_to(person).filter(code=code).first()


def own_adoptions(person: Person) -> AdoptionQuerySet:
    """Those of organisations somebody works for, and of what these own; what waits to be confirmed first."""
    own = [one.pk for one in organisations.member_organisations(person)]
    seen = adoptions_visible_to(person)
    found = seen.filter(adopter__in=own) | seen.filter(item__owner__in=own) | seen.filter(reported_by=person)
    return found.distinct().order_by("confirmed_at", "-reported_at", "pk")


def to_confirm(person: Person) -> AdoptionQuerySet:
    """What others say of organisations somebody works for, and nobody there confirmed or denied yet."""
    own = [one.pk for one in organisations.member_organisations(person)]
    said = Adoption.objects.filter(adopter__in=own, confirmed_at=None).exclude(state=State.STOPPED.value)
    return said.exclude(item__owner__in=own)  # as ``may_confirm``: nobody vouches for themselves


def can_confirm(person: Person, adoption: Adoption) -> bool:
    own = {one.pk for one in organisations.member_organisations(person)}
    return adoption.confirmed_at is None and may_confirm(
        own=own, item_owner=adoption.item.owner_id, adopter=adoption.adopter_id
    )


def works_for_adopter(person: Person, adoption: Adoption) -> bool:
    return adoption.adopter_id in {one.pk for one in organisations.member_organisations(person)}


@dataclass(frozen=True, slots=True)
class Reuse:
    """Who uses an item, as far as somebody may see; how many of them count, and how many of one's own size.

    Who intends to or stopped is among ``adoptions``, with what they learned, and is not counted; nor are organisations
    of who asks: nobody is another than themselves.
    """

    adoptions: tuple[Adoption, ...]
    number: int
    of_size: int
    size_class: str
    """The class of size that was asked for; empty for none."""
    own: tuple[Adoption, ...] = ()
    """Of organisations they work for, and that did not stop; also what nobody there confirmed yet."""

    @property
    def is_ours(self) -> bool:
        """Whether an organisation of who asks counts itself."""
        return any(one.confirmed_at is not None and State(one.state) in COUNTED for one in self.own)


def reuse_of(person: Person | None, item: Item, *, size_class: str = "") -> Reuse:
    """The reuse of an item that somebody may see; ``size_class`` is that of who asks (``organisations.SizeClass``)."""
    bodies = organisations.member_organisations(person) if person is not None else []
    ours = {one.pk for one in bodies}
    seen = list(adoptions_visible_to(person).filter(item=item).order_by("-since_on", "-reported_at", "pk"))
    own = [one for one in seen if one.adopter_id in ours and State(one.state) is not State.STOPPED]
    shown = [one for one in seen if one.confirmed_at is not None]
    counted = [one for one in shown if State(one.state) in COUNTED and one.adopter_id not in ours]
    of_size = [one for one in counted if size_class and one.adopter.size_class == size_class]
    return Reuse(tuple(shown), len(counted), len(of_size), size_class, tuple(own))


def may_say_more(person: Person | None, item: Item, reuse: Reuse) -> bool:
    """Whether an organisation is left of which this person can say that it uses the item.

    For an own one that said nothing yet; who owns the item, belongs nowhere, or works for the hub, may name others.
    """
    if person is None:
        return False
    said = {one.adopter_id for one in reuse.own}
    bodies = [one.pk for one in organisations.member_organisations(person)]
    left = [one for one in bodies if one != item.owner_id and one not in said]
    return bool(left) or names_others(person, item)


def names_others(person: Person, item: Item) -> bool:
    """Whether somebody may say it of an organisation they do not work for, which is then asked."""
    bodies = {one.pk for one in organisations.member_organisations(person)}
    return not bodies or item.owner_id in bodies or library.allows(person, "staff.work")


def size_class_of(person: Person | None) -> str:
    """The class of size of the municipality somebody works for; empty where there is none."""
    own = organisations.member_organisations(person) if person is not None else []
    return next((one.size_class for one in own if one.type == OrganisationType.MUNICIPALITY), "")


def reuse_counts(items: Iterable[int] | None = None) -> dict[int, dict[str, int]]:
    """By the key of each item: how many organisations use it, by their class of size ("" for who has none).

    Proven reuse only, for ranking: whoever shows it asks first whether the reader may see the item. None asks for all.
    """
    rows = Adoption.objects.counted()
    if items is not None:
        rows = rows.filter(item__in=list(items))
    counts: dict[int, dict[str, int]] = {}
    grouped = rows.order_by("item", "adopter__size_class").values_list("item", "adopter__size_class")
    for item, size_class, number in grouped.annotate(number=Count("pk")):
        counts.setdefault(item, {})[size_class] = number
    return counts


def adoptions_named(references: Collection[str], person: Person | None) -> list[Adoption]:
    """Of the references ("adoption:7"), those that somebody may see now."""
    keys = [int(one.partition(":")[2]) for one in references]
    return list(adoptions_visible_to(person).filter(pk__in=keys).order_by("pk"))


def standing_adoption(item: Item, adopter: Organisation) -> Adoption | None:
    """The adoption of this item by this organisation that did not stop."""
    return Adoption.objects.standing(item.pk, adopter.pk)
