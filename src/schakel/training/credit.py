"""Who attended enough of an edition, and the certificate that each of them gets for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext

from schakel.accounts.public import Person
from schakel.credentials import public as credentials
from schakel.credentials.public import LONGEST_NAME, LONGEST_TITLE, Achievement, Evidence, Holder
from schakel.kernel.lines import tidy_line
from schakel.kernel.refusal import Refusal
from schakel.library import public as library
from schakel.training.line import record
from schakel.training.models import Attendance, Edition, Enrolment, Session
from schakel.training.rules import Share, Standing, share_of
from schakel.training.wording import dimension_names, edition_title


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


def shares_of(edition: Edition, enrolments: Iterable[Enrolment]) -> dict[int, Share]:
    """By the key of each enrolment how much of the edition they attended."""
    sessions = {one.pk: one.times for one in Session.objects.filter(edition=edition, struck_at=None)}
    came: dict[int, list[int]] = {one.pk: [] for one in enrolments}
    rows = Attendance.objects.filter(enrolment__in=came, session__in=sessions).order_by("pk")
    for enrolment, session in rows.values_list("enrolment", "session"):
        came[enrolment].append(session)
    return {key: share_of(sessions, attended) for key, attended in came.items()}


def is_enough(edition: Edition, one: Enrolment) -> bool:
    """Whether somebody attended as much of an edition as it asks for."""
    return _is_enough(edition, shares_of(edition, [one])[one.pk])


def _is_enough(edition: Edition, share: Share) -> bool:
    return bool(share.attended) and share.percent >= edition.minimum_share


def certificate_stands(one: Enrolment) -> bool:
    """Whether somebody has a certificate of this that still counts."""
    given = credentials.credentials_certifying([one.reference]).get(one.reference)
    return given is not None and given.state is credentials.State.VALID


def complete(edition: Edition, *, by: Person | None, now: datetime) -> int:
    """Say of everybody who attended enough, once, that they completed it; how many these are.

    Whom no certificate can be made for, as a guest who was forgotten, completed it all the same, and keeps no other
    from theirs: the journal of the edition says how many these are.
    """
    found = Enrolment.objects.filter(edition=edition, state=Standing.ENROLLED.value, completed_at=None)
    enrolments = list(found.select_related("person", "organisation").order_by("pk"))
    shares = shares_of(edition, enrolments)
    sessions = list(Session.objects.filter(edition=edition, struck_at=None))
    times = {one.pk: one.times for one in sessions}
    whole = share_of(times, times).minutes
    done = 0
    without: list[list[str]] = []
    for one in enrolments:
        share = shares[one.pk]
        if not _is_enough(edition, share):
            continue
        one.completed_at = now
        one.save(update_fields=["completed_at"])
        earned = Credit(
            key=one.reference,
            edition=edition.reference,
            person=one.person,
            name=one.shown_name[:LONGEST_NAME],
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
        try:
            with transaction.atomic():
                _certify(earned, edition, whole=whole, by=by, now=now)
        except Refusal as refusal:
            without.append([one.reference, refusal.code])
        done += 1
    if without:
        record("edition.certificates-missing", edition.reference, by, now, {"without": without})
    return done


def _certify(earned: Credit, edition: Edition, *, whole: int, by: Person | None, now: datetime) -> None:
    """In the transaction in which it was earned; certified again, it is the one that is there. ``whole``: minutes."""
    language = earned.language or edition.language
    with translation.override(language):
        criteria = gettext("Present at %(share)s%% or more of all sessions.") % {
            "share": edition.minimum_share
        }
        dimensions = tuple(dimension_names(earned.dimensions))
        level = edition.item.facts.get("level")
        level_name = library.choice_name("level", str(level)) if level else ""
        title = tidy_line(edition_title(edition, language))[:LONGEST_TITLE].rstrip()
    credentials.issue_credential(
        key=earned.key,
        holder=Holder(earned.name, earned.address, earned.person),
        issuer=edition.item.owner,
        achievement=Achievement(
            title=title,
            criteria=criteria,
            minutes=whole,
            language=language,
            source=edition.item.reference,
            level=level_name,
            dimensions=dimensions,
        ),
        evidence=Evidence(
            timezone.localdate(earned.first_day), timezone.localdate(earned.last_day), earned.minutes
        ),
        by=by,
        now=now,
    )


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
