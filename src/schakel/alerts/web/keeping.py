"""Seeing, changing and stopping alerts: one's own when signed in, or the one behind the link in a mail."""

from datetime import UTC, datetime, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from schakel.accounts.public import Person, for_who_may, may_try
from schakel.alerts import actions, queries
from schakel.alerts.looking import form_of
from schakel.alerts.messages import refusal_text
from schakel.alerts.models import Alert
from schakel.alerts.rules import Rhythm
from schakel.alerts.tokens import alert_behind
from schakel.alerts.wording import answer_path, question_of, rhythm_name
from schakel.kernel.refusal import Refusal
from schakel.kernel.sheets import Cell, csv_file


MOST_AN_HOUR = 30
"""Changes by one link. Stopping is never refused: it is what every mail promises (RFC 8058)."""


@csrf_exempt  # a mail program posts without a form of ours (RFC 8058); the signed link is what allows it
@never_cache
@require_http_methods(["GET", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The alert of somebody without an account. Only posting changes anything: a link can be followed by machines.

    A post that says nothing else is the one click of a mail program, and stops it.
    """
    alert = alert_behind(token)
    if alert is None:
        return _private(render(request, "alerts/gone.html", status=404))
    done = ""
    if request.method == "POST":
        done = request.POST.get("act", "stop")
        if done != "stop" and not may_try(
            "alert-link", caller=alert.code, most=MOST_AN_HOUR, within=timedelta(hours=1), now=_now()
        ):
            return _private(render(request, "429.html", status=429))
        try:
            alert = _do(done, alert, request.POST.get("rhythm", ""))
        except Refusal as refusal:
            messages.error(request, refusal_text(refusal))
            done = ""
    context = {"done": done, "shown": None if done == "stop" or alert is None else _shown(alert)}
    return _private(render(request, "alerts/by_link.html", context))


def _do(act: str, alert: Alert, rhythm: str) -> Alert | None:
    now = _now()
    if act == "confirm":
        return actions.confirm_alert(alert=alert, now=now)
    if act == "change":
        return actions.change_alert(alert=alert, rhythm=rhythm, now=now)
    if act == "stop":
        actions.stop_alert(alert=alert, now=now)
        return None
    raise Http404


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Referrer-Policy"] = "no-referrer"  # the address of this page is what allows it
    return response


@require_GET
@for_who_may("alert.keep")
def my_alerts(request: HttpRequest, person: Person) -> HttpResponse:
    """Every alert of somebody."""
    return render(request, "alerts/mine.html", {"alerts": [_shown(one) for one in _own(person)]})


@require_GET
@for_who_may("alert.keep")
def my_alerts_file(request: HttpRequest, person: Person) -> HttpResponse:  # noqa: ARG001 - as every view
    """The same as a table."""
    rows: list[list[Cell]] = [
        [
            gettext("Question"),
            gettext("How often?"),
            gettext("Since"),
            gettext("New so far"),
            gettext("Address"),
        ]
    ]
    for one in _own(person):
        since = timezone.localtime(one.made_at).date().isoformat()
        number = int(getattr(one, "number_found", 0))
        rhythm = rhythm_name(Rhythm(one.rhythm))
        rows.append([question_of(one), rhythm, since, number, answer_path(one)])
    response = HttpResponse(csv_file(rows), content_type="text/csv; charset=utf-8")
    day = timezone.localdate().isoformat()
    response.headers["Content-Disposition"] = f'attachment; filename="alerts-{day}.csv"'
    return response


@require_POST
@for_who_may("alert.keep")
def change(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """Look more or less often, or no more."""
    alert = queries.alert_of(person, code)
    if alert is None:
        raise Http404
    if request.POST.get("act") == "stop":
        actions.stop_alert(alert=alert, now=_now())
        messages.success(request, gettext("This alert is stopped."))
        return redirect("my_alerts")
    try:
        actions.change_alert(alert=alert, rhythm=request.POST.get("rhythm", ""), now=_now())
    except Refusal as refusal:
        messages.error(request, refusal_text(refusal))
    else:
        messages.success(request, gettext("This is stored."))
    return redirect("my_alerts")


def _own(person: Person) -> list[Alert]:
    """Without those about a challenge that is finished, or that they may no longer see."""
    return [one for one in queries.alerts_of(person) if form_of(one, now=_now()) is not None]


def _shown(alert: Alert) -> dict[str, object]:
    return {
        "alert": alert,
        "question": question_of(alert),
        "answer_url": answer_path(alert),
        "is_about_challenge": alert.challenge_id is not None,
        "rhythm_name": rhythm_name(Rhythm(alert.rhythm)),
        "number_found": getattr(alert, "number_found", 0),
        "rhythms": [
            {"code": rhythm.value, "label": rhythm_name(rhythm), "is_chosen": rhythm == alert.rhythm}
            for rhythm in Rhythm
        ],
    }


def _now() -> datetime:
    return timezone.now().astimezone(UTC)
