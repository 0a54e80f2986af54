"""Registering an organisation, checking it, and saying what it does."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.text import slugify

from schakel.accounts.public import Person, staff_references
from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal
from schakel.messages import public as messages
from schakel.organisations import rules
from schakel.organisations.identifying import Register, tidy_identifiers
from schakel.organisations.models import Membership, Organisation
from schakel.organisations.rules import OrganisationType

WAITS, DECIDED = "organisation.waits", "organisation.decided"
_TAKEN = {"new", "file"}
"""What stands in addresses where the slug of an organisation could stand."""


@dataclass(frozen=True, slots=True)
class Registration:
    """What somebody says of an organisation. ``identifiers``: numbers of registers, as they were typed."""

    name: str
    type: OrganisationType
    website: str = ""
    description_nl: str = ""
    description_en: str = ""
    identifiers: Mapping[Register, str] = field(default_factory=dict)


@transaction.atomic
def register_organisation(
    *, registration: Registration, registered_by: Person, now: datetime
) -> Organisation:
    """An organisation that waits for the staff; until then only who registered it knows of it.

    Whoever registers it looks after it. Raises a Refusal for what cannot be, and for one too many.
    """
    Person.objects.select_for_update().get(pk=registered_by.pk)  # or two at once would pass the limit
    waiting = Organisation.objects.filter(registered_by=registered_by, is_verified=False, declined_at=None)
    rules.check_number(waiting.count(), most=rules.MOST_WAITING_REGISTRATIONS, code="too-many-registrations")
    # A word that tells nothing: a number behind the name would tell that somebody else registered one of that name.
    organisation = Organisation(
        slug=f"new-{secrets.token_hex(8)}", is_verified=False, registered_by=registered_by, registered_at=now
    )
    _fill(organisation, registration)
    organisation.save()
    Membership.objects.create(
        person=registered_by, organisation=organisation, is_administrator=True, since=now
    )
    row = journal.record(
        "organisation.registered", on=organisation.reference, by=registered_by.reference, at=now
    )
    told = [reference for reference in staff_references() if reference != registered_by.reference]
    messages.tell(WAITS, event=f"row:{row}", to=told, about=organisation.reference, now=now)
    return organisation


@transaction.atomic
def change_organisation(
    *, organisation: Organisation, registration: Registration, changed_by: Person, now: datetime
) -> Organisation:
    """Store what is said of it now; what says nothing new leaves no row. Raises a Refusal for what cannot be."""
    stored = _locked(organisation)
    before = _said(stored)
    _fill(stored, registration)
    changed = sorted(name for name, value in _said(stored).items() if before[name] != value)
    if not changed:
        return stored
    if stored.is_verified:
        _check_nobody_has(stored)
    _save(stored)
    journal.record(
        "organisation.changed",
        on=stored.reference,
        by=changed_by.reference,
        at=now,
        details={"fields": changed},
    )
    return stored


@transaction.atomic
def verify_organisation(*, organisation: Organisation, verified_by: Person, now: datetime) -> Organisation:
    """From now on everybody sees it, with who checked it and when, and its members have influence.

    Raises a Refusal for one that was merged, or that somebody checks who registered it, and for numbers that another
    has.
    """
    stored = _locked(organisation)
    if stored.is_verified:
        return stored
    if stored.merged_into_id is not None:
        raise Refusal("organisation-merged")
    if stored.registered_by_id == verified_by.pk:
        raise Refusal("own-registration")
    _check_nobody_has(stored)
    stored.slug = _free_slug(stored)
    stored.is_verified, stored.verified_by, stored.verified_at = True, verified_by, now
    stored.declined_at, stored.decline_reason = None, ""
    _save(stored)
    row = journal.record("organisation.verified", on=stored.reference, by=verified_by.reference, at=now)
    _tell_who_registered(stored, row, verified_by, now)
    return stored


@transaction.atomic
def decline_organisation(
    *, organisation: Organisation, reason: str, declined_by: Person, now: datetime
) -> Organisation:
    """Say why it is not taken in. Who registered it can change it and be looked at again. Raises a Refusal."""
    why = rules.check_text(reason, longest=rules.LONGEST_REASON, missing="reason-missing")
    stored = _locked(organisation)
    if stored.is_verified or stored.merged_into_id is not None:
        raise Refusal("organisation-verified")
    stored.declined_at, stored.decline_reason = now, why
    stored.save()
    row = journal.record(
        "organisation.declined",
        on=stored.reference,
        by=declined_by.reference,
        at=now,
        details={"reason": why},
    )
    _tell_who_registered(stored, row, declined_by, now)
    return stored


@transaction.atomic
def hand_in_again(*, organisation: Organisation, handed_in_by: Person, now: datetime) -> Organisation:
    """Have a declined organisation looked at again; one that waits already goes on waiting."""
    stored = _locked(organisation)
    if stored.declined_at is None:
        return stored
    stored.declined_at, stored.decline_reason = None, ""
    stored.save()
    row = journal.record("organisation.registered", on=stored.reference, by=handed_in_by.reference, at=now)
    told = [reference for reference in staff_references() if reference != handed_in_by.reference]
    messages.tell(WAITS, event=f"row:{row}", to=told, about=stored.reference, now=now)
    return stored


def _locked(organisation: Organisation) -> Organisation:
    return Organisation.objects.select_for_update().get(pk=organisation.pk)


def _fill(organisation: Organisation, said: Registration) -> None:
    organisation.name = rules.check_organisation_name(said.name)
    organisation.type = said.type.value
    organisation.website = said.website
    longest = rules.LONGEST_DESCRIPTION
    organisation.description_nl = rules.check_text(said.description_nl, longest=longest)
    organisation.description_en = rules.check_text(said.description_en, longest=longest)
    for register, number in tidy_identifiers(said.identifiers).items():
        setattr(organisation, register.value, number)


def _said(organisation: Organisation) -> dict[str, object]:
    names = ("name", "type", "website", "description_nl", "description_en", *Register)
    return {str(name): getattr(organisation, str(name)) for name in names}


def _check_nobody_has(organisation: Organisation) -> None:
    """A register gives each number once; the database is the last to say so."""
    for register in Register:
        number = getattr(organisation, register.value)
        others = Organisation.objects.filter(Q((register.value, number)), is_verified=True)
        if number and others.exclude(pk=organisation.pk).exists():
            raise Refusal("identifier-taken", register=register.value)


def _save(organisation: Organisation) -> None:
    """Raises a Refusal when somebody stored the same number a moment ago."""
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError as error:
        raise Refusal("identifier-taken") from error


def _free_slug(organisation: Organisation) -> str:
    beginning = slugify(organisation.name)[:70] or organisation.type
    taken = _TAKEN | set(
        Organisation.objects.filter(slug__startswith=beginning).order_by("pk").values_list("slug", flat=True)
    )
    numbered = (f"{beginning}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (beginning, *numbered) if slug not in taken)


def _tell_who_registered(organisation: Organisation, row: int, by: Person, now: datetime) -> None:
    who = organisation.registered_by
    if who is not None and who.pk != by.pk:
        messages.tell(DECIDED, event=f"row:{row}", to=[who.reference], about=organisation.reference, now=now)
