"""The page of one introduction, what can be done with it, and its moments for a calendar."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from schakel.accounts.public import Person, for_who_may
from schakel.calendars.public import calendar_answer, calendar_file
from schakel.challenges.public import advisers
from schakel.introductions import actions, queries
from schakel.introductions.acting import Party
from schakel.introductions.calendars import meeting_of
from schakel.introductions.desks import Seat, has_desk, members_of
from schakel.introductions.messages import refusal_text
from schakel.introductions.models import Introduction
from schakel.introductions.rules import BROKER, ENDED, TOGETHER, State, Step
from schakel.introductions.web.asking import CONFLICT, asked_for, language, now, status_of
from schakel.introductions.web.forms import (
    AcceptForm,
    ContactForm,
    DeclineForm,
    HandOnForm,
    HoldForm,
    OutcomeForm,
    PlainForm,
    TimesForm,
    times_in,
)
from schakel.introductions.web.showing import buttons_of, page_of, title_of
from schakel.kernel.refusal import Refusal
from schakel.organisations import public as organisations
from schakel.spaces import public as spaces

BAD = 400


@require_GET
@for_who_may("introduction.read")
def introduction(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """One introduction for either side, or an adviser; 404 for anybody else."""
    found, seat = asked_for(person, code)
    return show(request, found, person, seat)


def show(
    request: HttpRequest, found: Introduction, person: Person, seat: Seat, *, status: int = 200
) -> HttpResponse:
    context = page_of(found, person, seat, language=language(), now=now())
    state = found.standing_at(now())
    context |= {
        "buttons": buttons_of(found, seat, now=now()),
        "crumbs": [
            {"label": gettext("Introductions"), "url": reverse("introductions")},
            {"label": title_of(found), "url": ""},
        ],
    }
    if seat.is_adviser and state not in ENDED:
        context |= _for_adviser(found, seat, state)
    if _can_reopen(found, state) and seat.is_adviser:
        context["space_ends"] = found.space.closed_at if found.space else None
    return render(request, "introductions/introduction.html", context, status=status)


def _can_reopen(found: Introduction, state: State) -> bool:
    """Whether its space closed, or is about to, because it is finished; who ended the contact closed it for good."""
    return state is State.FINISHED and found.space is not None and found.space.closed_at is not None


def _for_adviser(found: Introduction, seat: Seat, state: State) -> dict[str, object]:
    return {
        "is_adviser": True,
        "advisers": advisers(),
        "desk": queries.desk_names(found.receiver, now=now()),
        "has_desk": has_desk(found),
        "can_nudge": state is State.REQUESTED and not seat.belongs_to_requester,
    }


# ---------------------------------------------------------------------- acts


@dataclass(frozen=True, slots=True)
class Act:
    """One thing to do with an introduction: what it asks, and what it does with what was filled in."""

    title: str | Promise
    lead: str | Promise
    button: str | Promise
    done: str | Promise
    step: Step | None
    do: Callable[[Introduction, Party, forms.Form, datetime], object]
    form: Callable[[QueryDict | None], forms.Form] = PlainForm


def _accept(found: Introduction, party: Party, form: forms.Form, at: datetime) -> object:
    return actions.accept_introduction(
        introduction=found,
        party=party,
        telephone=form.cleaned_data["telephone"],
        times=times_in(form),
        now=at,
    )


def _decline(found: Introduction, party: Party, form: forms.Form, at: datetime) -> object:
    said = form.cleaned_data
    return actions.decline_introduction(
        introduction=found, party=party, reason=said["reason"], words=said["words"], now=at
    )


def _withdraw(found: Introduction, party: Party, _form: forms.Form, at: datetime) -> object:
    return actions.withdraw_introduction(introduction=found, party=party, now=at)


def _hide(found: Introduction, party: Party, _form: forms.Form, at: datetime) -> object:
    return actions.withdraw_consent(introduction=found, party=party, now=at)


def _hold(found: Introduction, party: Party, form: forms.Form, at: datetime) -> object:
    return actions.hold_meeting(introduction=found, party=party, minutes=form.cleaned_data["minutes"], now=at)


def _outcome(found: Introduction, party: Party, form: forms.Form, at: datetime) -> object:
    said = form.cleaned_data
    return actions.tell_outcome(
        introduction=found,
        party=party,
        outcome=said["outcome"],
        words=said["words"],
        minutes=said["minutes"],
        now=at,
    )


def _times(found: Introduction, party: Party, form: forms.Form, at: datetime) -> object:
    return actions.propose_times(introduction=found, party=party, times=times_in(form), now=at)


def _space(found: Introduction, party: Party, _form: forms.Form, at: datetime) -> object:
    return actions.share_space(introduction=found, party=party, now=at)


def _contact(found: Introduction, party: Party, form: forms.Form, at: datetime) -> object:
    return actions.give_consent(
        introduction=found, party=party, telephone=form.cleaned_data["telephone"], now=at
    )


ACTS: Mapping[str, Act] = {
    "accept": Act(
        _("Yes, introduce us"),
        _(
            "From now on they see your name and e-mail address, and you see theirs. You can end that at any time."
        ),
        _("Yes, introduce us"),
        _("You are introduced. Here you see whom you can reach."),
        Step.ACCEPT,
        _accept,
        AcceptForm,
    ),
    "decline": Act(
        _("No, thank you"),
        _("They read why. They do not see your name or address."),
        _("Send this answer"),
        _("Your answer is sent."),
        Step.DECLINE,
        _decline,
        DeclineForm,
    ),
    "withdraw": Act(
        _("Take it back"),
        _(
            "Names, addresses and telephone numbers are hidden at once, for both. What happened stays in the history."
        ),
        _("Take it back"),
        _("It is taken back. Names and addresses are no longer shown."),
        Step.WITHDRAW,
        _withdraw,
    ),
    "hide": Act(
        _("Be reached no longer"),
        _("Names, addresses and telephone numbers are hidden at once, for both. What came of it stays."),
        _("Be reached no longer"),
        _("Names and addresses are no longer shown."),
        None,
        _hide,
    ),
    "hold": Act(
        _("We have met"),
        _("Later we ask what came of it."),
        _("We have met"),
        _("This is stored."),
        Step.HOLD,
        _hold,
        HoldForm,
    ),
    "outcome": Act(
        _("Tell what came of it"),
        _("Choose, and send. Others learn from it. Write no names of people."),
        _("Send"),
        _("Thank you. This is stored."),
        Step.FINISH,
        _outcome,
        OutcomeForm,
    ),
    "times": Act(
        _("Propose times"),
        _("The other side chooses one. Times that were proposed before no longer count."),
        _("Propose these times"),
        _("The other side can choose now."),
        None,
        _times,
        TimesForm,
    ),
    "space": Act(
        _("Open a space for us"),
        _(
            "In it you keep messages, files, tasks with dates and decisions together. Whoever is in contact is let in; "
            "you let in others. Where a public body takes part, the other has a channel without it."
        ),
        _("Open the space"),
        _("The space is there."),
        None,
        _space,
    ),
    "contact": Act(
        _("I am in contact"),
        _("The other side sees your name and e-mail address, in place of those of your colleague."),
        _("I am in contact"),
        _("This is stored."),
        None,
        _contact,
        ContactForm,
    ),
}
"""What either side can do, by its address."""
_FIELD_OF = {
    "decline-words-missing": "words",
    "outcome-reason-missing": "words",
    "introduction-words-too-long": "words",
    "telephone-not-usable": "telephone",
    "time-not-usable": "time_1",
    "times-missing": "time_1",
    "minutes-not-usable": "minutes",
    "address-not-usable": "outside_address",
    "not-to-be-handed-on": "body",
}


@require_http_methods(["GET", "POST"])
@for_who_may("introduction.read")  # signed in; what they may do depends on their side
def act(request: HttpRequest, person: Person, code: str, act: str) -> HttpResponse:
    """Ask what an act needs, and do it. Who comes second reads what the first did (409)."""
    found, seat = asked_for(person, code)
    if act == "hand-on":
        return _hand_on(request, found, person, seat)
    if act not in ACTS:
        raise Http404
    party = _party(ACTS[act], seat, person, request)
    form = ACTS[act].form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            ACTS[act].do(found, party, form, now())
        except Refusal as refusal:
            if status_of(refusal) == CONFLICT:
                return conflict(request, found, person, refusal)
            add_refusal(form, refusal)
        else:
            messages.success(request, str(ACTS[act].done))
            return redirect("introduction", code=code)
    extra = _for_another(found) if party.is_adviser else ""
    return _ask(request, found, ACTS[act], form, extra=extra)


def _for_another(found: Introduction) -> str:
    return gettext(
        "You answer for %(receiver)s. Until somebody there takes it over, you are the one who can be reached."
    ) % {"receiver": found.receiver.name}


def _party(chosen: Act, seat: Seat, person: Person, request: HttpRequest) -> Party:
    """For whom somebody acts. Raises Http404 where this is not for them."""
    if chosen.step is None:
        if seat.side is None or not seat.may("introduction.take-part"):
            raise Http404
        return Party(seat.side, person)
    side = seat.side_for(chosen.step)
    if side is None:
        raise Http404
    return Party(
        side,
        person,
        is_adviser=seat.speaks_for_another(side),
        seen_version=seen_version(request)
        if chosen.step in (Step.ACCEPT, Step.DECLINE, Step.WITHDRAW)
        else None,
    )


def seen_version(request: HttpRequest) -> int | None:
    """Which version of it the form was about; None where it does not say."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else None  # noqa: PLR2004


