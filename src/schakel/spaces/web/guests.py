"""What a guest sees: first what they will see and that it is recorded; then one channel, to read and to write in."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from schakel.accounts.public import may_try
from schakel.documents import public as documents
from schakel.kernel.refusal import Refusal
from schakel.spaces import actions, queries
from schakel.spaces.actions import Draft
from schakel.spaces.messages import refusal_text
from schakel.spaces.rules import Channel, Kind, new_code
from schakel.spaces.seats import Seat
from schakel.spaces.web.asking import now, part_asked, today
from schakel.spaces.web.showing import board_of

ENTERED = "guest-entered"
MOST_AN_HOUR = 60
"""What one link can enter and write: whoever else has it by now does not fill the space."""
TOO_OFTEN = 429


@require_http_methods(["GET", "POST"])
def guest_space(request: HttpRequest, key: str) -> HttpResponse:
    """The notice, and once they agreed to it in this browser the channel."""
    seat = _seat(key)
    has_entered = _has_entered(request, seat)
    error = words = ""
    is_too_often = request.method == "POST" and not _may_do_more(seat)
    if is_too_often and not has_entered:
        return render(request, "429.html", status=TOO_OFTEN)
    if is_too_often:
        words = request.POST.get("text", "")
        error = gettext("Much was written with this link. Wait an hour and send it again; here are your words.")
    elif request.method == "POST":
        if request.POST.get("act") == "enter" and seat.guest is not None:
            actions.enter_guest(guest=seat.guest, now=now())
            request.session[ENTERED] = [*request.session.get(ENTERED, []), seat.guest.code]
            return redirect("guest_space", key=key)
        if not has_entered:
            raise Http404
        words = request.POST.get("text", "")
        try:
            actions.add_contribution(seat=seat, draft=_draft(request, seat), now=now())
        except Refusal as refusal:
            error = refusal_text(refusal)
        else:
            messages.success(request, gettext("This is stored."))
            return redirect("guest_space", key=key)
    context: dict[str, object] = {
        "space": seat.space,
        "guest": seat.guest,
        "key": key,
        "parties": queries.parties_of(seat.space),
        "has_entered": has_entered,
        "error": error,
        "words": words,
        "sent_key": request.POST.get("sent_key") or new_code(),
    }
    if has_entered:
        context |= board_of(seat, _channel(seat), today=today(), key=key)
    status = TOO_OFTEN if is_too_often else 400 if error else 200
    response = render(request, "spaces/guest.html", context, status=status)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_GET
def guest_file(request: HttpRequest, key: str, part: str) -> HttpResponseBase:
    """One file of the guest's channel, once they came in."""
    seat = _seat(key)
    if not _has_entered(request, seat):
        raise Http404
    found = part_asked(seat, part)
    if found.kind != Kind.FILE:
        raise Http404
    return documents.file_answer(sha256=found.sha256, name=found.text, file_type=found.file_type)


def _may_do_more(seat: Seat) -> bool:
    guest = seat.guest.code if seat.guest is not None else ""
    return may_try("guest", caller=guest, most=MOST_AN_HOUR, within=timedelta(hours=1), now=now())


def _draft(request: HttpRequest, seat: Seat) -> Draft:
    return Draft(
        kind=Kind.POST,
        channel=_channel(seat),
        text=request.POST.get("text", ""),
        sent_key=request.POST.get("sent_key", "")[:64],
    )


def _channel(seat: Seat) -> Channel:
    [channel] = seat.channels
    return channel


def _seat(key: str) -> Seat:
    seat = queries.seat_of_guest(key, now=now())
    if seat is None:
        raise Http404
    return seat


def _has_entered(request: HttpRequest, seat: Seat) -> bool:
    return seat.guest is not None and seat.guest.code in request.session.get(ENTERED, [])
