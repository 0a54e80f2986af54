"""Saying from a mail that one still comes, without signing in: the link shows a page, and only its button acts."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from schakel.accounts.public import may_try
from schakel.facilities import actions
from schakel.facilities.actions import move_booking
from schakel.facilities.links import booking_with
from schakel.facilities.messages import refusal_text
from schakel.facilities.rules import Step
from schakel.facilities.web.asking import now, title_of
from schakel.facilities.web.showing import cost_of_cancelling
from schakel.facilities.wording import period_text
from schakel.kernel.refusal import Refusal

GONE = 410
MOST_AN_HOUR = 20


@never_cache
@require_http_methods(["GET", "POST"])
def booking_link(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing. A link that no longer stands, or never did, is answered alike (410)."""
    found = booking_with(token, now=now())
    if found is None:
        return _private(render(request, "facilities/gone.html", status=GONE))
    if request.method == "POST" and not may_try(
        "booking-link", caller=str(found.pk), most=MOST_AN_HOUR, within=timedelta(hours=1), now=now()
    ):
        return render(request, "429.html", status=429)
    error = ""
    said = ""
    if request.method == "POST":
        try:
            if request.POST.get("act") == "cancel":
                move_booking(booking=found, step=Step.CANCEL, by=None, now=now())
                said = "cancelled"
            else:
                actions.answer_booking_again(booking=found, by=None, now=now())
                said = "comes"
        except Refusal as refusal:
            error = refusal_text(refusal)
    context = {
        "booking": found,
        "facility": title_of(found.resource.facility),
        "when": period_text(found.period),
        "said": said,
        "error": error,
        "is_answered": found.answered_again_at is not None,
        "cost": cost_of_cancelling(found),
    }
    return _private(render(request, "facilities/again.html", context, status=409 if error else 200))


def _private(response: HttpResponse) -> HttpResponse:
    """The address of this page is what allows it: it is told to nobody else."""
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