def add_refusal(form: forms.Form, refusal: Refusal) -> None:
    field = _FIELD_OF.get(refusal.code)
    form.add_error(field if field in form.fields else None, refusal_text(refusal))


def conflict(request: HttpRequest, found: Introduction, person: Person, refusal: Refusal) -> HttpResponse:
    """The page as it is now, with a sentence about what happened meanwhile."""
    messages.error(request, refusal_text(refusal))
    again, seat = asked_for(person, found.code)
    return show(request, again, person, seat, status=CONFLICT)


def _ask(
    request: HttpRequest, found: Introduction, chosen: Act, form: forms.Form, *, extra: str = ""
) -> HttpResponse:
    context = {
        "introduction": found,
        "heading": chosen.title,
        "lead": chosen.lead,
        "extra": extra,
        "button": chosen.button,
        "form": form,
        "back_url": reverse("introduction", args=[found.code]),
        "crumbs": [
            {"label": title_of(found), "url": reverse("introduction", args=[found.code])},
            {"label": str(chosen.title), "url": ""},
        ],
    }
    return render(request, "introductions/act.html", context, status=BAD if form.errors else 200)


_HANDING_ON = Act(
    _("Hand it on"),
    _("Their time to answer begins anew. Who asked reads where it is now."),
    _("Hand it on"),
    _("It is handed on."),
    Step.ACCEPT,
    _accept,
)


