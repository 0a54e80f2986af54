"""Stopping our mail from the mail itself: by hand, or with one click of a mail program (RFC 8058)."""

from datetime import UTC

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from schakel.kernel.refusal import Refusal
from schakel.messages.kinds import kind_named
from schakel.messages.public import stop_mails
from schakel.messages.tokens import read_stop_token


@csrf_exempt  # a mail program posts without a form of ours; the signed link is what allows it
@never_cache
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Asks first; only posting stops anything. Works signed out. 404 for a link that we did not make."""
    asked = read_stop_token(token)
    if asked is None:
        raise Http404
    kind = kind_named(asked.kind)
    is_done = request.method == "POST"
    if is_done:
        which = "" if request.POST.get("which") == "all" else asked.kind
        try:
            stop_mails(addressee=asked.addressee, kind=which, now=timezone.now().astimezone(UTC))
        except Refusal as refusal:  # a kind of long ago, about which nothing is sent any more
            raise Http404 from refusal
    context = {
        "is_done": is_done,
        "stopped_all": request.POST.get("which") == "all",
        "kind_label": str(kind.label) if kind else "",
        "has_account": ":" in asked.addressee,
    }
    response = render(request, "messages/stop.html", context)
    response.headers["Referrer-Policy"] = "no-referrer"  # the address of this page is what allows it
    return response
