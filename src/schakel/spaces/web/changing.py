"""Putting something in a space, changing it, saying that it is done, taking it away."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from schakel.accounts.public import Person, for_who_may
from schakel.documents import public as documents
from schakel.kernel.refusal import Refusal
from schakel.spaces import actions, queries
from schakel.spaces.actions import Draft
from schakel.spaces.messages import refusal_text
from schakel.spaces.models import Contribution
from schakel.spaces.rules import MOST_FILES, Channel, Kind, Place, check_channel, check_open, new_code
from schakel.spaces.seats import Seat
from schakel.spaces.web.asking import channel_asked, now, part_asked, seat_asked
from schakel.spaces.web.forms import ChangeForm, ContributionForm
from schakel.spaces.web.showing import crumbs_of, shown
from schakel.spaces.wording import channel_meaning, channel_name, kind_name


@require_http_methods(["GET", "POST"])
@documents.bounded
@for_who_may("space.enter")
def add(request: HttpRequest, person: Person, code: str, kind: str) -> HttpResponse:
    """A form for one kind, in the channel that was chosen before; sent twice, it adds one thing."""
    seat = seat_asked(person, code)
    if kind not in set(Kind):
        raise Http404
    channel = channel_asked(request, seat)
    wanted = Kind(kind)
    sent = request.method == "POST"
    form = ContributionForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        seat=seat,
        kind=wanted,
        channel=channel,
    )
    if sent and form.is_valid():
        try:
            made = actions.add_contribution(
                seat=seat, draft=_draft(request, form, seat, wanted, channel), now=now()
            )
        except Refusal as refusal:
            form.add_error(_field_of(refusal, form), refusal_text(refusal))
        else:
            messages.success(request, gettext("This is stored."))
            return redirect(f"{seat.space.get_absolute_url()}?channel={made.channel}")
    title = {
        Kind.POST: gettext("Write a message"),
        Kind.TASK: gettext("Add a task"),
        Kind.DECISION: gettext("Write down a decision"),
        Kind.LINK: gettext("Add a working place"),
        Kind.FILE: gettext("Add a file"),
    }[wanted]
    context = {
        "form": form,
        "space": seat.space,
        "title": title,
        "kind": kind,
        "channel": channel.value,
        "channel_name": channel_name(channel),
        "channel_meaning": channel_meaning(channel),
        "is_private": channel is Channel.PRIVATE,
        "tells_channel": len(seat.channels) > 1,
        "sent_key": request.POST.get("sent_key") or new_code(),
        "crumbs": crumbs_of(seat.space, here=title),
    }
    return render(request, "spaces/add.html", context, status=400 if form.errors else 200)


def _draft(request: HttpRequest, form: ContributionForm, seat: Seat, kind: Kind, channel: Channel) -> Draft:
    cleaned = form.cleaned_data
    stored = None
    if kind is Kind.FILE:
        check_open(closed_at=seat.space.closed_at, now=now())  # before anything is kept of it
        check_channel(channel, seat.channels)
        name, content = documents.sent_file(request, "document")
        stored = documents.keep_file(
            content=content, name=name, number=queries.number_of_files(seat.space), most=MOST_FILES
        )
    return Draft(
        kind=kind,
        channel=channel,
        text=cleaned.get("text", ""),
        day=cleaned.get("day"),
        doer=form.readers.get(cleaned.get("doer", "")),
        decided_by=cleaned.get("decided_by", ""),
        place=Place(cleaned["place"]) if cleaned.get("place") else None,
        address=cleaned.get("address", ""),
        file=stored,
        sent_key=request.POST.get("sent_key", "")[:64],
    )


def _field_of(refusal: Refusal, form: ContributionForm) -> str | None:
    if refusal.code == "address-not-usable":
        return "address"
    return "document" if "document" in form.fields else None


@require_http_methods(["GET", "POST"])
@for_who_may("space.enter")
def change(request: HttpRequest, person: Person, code: str, part: str) -> HttpResponse:
    """What it says in its form; what somebody else stored in the meantime is shown, never overwritten unseen."""
    seat = seat_asked(person, code)
    found = part_asked(seat, part)
    kind, channel = Kind(found.kind), Channel(found.channel)
    if not shown(seat, found).may_change:
        raise Http404
    form = ChangeForm(
        request.POST if request.method == "POST" else None,
        seat=seat,
        kind=kind,
        channel=channel,
        initial=_initial(found),
    )
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        try:
            actions.change_contribution(
                seat=seat,
                contribution=found,
                seen_version=cleaned["seen_version"],
                text=cleaned["text"],
                day=cleaned.get("day"),
                doer=form.readers.get(cleaned.get("doer", "")),
                now=now(),
            )
        except Refusal as refusal:
            if refusal.code == "changed-meanwhile":
                return _show_change(request, seat, part_asked(seat, part), form, is_conflict=True)
            form.add_error(None, refusal_text(refusal))
        else:
            messages.success(request, gettext("This is stored."))
            return redirect(f"{seat.space.get_absolute_url()}?channel={found.channel}")
    return _show_change(request, seat, found, form)


def _initial(found: Contribution) -> dict[str, object]:
    return {
        "text": found.text,
        "day": found.day,
        "doer": str(found.doer_id or ""),
        "seen_version": found.version,
    }


def _show_change(
    request: HttpRequest, seat: Seat, found: Contribution, form: ChangeForm, *, is_conflict: bool = False
) -> HttpResponse:
    status = 400 if form.errors else 200
    if is_conflict:
        # What one typed stays in the form; the next time it is stored over the version that is shown beside it.
        typed = {name: request.POST.get(name, "") for name in form.fields} | {"seen_version": found.version}
        form = ChangeForm(seat=seat, kind=Kind(found.kind), channel=Channel(found.channel), initial=typed)
        status = 409
    title = gettext("Change: %(what)s") % {"what": kind_name(Kind(found.kind)).lower()}
    context = {
        "form": form,
        "space": seat.space,
        "part": found,
        "title": title,
        "is_conflict": is_conflict,
        "revisions": queries.revisions_of(found),
        "yours": request.POST.get("text", ""),
        "crumbs": crumbs_of(seat.space, here=title),
    }
    return render(request, "spaces/change.html", context, status=status)


@require_POST
@for_who_may("space.enter")
def finish(request: HttpRequest, person: Person, code: str, part: str) -> HttpResponse:
    """A task is done, or not after all."""
    seat = seat_asked(person, code)
    task = part_asked(seat, part)
    try:
        actions.finish_task(seat=seat, task=task, is_done=request.POST.get("act") != "reopen", now=now())
    except Refusal as refusal:
        messages.error(request, refusal_text(refusal))
    return redirect(f"{seat.space.get_absolute_url()}?channel={task.channel}")


@require_http_methods(["GET", "POST"])
@for_who_may("space.enter")
def remove(request: HttpRequest, person: Person, code: str, part: str) -> HttpResponse:
    """Ask once more, then take away what one wrote oneself."""
    seat = seat_asked(person, code)
    found = part_asked(seat, part)
    if not shown(seat, found).may_remove:
        raise Http404
    if request.method == "POST":
        try:
            actions.remove_contribution(seat=seat, contribution=found, now=now())
        except Refusal as refusal:
            messages.error(request, refusal_text(refusal))
        else:
            messages.success(request, gettext("This is taken away."))
        return redirect(f"{seat.space.get_absolute_url()}?channel={found.channel}")
    title = gettext("Take away: %(what)s") % {"what": kind_name(Kind(found.kind)).lower()}
    context = {
        "space": seat.space,
        "part": found,
        "title": title,
        "crumbs": crumbs_of(seat.space, here=title),
    }
    return render(request, "spaces/remove.html", context)