def _hand_on(request: HttpRequest, found: Introduction, person: Person, seat: Seat) -> HttpResponse:
    side = seat.side_for(Step.ACCEPT)
    if side is None:
        raise Http404
    is_adviser = seat.speaks_for_another(side)
    colleagues = [one for one in members_of(found.receiver) if one != person]
    form = HandOnForm(
        colleagues,
        request.POST if request.method == "POST" else None,
        is_adviser=is_adviser,
        can_go_elsewhere=found.can_be_handed_on,
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        body = organisations.find_organisation(said["body"]) if said.get("body") else None
        if said.get("body") and body is None:
            form.add_error(
                "body", gettext("We do not know this organisation. Write its name as in the list.")
            )
            return _ask(request, found, _HANDING_ON, form)
        party = Party(side, person, is_adviser=is_adviser, seen_version=seen_version(request))
        try:
            actions.hand_on_introduction(
                introduction=found,
                party=party,
                to=body,
                colleague=next((one for one in colleagues if str(one.pk) == said.get("colleague")), None),
                outside_name=said.get("outside_name", ""),
                outside_address=said.get("outside_address", ""),
                outside_language=said.get("outside_language", ""),
                now=now(),
            )
        except Refusal as refusal:
            if status_of(refusal) == CONFLICT:
                return conflict(request, found, person, refusal)
            add_refusal(form, refusal)
        else:
            messages.success(request, gettext("It is handed on."))
            still = queries.introduction_for(person, found.code)
            return redirect("introduction", code=found.code) if still else redirect("introductions")
    return _ask(request, found, _HANDING_ON, form)


@require_http_methods(["POST"])
@for_who_may("introduction.read")
def choose_time(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """Choose one of the moments that the other side proposed."""
    found, seat = asked_for(person, code)
    if seat.side is None:
        raise Http404
    try:
        actions.choose_time(
            introduction=found,
            party=Party(seat.side, person),
            time=_number(request.POST.get("time", "")),
            now=now(),
        )
    except Refusal as refusal:
        return conflict(request, found, person, refusal)
    messages.success(request, gettext("This time is chosen. Put it in your calendar."))
    return redirect("introduction", code=code)


@require_http_methods(["POST"])
@for_who_may(BROKER)
def broker(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """An adviser takes it, gives it to a colleague, or reminds the desk."""
    found, seat = asked_for(person, code)
    if request.POST.get("act") == "reopen":
        return _reopen_space(request, person, found)
    try:
        if request.POST.get("act") == "nudge":
            if seat.belongs_to_requester:
                raise Http404
            actions.nudge_introduction(introduction=found, nudged_by=person, now=now())
        else:
            asked = request.POST.get("adviser", "")
            chosen = next((one for one in advisers() if str(one.pk) == asked), None)
            if asked and chosen is None:
                raise Http404
            actions.assign_introduction(introduction=found, adviser=chosen, assigned_by=person, now=now())
    except Refusal as refusal:
        return conflict(request, found, person, refusal)
    messages.success(request, gettext("This is stored."))
    return redirect("introduction", code=code)


def _reopen_space(request: HttpRequest, person: Person, found: Introduction) -> HttpResponse:
    """Raises Http404 where there is no space that closed with it."""
    if found.space is None or not _can_reopen(found, found.standing_at(now())):
        raise Http404
    try:
        reason = request.POST.get("reason", "")
        spaces.reopen_space(space=found.space, reason=reason, by=person, now=now())
    except Refusal as refusal:
        messages.error(request, spaces.refusal_text(refusal))
    else:
        messages.success(request, gettext("The space is open again."))
    return redirect("introduction", code=found.code)


# ---------------------------------------------------------------------- calendars


@require_GET
@for_who_may("introduction.read")
def calendar(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """The meeting, or one of the moments that are proposed, for somebody's own calendar."""
    found, seat = asked_for(person, code)
    path = reverse("introduction", args=[found.code])
    return meeting_file(found, seat, request.GET.get("time", ""), path=path)


def meeting_file(found: Introduction, seat: Seat, time: str, *, path: str) -> HttpResponse:
    if seat.side is None or found.standing_at(now()) not in TOGETHER:
        raise Http404
    starts_at = found.meets_at
    if time:
        starts_at = next((one.starts_at for one in queries.times_of(found) if one.pk == _number(time)), None)
    if starts_at is None:
        raise Http404
    meeting = meeting_of(found, starts_at, path=path, is_certain=starts_at == found.meets_at)
    return calendar_answer(calendar_file([meeting]), "introduction.ics", is_private=True)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004
