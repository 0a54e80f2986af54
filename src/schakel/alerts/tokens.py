"""What stands in the links to an alert of somebody without an account: signed, so that only who got our mail has it."""

from django.core import signing
from django.urls import reverse

from schakel.alerts.models import Alert

_SALT = "schakel.alerts"


def path_of(alert: Alert) -> str:
    """The page at which somebody confirms, changes and stops this alert without signing in."""
    return reverse("alert_by_link", args=[signing.Signer(salt=_SALT).sign(alert.code)])


def alert_behind(token: str) -> Alert | None:
    """The alert of a link of ours; None for one that we did not make, or that was stopped."""
    try:
        code = signing.Signer(salt=_SALT).unsign(token)
    except signing.BadSignature:
        return None
    return Alert.objects.filter(code=code, stopped_at=None).select_related("person", "challenge").first()
