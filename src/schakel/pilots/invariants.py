"""What must be true of pilots."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils import timezone

from schakel.journal import public as journal
from schakel.kernel.invariants import Invariant
from schakel.library.public import Kind
from schakel.pilots.models import Partner, Pilot
from schakel.pilots.rules import CheckName, Decision, Reply, State
from schakel.spaces import public as spaces


def stopped_without_a_lesson() -> Iterator[str]:
    """The database refuses it; what was put back without its constraints may hold one all the same."""
    silent = Pilot.objects.filter(decision=Decision.STOP.value, lesson="").order_by("pk")
    for slug in silent.values_list("slug", flat=True):
        yield f"{slug} stopped and left no lesson"


def otherwise_than_recorded() -> Iterator[str]:
    """The last row that says where a pilot went, says where it is."""
    every = {one.reference: one for one in Pilot.objects.order_by("pk")}
    for reference, rows in journal.histories_of(every).items():
        went = [row.details["to"] for row in rows if "to" in row.details]
        if not went or went[-1] != every[reference].state:
            yield f"{every[reference].slug} is {every[reference].state!r}, and went to {went[-1:]}"


def agreed_while_partners_are_asked() -> Iterator[str]:
    """It was agreed by everybody who was asked then; whoever is asked later can still be waiting."""
    open_still = (State.PROPOSED.value, State.WITHDRAWN.value)
    begun = Pilot.objects.filter(state__in=open_still).order_by().values("pk")
    waiting = Partner.objects.filter(reply=Reply.ASKED.value).exclude(pilot__in=begun).order_by("pk")
    for partner in waiting.select_related("pilot"):
        if partner.asked_at <= partner.pilot.created_at:
            yield f"{partner.pilot.slug} was agreed on while {partner.organisation_id} had not answered"


def checks_that_are_missing() -> Iterator[str]:
    for pilot in Pilot.objects.order_by("pk").prefetch_related("checks"):
        if {one.name for one in pilot.checks.all()} != {name.value for name in CheckName}:
            yield f"{pilot.slug} does not have every check"


def partners_outside_the_space() -> Iterator[str]:
    """Who takes part in a pilot takes part in its space."""
    is_open = Q(pilot__space__closed_at=None) | Q(pilot__space__closed_at__gt=timezone.now())
    agreed = Partner.objects.filter(is_open, reply=Reply.AGREED.value).order_by("pk")
    for partner in agreed.select_related("pilot__space"):
        there = {one.organisation_id for one in spaces.parties_of(partner.pilot.space)}
        if partner.organisation_id not in there:
            yield f"{partner.pilot.slug}: organisation:{partner.organisation_id} is not in its space"


def cases_of_another_kind() -> Iterator[str]:
    wrong = Pilot.objects.exclude(case=None).exclude(case__kind=Kind.CASE.value).order_by("pk")
    for slug in wrong.values_list("slug", flat=True):
        yield f"{slug} was written down as something else than a case"


_BACKUP = "Put back a backup: it was changed past the hub."

INVARIANTS = (
    Invariant(
        "every pilot that stopped left a lesson",
        stopped_without_a_lesson,
        "Write the lesson on the pilot's page.",
    ),
    Invariant("every pilot is where the journal says", otherwise_than_recorded, _BACKUP),
    Invariant(
        "no pilot was agreed on before every partner answered", agreed_while_partners_are_asked, _BACKUP
    ),
    Invariant("every pilot has its checks", checks_that_are_missing, _BACKUP),
    Invariant(
        "every partner of a pilot is in its space",
        partners_outside_the_space,
        "Let the organisation leave the pilot, ask it again, and let it agree.",
    ),
    Invariant("every case of a pilot is a case", cases_of_another_kind, _BACKUP),
)
