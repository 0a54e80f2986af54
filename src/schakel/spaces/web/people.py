"""Who takes part in a space: organisations, their people, and guests."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from schakel.accounts.public import Person, for_who_may
from schakel.kernel.refusal import Refusal
from schakel.spaces import actions, queries
from schakel.spaces.actions import Invitation
from schakel.spaces.messages import refusal_text
from schakel.spaces.rules import GUEST_DAYS, LONGEST_LINE, Channel, is_open
from schakel.spaces.seats import Seat, participants_of
from schakel.spaces.web.asking import now, seat_asked
from schakel.spaces.web.showing import crumbs_of
from schakel.spaces.wording import channel_meaning, channel_name


class GuestForm(forms.Form):
    def __init__(self, *arguments: object, seat: Seat, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]  # handed on as they came
        self.use_required_attribute = False
        self.fields["name"] = forms.CharField(
            label=gettext("Name of the guest"),
            max_length=LONGEST_LINE,
            error_messages={"required": gettext("Write a few words.")},
        )
        channels = [channel for channel in Channel if channel in seat.channels]
        self.fields["channel"] = forms.ChoiceField(
            label=gettext("Reads along"),
            choices=[(channel.value, channel_name(channel)) for channel in channels],
            widget=forms.RadioSelect if len(channels) > 1 else forms.HiddenInput,
            initial=Channel.EVERYONE.value,
        )
        self.fields["days"] = forms.TypedChoiceField(
            label=gettext("For how long"),
            coerce=int,
            choices=[(days, gettext("%(days)s days") % {"days": days}) for days in GUEST_DAYS],
            initial=GUEST_DAYS[1],
        )


@require_http_methods(["GET", "POST"])
@for_who_may("space.enter")
def people(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """Who is there; let a colleague in, give a guest a link or end it, leave, or close the space."""
    seat = seat_asked(person, code)
    act = request.POST.get("act", "")
    is_inviting = act == "invite"
    form = GuestForm(request.POST if is_inviting else None, seat=seat)
    made: Invitation | None = None
    if request.method == "POST":
        try:
            if is_inviting:
                made = _invited(form, seat)
                form = form if made is None else GuestForm(seat=seat)
            else:
                return _done(request, seat, person, act)
        except Refusal as refusal:
            if not is_inviting:
                messages.error(request, refusal_text(refusal))
                return redirect("space_people", code=code)
            form.add_error(None, refusal_text(refusal))
    context = {
        "space": seat.space,
        "is_open": is_open(seat.space.closed_at, now=now()),
        "form": form,
        "participants": participants_of(seat.space),
        "colleagues": queries.colleagues_to_let_in(seat),
        "guests": [
            {
                "about": guest,
                "channel": channel_name(Channel(guest.channel)),
                "stands": guest.stay.stands(now=now()),
            }
            for guest in queries.guests_seen_from(seat)
        ],
        "channels": [
            {"name": channel_name(channel), "meaning": channel_meaning(channel)}
            for channel in Channel
            if channel in seat.channels and len(seat.channels) > 1
        ],
        "may_close": seat.space.opened_by_id == person.pk and is_open(seat.space.closed_at, now=now()),
        "link": request.build_absolute_uri(reverse("guest_space", args=[made.key])) if made else "",
        "invited": made.guest if made else None,
        "crumbs": crumbs_of(seat.space, here=gettext("Who takes part")),
    }
    return render(request, "spaces/people.html", context, status=400 if form.errors else 200)


def _invited(form: GuestForm, seat: Seat) -> Invitation | None:
    if not form.is_valid():
        return None
    cleaned = form.cleaned_data
    return actions.invite_guest(
        seat=seat, name=cleaned["name"], channel=Channel(cleaned["channel"]), days=cleaned["days"], now=now()
    )


def _done(request: HttpRequest, seat: Seat, person: Person, act: str) -> HttpResponse:
    """What a button does that asks for nothing more. Raises Http404 for what there is not."""
    match act:
        case "add":
            _let_in(request, seat, person)
        case "revoke":
            guests = {guest.code: guest for guest in queries.guests_seen_from(seat)}
            guest = guests.get(request.POST.get("guest", ""))
            if guest is None:
                raise Http404
            actions.revoke_guest(seat=seat, guest=guest, now=now())
            messages.success(request, gettext("The link opens nothing any more."))
        case "leave":
            actions.leave_space(space=seat.space, person=person, now=now())
            messages.success(request, gettext("You left. A colleague can let you in again."))
            return redirect("my_spaces")
        case "close" if seat.space.opened_by_id == person.pk:
            actions.close_space(space=seat.space, by=person, now=now())
            messages.success(request, gettext("The space is closed. It can still be read and taken along."))
        case _:
            raise Http404
    return redirect("space_people", code=seat.space.code)


def _let_in(request: HttpRequest, seat: Seat, person: Person) -> None:
    asked = request.POST.get("person", "")
    found = [pair for pair in queries.colleagues_to_let_in(seat) if asked == f"{pair[0].pk}-{pair[1].pk}"]
    if not found:
        raise Http404
    [(party, colleague)] = found
    actions.add_participant(
        space=seat.space, organisation=party.organisation, person=colleague, by=person, now=now()
    )
    messages.success(request, gettext("%(name)s is let in.") % {"name": colleague})
