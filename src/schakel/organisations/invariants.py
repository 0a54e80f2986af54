"""What must be true of organisations."""

from collections.abc import Iterator

from schakel.kernel.invariants import Invariant
from schakel.organisations.models import Organisation
from schakel.organisations.rules import OrganisationType


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


INVARIANTS = (
    Invariant("every municipality lies in a province", municipalities_without_province),
    Invariant("what organisations lie in is a province", provinces_that_are_none),
    Invariant("successions of organisations end", endless_successions),
    Invariant("an organisation with a successor has an end", successors_of_what_goes_on),
)
