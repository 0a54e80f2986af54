"""What must be true of organisations."""

from collections.abc import Iterator

from schakel.kernel.invariants import Invariant
from schakel.organisations.models import Organisation
from schakel.organisations.reference import other_names
from schakel.organisations.rules import OrganisationType, comparable_name


def municipalities_without_province() -> Iterator[str]:
    found = Organisation.objects.filter(
        type=OrganisationType.MUNICIPALITY.value, province=None, is_illustrative=False
    )
    for organisation in found.order_by("slug"):
        yield f"{organisation.slug} lies in no province"


def provinces_that_are_none() -> Iterator[str]:
    found = Organisation.objects.exclude(province=None).exclude(
        province__type=OrganisationType.PROVINCE.value
    )
    for organisation in found.select_related("province").order_by("slug"):
        yield f"{organisation.slug} lies in {organisation.province}, which is no province"


def endless_successions() -> Iterator[str]:
    """Whoever follows the successors of a body arrives somewhere."""
    successors = dict(Organisation.objects.exclude(successor=None).values_list("pk", "successor_id"))
    for first in sorted(successors):
        seen = {first}
        step = successors.get(first)
        while step is not None:
            if step in seen:
                yield f"organisation {first} is succeeded without end"
                break
            seen.add(step)
            step = successors.get(step)


def successors_of_what_goes_on() -> Iterator[str]:
    for organisation in (
        Organisation.objects.exclude(successor=None).filter(valid_until=None).order_by("slug")
    ):
        yield f"{organisation.slug} has a successor and no end"


def found_by_another_name() -> Iterator[str]:
    """Names are looked up in a form that is kept beside them."""
    others = other_names()
    rows = Organisation.objects.order_by("slug").values_list("slug", "name", "comparable")
    for slug, name, comparable in rows.iterator():
        if comparable != comparable_name(name, others):
            yield f"{slug} is called {name!r} and looked up as {comparable!r}"


_REFERENCE = "Starting the hub loads municipalities and provinces anew: schakel run"

INVARIANTS = (
    Invariant("every municipality lies in a province", municipalities_without_province, _REFERENCE),
    Invariant("what organisations lie in is a province", provinces_that_are_none, _REFERENCE),
    Invariant("successions of organisations end", endless_successions, _REFERENCE),
    Invariant("an organisation with a successor has an end", successors_of_what_goes_on, _REFERENCE),
    Invariant("every organisation is found by its name", found_by_another_name, "Put back a backup."),
)
