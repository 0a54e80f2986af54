"""Answering from a mail, without signing in: the link shows a page, and only its button does anything."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from schakel.accounts.public import Person, may_try, person_by_reference
from schakel.introductions import actions
from schakel.introductions.acting import Party
from schakel.introductions.desks import Seat, seat_of
from schakel.introductions.links import link_with, make_link, path_of
from schakel.introductions.messages import refusal_text
from schakel.introductions.models import Introduction, MailLink
from schakel.introductions.rules import TOGETHER, Purpose, Side, State
from schakel.introductions.web.asking import CONFLICT, language, now, status_of
from schakel.introductions.web.forms import AcceptForm, DeclineForm, OutcomeForm, TimesForm, times_in
from schakel.introductions.web.one import ACTS, add_refusal, meeting_file
from schakel.introductions.web.showing import page_of
from schakel.kernel.refusal import Refusal

GONE = 410
MOST_AN_HOUR = 30
"""What can be done with one link: most of it writes a mail to the other side."""


@never_cache
@require_http_methods(["GET", "POST"])
def follow_link(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing, so that a program that follows links in mails does nothing either.

    A link that no longer stands, or never did, is answered alike (410): it tells nothing of what it was for.
    """
    link = link_with(token, now=now())
    seen = _who(link) if link is not None else None
    if link is None or seen is None:
        return _gone(request)
    if request.method == "POST" and not may_try(
        "introduction-link", caller=str(link.pk), most=MOST_AN_HOUR, within=timedelta(hours=1), now=now()
    ):
        return render(request, "429.html", status=429)
    person, seat = seen
    pages = {Purpose.ANSWER: _answer, Purpose.OUTCOME: _outcome, Purpose.FOLLOW: _follow}
    response = pages[Purpose(link.purpose)](request, link, person, seat)
    # The address of this page is what allows it: it is told to nobody else. (Told to nobody at all, the hub could not
    # see that its own form comes from itself.)
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_GET
def link_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The meeting for the calendar of somebody without an account."""
    link = link_with(token, now=now())
    seen = _who(link) if link is not None else None
    if link is None or seen is None or link.purpose != Purpose.FOLLOW:
        raise Http404
    return meeting_file(link.introduction, seen[1], request.GET.get("time", ""), path="")


def _who(link: MailLink) -> tuple[Person | None, Seat] | None:
    """Whose link it is, and where they sit now; None for somebody who takes no part any more."""
    if ":" not in link.addressee:
        return None, Seat(Side.RECEIVER, is_adviser=False, belongs_to_requester=False)
    person = person_by_reference(link.addressee)
    seat = seat_of(person, link.introduction)
    return (person, seat) if person is not None and seat.side is not None else None


def _gone(request: HttpRequest) -> HttpResponse:
    context = {"text": refusal_text(Refusal("link-void"))}
    response = render(request, "introductions/gone.html", context, status=GONE)
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _answer(request: HttpRequest, link: MailLink, person: Person | None, seat: Seat) -> HttpResponse:
    introduction = link.introduction
    if introduction.standing_at(now()) is not State.REQUESTED or seat.side is not Side.RECEIVER:
        return _gone(request)
    chosen = request.POST.get("act", "")
    accept = AcceptForm(request.POST if chosen == "accept" else None)
    decline = DeclineForm(request.POST if chosen == "decline" else None, prefix="no")
    form = {"accept": accept, "decline": decline}.get(chosen)
    if request.method == "POST" and form is not None and form.is_valid():
        party = Party(Side.RECEIVER, person, link=link)
        try:
            ACTS[chosen].do(introduction, party, form, now())
        except Refusal as refusal:
            if status_of(refusal) == CONFLICT:
                return _second(request, refusal)
            add_refusal(form, refusal)
        else:
            return _answered(request, introduction, link, chosen)
    errors = bool(accept.errors or decline.errors)
    context = page_of(introduction, person, seat, language=language(), now=now())
    context |= {"accept_form": accept, "decline_form": decline, "is_outside": person is None}
    return render(request, "introductions/answer.html", context, status=400 if errors else 200)


def _answered(request: HttpRequest, introduction: Introduction, link: MailLink, chosen: str) -> HttpResponse:
    """What they can do next: who has no account goes on to a page of their own."""
    if ":" not in link.addressee and chosen == "accept":
        introduction.refresh_from_db()
        return redirect(path_of(make_link(introduction, Purpose.FOLLOW, link.addressee, now())))
    context = {
        "text": str(ACTS[chosen].done) if chosen == "decline" else gettext("You are introduced."),
        "url": reverse("introduction", args=[introduction.code]) if ":" in link.addressee else "",
    }
    return render(request, "introductions/thanks.html", context)


def _second(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return render(request, "introductions/gone.html", {"text": refusal_text(refusal)}, status=CONFLICT)


def _outcome(request: HttpRequest, link: MailLink, person: Person | None, seat: Seat) -> HttpResponse:
    introduction = link.introduction
    if introduction.standing_at(now()) not in TOGETHER or seat.side is None:
        return _gone(request)
    form = OutcomeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            ACTS["outcome"].do(introduction, Party(seat.side, person, link=link), form, now())
        except Refusal as refusal:
            if status_of(refusal) == CONFLICT:
                return _second(request, refusal)
            add_refusal(form, refusal)
        else:
            return render(
                request, "introductions/thanks.html", {"text": str(ACTS["outcome"].done), "url": ""}
            )
    context = page_of(introduction, person, seat, language=language(), now=now())
    context |= {"form": form, "heading": ACTS["outcome"].title, "lead": ACTS["outcome"].lead}
    return render(request, "introductions/tell.html", context, status=400 if form.errors else 200)


def _follow(request: HttpRequest, link: MailLink, person: Person | None, seat: Seat) -> HttpResponse:
    """The page of somebody without an account, for as long as the link lasts."""
    introduction = link.introduction
    assert seat.side is not None
    act = request.POST.get("act", "")
    times = TimesForm(request.POST if act == "times" else None)
    if request.method == "POST":
        party = Party(seat.side, person, link=link)
        try:
            done = _do(introduction, party, act, times, request)
        except Refusal as refusal:
            if status_of(refusal) == CONFLICT:
                messages.error(request, refusal_text(refusal))
                introduction.refresh_from_db()
            else:
                add_refusal(times, refusal)
        else:
            if done:
                messages.success(request, gettext("This is stored."))
                return redirect(request.path)
    context = page_of(introduction, person, seat, language=language(), now=now())
    is_together = introduction.standing_at(now()) in TOGETHER
    context |= {
        "times_form": times,
        "is_together": is_together,
        "calendar_url": f"{request.path}calendar.ics",
    }
    return render(request, "introductions/guest.html", context, status=400 if times.errors else 200)


def _do(introduction: Introduction, party: Party, act: str, times: TimesForm, request: HttpRequest) -> bool:
    match act:
        case "withdraw":
            if introduction.standing_at(now()) is State.FINISHED:
                actions.withdraw_consent(introduction=introduction, party=party, now=now())
            else:
                actions.withdraw_introduction(introduction=introduction, party=party, now=now())
        case "choose":
            asked = request.POST.get("time", "")
            number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 0  # noqa: PLR2004
            actions.choose_time(introduction=introduction, party=party, time=number, now=now())
        case "times":
            if not times.is_valid():
                return False
            actions.propose_times(introduction=introduction, party=party, times=times_in(times), now=now())
        case _:
            raise Http404
    return True
