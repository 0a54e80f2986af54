"""Alerts in words of the screen."""

from django.urls import reverse
from django.utils.translation import get_language, gettext

from schakel.alerts.looking import address_of
from schakel.alerts.models import Alert
from schakel.alerts.rules import Rhythm
from schakel.kernel.languages import DUTCH
from schakel.library import public as library


def question_of(alert: Alert) -> str:
    """What is asked: the words, or the title of the challenge; its person may see that (`form_of`)."""
    if alert.challenge is not None:
        today = alert.looked_at.date()
        return library.value_of(alert.challenge, today=today).title(get_language() or DUTCH)
    return address_of(alert).question


def answer_path(alert: Alert) -> str:
    """The page on which the whole answer stands."""
    if alert.challenge is not None:
        return reverse("challenge", args=[alert.challenge.slug])
    return address_of(alert).url


def rhythm_name(rhythm: Rhythm) -> str:
    return {Rhythm.DAILY: gettext("every day"), Rhythm.WEEKLY: gettext("every week")}[rhythm]
