"""Looking alerts up."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Count, QuerySet

from schakel.accounts.public import Person
from schakel.alerts.models import Alert, Finding, FindingItem
from schakel.alerts.rules import EVERY, Rhythm


def alerts_of(person: Person) -> QuerySet[Alert]:
    """Those of somebody, the newest first, each with how often it found something new (``number_found``)."""
    own = Alert.objects.filter(person=person, stopped_at=None)
    return own.select_related("challenge").annotate(number_found=Count("findings__items"))


def alert_of(person: Person, code: str) -> Alert | None:
    """The alert of this person with this code; None for one of another."""
    return Alert.objects.filter(person=person, code=code, stopped_at=None).first()


def due_alerts(*, now: datetime) -> QuerySet[Alert]:
    """Confirmed alerts that have not looked for as long as their rhythm; who waited longest is first."""
    confirmed = Alert.objects.filter(confirmed_at__isnull=False, stopped_at=None)
    due = Alert.objects.none()
    for rhythm in Rhythm:
        due = due | confirmed.filter(rhythm=rhythm.value, looked_at__lte=now - EVERY[rhythm])
    return due.select_related("person", "challenge").order_by("looked_at", "pk")


def longest_overdue(now: datetime) -> timedelta | None:
    """How long ago the alert that waits longest should have looked; None when none is due."""
    waits = [now - alert.looked_at - EVERY[Rhythm(alert.rhythm)] for alert in due_alerts(now=now)]
    return max(waits, default=None)


def told_before(alert: Alert, items: Collection[int]) -> set[int]:
    """Those of these items of which this alert told already."""
    return set(FindingItem.objects.filter(alert=alert, item__in=items).values_list("item", flat=True))


def items_of(finding: Finding) -> list[int]:
    """The keys of what was new, the best first."""
    return list(finding.items.order_by("pk").values_list("item", flat=True))
