"""Editions for tests, through the actions that people use."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from schakel.accounts.public import Person
from schakel.library.public import Item, Kind
from schakel.organisations.public import Membership, Organisation
from schakel.training.actions import cancel_enrolment, enrol_person
from schakel.training.models import Edition, Enrolment
from schakel.training.organising import (
    Plan,
    SessionDraft,
    change_prices,
    change_sessions,
    create_edition,
    move_edition,
)
from schakel.training.queries import Search, coming_editions, sessions_of
from schakel.training.rules import Price, PriceKind, Step
from tests.clock import NOW
from tests.items import item_of

STARTS_AT = NOW + timedelta(days=14)


def edition_of(
    owner: Organisation,
    *,
    seats: int | None = 2,
    item: Item | None = None,
    days: int = 1,
    starts_at: datetime = STARTS_AT,
    is_open: bool = True,
    by: Person | None = None,
    form: str = "one",
    now: datetime = NOW,
    **fields: object,
) -> Edition:
    """An edition with a session of three hours on each of so many days, a week apart; open, unless said otherwise."""
    training = item or item_of(owner, "Werken met sensoren", kind=Kind.TRAINING)
    plan = Plan(place="Stadhuis", **fields)  # type: ignore[arg-type]
    edition = create_edition(item=training, plan=plan, seats=seats, form=form, by=by, now=now)
    begins = [starts_at + timedelta(days=7 * number) for number in range(days)]
    drafts = [SessionDraft(one, one + timedelta(hours=3)) for one in begins]
    edition = change_sessions(edition=edition, sessions=drafts, seen_version=edition.version, by=by, now=now)
    return move_edition(edition=edition, step=Step.OPEN, by=by, now=now) if is_open else edition


def opened(edition: Edition, *, now: datetime = NOW) -> Edition:
    return move_edition(edition=edition, step=Step.OPEN, by=None, now=now)


def called_off(edition: Edition, *, now: datetime = NOW) -> Edition:
    return move_edition(edition=edition, step=Step.CANCEL, by=None, now=now, reason="Ziek.")


def person_named(name: str, of: Organisation | None = None) -> Person:
    person, is_new = Person.objects.get_or_create(
        email=f"{name}@deelnemers.example", defaults={"name": name.capitalize(), "password": "!"}
    )
    if of is not None and is_new:
        Membership.objects.create(person=person, organisation=of)
    return person


def enrolled(edition: Edition, name: str, *, now: datetime = NOW) -> Enrolment:
    """Somebody of this name takes part, or waits."""
    return enrol_person(edition=edition, person=person_named(name), now=now).enrolment


def comes(edition: Edition, person: Person, *, now: datetime = NOW) -> Enrolment:
    """This person takes part, or waits."""
    return enrol_person(edition=edition, person=person, now=now).enrolment


def given_back(one: Enrolment, *, now: datetime = NOW) -> Enrolment:
    return cancel_enrolment(enrolment=one, by=one.person, now=now)


def moved(edition: Edition, *, days: int, now: datetime = NOW) -> Edition:
    """All its sessions so many days later."""
    edition = Edition.objects.get(pk=edition.pk)
    later = timedelta(days=days)
    drafts = [
        SessionDraft(one.starts_at + later, one.ends_at + later, key=one.pk) for one in sessions_of(edition)
    ]
    return change_sessions(edition=edition, sessions=drafts, seen_version=edition.version, by=None, now=now)


def free_for_bodies(edition: Edition, *, now: datetime = NOW) -> Edition:
    """A hundred euros for everybody else."""
    prices = {kind: Price(10_000, 21) for kind in (PriceKind.COMPANY, PriceKind.OTHER)}
    return change_prices(edition=edition, prices=prices, by=None, now=now)


def free_editions(person: Person | None, *, now: datetime = NOW) -> list[Edition]:
    """What comes that costs somebody nothing."""
    return coming_editions(person, Search(without_price=True), now=now)


def editions_after(edition: Edition) -> list[tuple[Edition, date]]:
    """Those that were made after it, each with its first day."""
    found = Edition.objects.filter(pk__gt=edition.pk).order_by("pk")
    return [(one, timezone.localdate(sessions_of(one)[0].starts_at)) for one in found]
