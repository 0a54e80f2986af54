"""What people are told about their alerts: the words, and who may still see what they are about."""

from collections.abc import Collection, Mapping, Sequence

from django.conf import settings
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from schakel.accounts.public import Person, person_by_reference
from schakel.alerts.actions import CONFIRM, FOUND
from schakel.alerts.looking import form_of
from schakel.alerts.models import Alert, Finding
from schakel.alerts.queries import items_of
from schakel.alerts.rules import MOST_TOLD
from schakel.alerts.tokens import path_of
from schakel.alerts.wording import answer_path, question_of
from schakel.kernel.languages import DUTCH
from schakel.library import public as library
from schakel.library.public import ItemValue
from schakel.messages.public import Kind, Told, Wording, register_kind

LONGEST_QUESTION = 80
"""Characters of a question in a subject."""


def _asked(about: Collection[str], addressee: str) -> Collection[str]:
    """Alerts of this address that stand."""
    alerts = Alert.objects.filter(pk__in=_keys(about, "alert"), address=addressee, stopped_at=None)
    return {alert.reference for alert in alerts.order_by("pk")}


def _word_confirm(told: Sequence[Told], _addressee: str) -> Sequence[Wording]:
    alerts = Alert.objects.in_bulk(_keys({one.about for one in told}, "alert"))
    by_reference = {alert.reference: alert for alert in alerts.values()}
    return [_confirm(by_reference[one.about]) for one in told]


def _confirm(alert: Alert) -> Wording:
    question = _short(question_of(alert))
    if alert.confirmed_at is not None:
        return Wording(
            gettext("You have this alert already: “%(question)s”") % {"question": question},
            gettext("With the link you see it, change it or stop it."),
            path_of(alert),
            gettext("See the alert"),
        )
    return Wording(
        gettext("Do you want to be kept posted about “%(question)s”?") % {"question": question},
        gettext(
            "Somebody, most likely you, asked us to write to this address when something new answers this question."
            " We only do so after your yes. Did you not ask for it? Then do nothing, and you hear no more of it."
        ),
        path_of(alert),
        gettext("Look, and say yes"),
    )


def _found(about: Collection[str], addressee: str) -> Collection[str]:
    """Findings of alerts that stand, of which this addressee may still see something."""
    findings = Finding.objects.filter(pk__in=_keys(about, "finding"), alert__stopped_at=None)
    person = person_by_reference(addressee)
    own = findings.filter(alert__person=person) if person else findings.filter(alert__address=addressee)
    now = timezone.now()
    return {
        finding.reference
        for finding in own.select_related("alert__person", "alert__challenge").order_by("pk")
        if form_of(finding.alert, now=now) is not None and _seen(finding, person)
    }


def _word_found(told: Sequence[Told], addressee: str) -> Sequence[Wording]:
    found = Finding.objects.select_related("alert__person", "alert__challenge").in_bulk(
        _keys({one.about for one in told}, "finding")
    )
    by_reference = {finding.reference: finding for finding in found.values()}
    person = person_by_reference(addressee)
    return [_news(by_reference[one.about], person) for one in told]


def _news(finding: Finding, person: Person | None) -> Wording:
    alert, language = finding.alert, get_language() or DUTCH
    items = _seen(finding, person)
    question = _short(question_of(alert))
    if len(items) == 1:
        subject = gettext("New for “%(question)s”: %(title)s") % {
            "question": question,
            "title": items[0].title(language),
        }
    else:
        subject = ngettext(
            "%(count)s new result for “%(question)s”", "%(count)s new results for “%(question)s”", len(items)
        ) % {"count": len(items), "question": question}
    lines = [_line(item, language) for item in items[:MOST_TOLD]]
    if len(items) > MOST_TOLD:
        more = len(items) - MOST_TOLD
        lines.append(ngettext("And %(count)s more.", "And %(count)s more.", more) % {"count": more})
    if not alert.person_id:
        lines.append(gettext("Change or stop this alert:"))
        lines.append(settings.ENVIRONMENT.base_url + path_of(alert))
    return Wording(subject, "\n\n".join(lines), answer_path(alert), gettext("See the whole answer"))


def _line(item: ItemValue, language: str) -> str:
    return gettext("%(kind)s: %(title)s (%(owner)s)\n%(address)s") % {
        "kind": library.kind_name(item.kind),
        "title": item.title(language),
        "owner": item.owner.name,
        "address": settings.ENVIRONMENT.base_url + item.url,
    }


def _seen(finding: Finding, person: Person | None) -> list[ItemValue]:
    """What was found, as far as they may see it now; the best first."""
    keys = items_of(finding)
    visible = library.items_visible_to(person).filter(pk__in=keys)
    values: Mapping[int, ItemValue] = {
        value.pk: value for value in library.values_of(visible, today=timezone.localdate())
    }
    return [values[key] for key in keys if key in values]


def _short(question: str) -> str:
    return Truncator(" ".join(question.split())).chars(LONGEST_QUESTION)


def _keys(references: Collection[str], kind: str) -> list[int]:
    return [int(reference.removeprefix(f"{kind}:")) for reference in references]


def _stop_path(about: str, _addressee: str) -> str:
    """One click in a mail program stops this alert, and no other."""
    finding = Finding.objects.select_related("alert").get(pk=int(about.removeprefix("finding:")))
    return path_of(finding.alert)


register_kind(
    Kind(CONFIRM, _("Somebody asks for an alert"), _asked, _word_confirm, must=True, is_noticed=False)
)
register_kind(
    Kind(FOUND, _("Something new answers a question of yours"), _found, _word_found, stop_path=_stop_path)
)
