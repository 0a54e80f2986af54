"""Who attended enough of an edition, and the one place from which credit is given for it.

What a certificate or a badge is, is not known here: whoever makes them is connected once, at the start of the hub.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from schakel.accounts.public import Person
from schakel.training.line import record
from schakel.training.models import Attendance, Edition, Enrolment, Session
from schakel.training.rules import Share, Standing, share_of


@dataclass(frozen=True, slots=True)
class Credit:
    """What somebody has earned: everything that stands on a certificate, and what an account of it needs."""

    key: str
    """The enrolment, by its reference: the same is given once."""
    edition: str
    person: Person | None
    name: str
    address: str
    language: str
    item_pk: int
    edition_pk: int
    organisation_pk: int | None
    minutes: int
    """Of the sessions in which they were."""
    percent: int
    first_day: datetime
    last_day: datetime
    dimensions: tuple[str, ...]
    price_cents: int
    price_vat_percent: int


Issue = Callable[[Credit, Person | None, datetime], None]
"""Gives credit, in the transaction in which it was earned: who said that it was held, and when."""

_ISSUERS: dict[str, Issue] = {}


def register_issuer(name: str, issue: Issue) -> None:
    """From now on this gives credit, too. Raises ValueError for a name in use."""
    if name in _ISSUERS:
        raise ValueError(f"two give credit as {name}")
    _ISSUERS[name] = issue


def shares_of(edition: Edition, enrolments: Iterable[Enrolment]) -> dict[int, Share]:
    """By the key of each enrolment how much of the edition they attended."""
    sessions = {one.pk: one.times for one in Session.objects.filter(edition=edition, struck_at=None)}
    came: dict[int, list[int]] = {one.pk: [] for one in enrolments}
    rows = Attendance.objects.filter(enrolment__in=came, session__in=sessions).order_by("pk")
    for enrolment, session in rows.values_list("enrolment", "session"):
        came[enrolment].append(session)
    return {key: share_of(sessions, attended) for key, attended in came.items()}


def complete(edition: Edition, *, by: Person | None, now: datetime) -> int:
    """Say of everybody who attended enough, once, that they completed it; how many these are."""
    found = Enrolment.objects.filter(edition=edition, state=Standing.ENROLLED.value, completed_at=None)
    enrolments = list(found.select_related("person", "organisation").order_by("pk"))
    shares = shares_of(edition, enrolments)
    sessions = list(Session.objects.filter(edition=edition, struck_at=None))
    done = 0
    for one in enrolments:
        share = shares[one.pk]
        if not share.attended or share.percent < edition.minimum_share:
            continue
        one.completed_at = now
        one.save(update_fields=["completed_at"])
        earned = Credit(
            key=one.reference,
            edition=edition.reference,
            person=one.person,
            name=one.person.name if one.person else one.name,
            address=one.person.email if one.person else one.address,
            language=one.language,
            item_pk=edition.item_id,
            edition_pk=edition.pk,
            organisation_pk=one.organisation_id,
            minutes=share.minutes,
            percent=share.percent,
            first_day=sessions[0].starts_at,
            last_day=sessions[-1].ends_at,
            dimensions=tuple(edition.dimensions),
            price_cents=one.price_cents,
            price_vat_percent=one.price_vat_percent,
        )
        record("attendance.completed", one.reference, by, now, _kept(earned))
        for name in sorted(_ISSUERS):
            _ISSUERS[name](earned, by, now)
        done += 1
    return done


def _kept(earned: Credit) -> dict[str, object]:
    """For the journal, which never forgets: nobody's name and no address."""
    return {
        "edition": earned.edition,
        "item": f"item:{earned.item_pk}",
        "person": earned.person.reference if earned.person else "",
        "organisation": f"organisation:{earned.organisation_pk}" if earned.organisation_pk else "",
        "minutes": earned.minutes,
        "percent": earned.percent,
        "first_day": earned.first_day.isoformat(),
        "last_day": earned.last_day.isoformat(),
        "dimensions": list(earned.dimensions),
        "price_cents": earned.price_cents,
        "price_vat_percent": earned.price_vat_percent,
    }
