"""What must be true of organisations."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from schakel.kernel.invariants import Invariant
from schakel.kernel.refusal import Refusal
from schakel.organisations.identifying import Register, check_identifier
from schakel.organisations.models import Membership, Organisation
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


def organisations_without_administrator() -> Iterator[str]:
    """Those that were registered here; a municipality of the public list may have nobody yet."""
    has_members = Membership.objects.filter(organisation=OuterRef("pk"), person__is_active=True)
    found = Organisation.objects.filter(registered_at__isnull=False, is_verified=True)
    found = found.filter(Exists(has_members)).exclude(Exists(has_members.filter(is_administrator=True)))
    for organisation in found.order_by("slug"):
        yield f"nobody looks after {organisation.slug}, which has members"


def members_of_doubles() -> Iterator[str]:
    found = Organisation.objects.exclude(merged_into=None).filter(
        Exists(Membership.objects.filter(organisation=OuterRef("pk")))
    )
    for organisation in found.order_by("slug"):
        yield f"{organisation.slug} was merged and still has members"


def numbers_that_cannot_be() -> Iterator[str]:
    for organisation in Organisation.objects.order_by("slug").iterator():
        for register in Register:
            number = getattr(organisation, register.value)
            try:
                kept = check_identifier(register, number)
            except Refusal:
                kept = ""
            if kept != number:
                yield f"{organisation.slug} has {number!r} as its {register.value}"


_REFERENCE = "Starting the hub loads municipalities and provinces anew: schakel run"

INVARIANTS = (
    Invariant("every municipality lies in a province", municipalities_without_province, _REFERENCE),
    Invariant("what organisations lie in is a province", provinces_that_are_none, _REFERENCE),
    Invariant("successions of organisations end", endless_successions, _REFERENCE),
    Invariant("an organisation with a successor has an end", successors_of_what_goes_on, _REFERENCE),
    Invariant("every organisation is found by its name", found_by_another_name, "Put back a backup."),
    Invariant(
        "somebody looks after every organisation that was registered here",
        organisations_without_administrator,
        "Make a member its administrator, on the page of its members.",
    ),
    Invariant("a merged organisation has no members", members_of_doubles, "Merge it again."),
    Invariant(
        "numbers of organisations can be what they say",
        numbers_that_cannot_be,
        "Correct the number on its page.",
    ),
)
