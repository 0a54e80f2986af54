"""Bringing a badge to see whether it is genuine and still counts."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from schakel.accounts.public import address_of_caller, may_try
from schakel.credentials.baking import LONGEST_TOKEN
from schakel.credentials.checking import Checked, check_badge
from schakel.credentials.messages import refusal_text
from schakel.credentials.rules import LARGEST_BADGE, Reason, State
from schakel.credentials.web.showing import facts_of, now
from schakel.credentials.wording import VERDICT_TONES, reason_text, verdict_text
from schakel.documents import public as documents
from schakel.kernel.refusal import Refusal

MOST, WITHIN = 30, timedelta(minutes=10)
"""Badges from one address."""


@require_http_methods(["GET", "POST"])
@documents.bounded
def check(request: HttpRequest) -> HttpResponse:
    """A form for a file or a text; nothing of what is brought is kept, and no address in it is asked."""
    if request.method != "POST":
        return render(request, "credentials/check.html", {"verdict": "", "error": ""})
    try:
        checked = check_badge(_brought(request))
    except Refusal as refusal:
        context = {"verdict": "", "error": refusal_text(refusal)}
        return render(request, "credentials/check.html", context, status=_status_of(refusal))
    return render(request, "credentials/check.html", _shown(checked))


def _brought(request: HttpRequest) -> bytes:
    caller = address_of_caller(request)
    if not may_try("check-badge", caller=caller, most=MOST, within=WITHIN, now=now()):
        raise Refusal("tries-too-many")
    if documents.upload_refusal(request) is not None:
        raise Refusal("badge-too-large")
    pasted = request.POST.get("pasted", "").strip()
    if "badge" not in request.FILES:
        if not pasted:
            raise Refusal("badge-missing")
        if len(pasted) > 2 * LONGEST_TOKEN:
            raise Refusal("badge-too-large")
        return pasted.encode("utf-8", "replace")
    _, brought = documents.sent_file(request, "badge")
    if len(brought) > LARGEST_BADGE:
        raise Refusal("badge-too-large")
    return brought


def _status_of(refusal: Refusal) -> int:
    return {"tries-too-many": 429, "badge-too-large": 413}.get(refusal.code, 400)


def _shown(checked: Checked) -> dict[str, object]:
    one = checked.credential
    has_reason = one is not None and one.state is State.REVOKED
    return {
        "error": "",
        "verdict": verdict_text(checked.verdict),
        "tone": VERDICT_TONES[checked.verdict],
        "holder_name": checked.holder_name,
        "title": one.title if one else "",
        "reason": reason_text(Reason(one.reason)) if one and has_reason else "",
        "facts": facts_of(one) if one else [],
    }
