"""The desk of an organisation: who answers for it, and when."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from schakel.accounts.public import Person, for_who_may
from schakel.introductions import actions, queries
from schakel.introductions.desks import day_of, desk_of, members_of
from schakel.introductions.messages import refusal_text
from schakel.introductions.web.asking import now
from schakel.introductions.web.forms import DutyForm
from schakel.kernel.refusal import Refusal
from schakel.organisations import public as organisations


@require_http_methods(["GET", "POST"])
@for_who_may("introduction.read")  # signed in; who runs this desk is asked below
def desk(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """The list of who answers. For the administrators of the organisation and the staff; 404 for anybody else."""
    body = organisations.organisation_for(person, slug)
    if body is None or not queries.runs_desk(person, body):
        raise Http404
    members = members_of(body)
    duties = queries.duties_of(body)
    if request.method == "POST" and request.POST.get("act") == "end":
        duty = next((one for one in duties if str(one.pk) == request.POST.get("duty")), None)
        if duty is not None:
            actions.end_duty(duty=duty, ended_by=person, now=now())
        return redirect("introduction_desk", slug=slug)
    form = DutyForm(
        members,
        request.POST if request.method == "POST" else None,
        initial={"begins_on": day_of(now())},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.put_on_duty(
                organisation=body,
                person=next(one for one in members if str(one.pk) == said["person"]),
                begins_on=said["begins_on"],
                last_on=said["last_on"],
                put_by=person,
                now=now(),
            )
        except Refusal as refusal:
            form.add_error("last_on", refusal_text(refusal))
        else:
            messages.success(request, gettext("This is stored."))
            return redirect("introduction_desk", slug=slug)
    context = {
        "body": body,
        "form": form if members else None,
        "today": desk_of(body, today=day_of(now())),
        "duties": duties,
        "responsiveness": queries.responsiveness_of(body, now=now()),
        "crumbs": [{"label": body.name, "url": ""}, {"label": gettext("Desk"), "url": ""}],
    }
    return render(request, "introductions/desk.html", context, status=400 if form.errors else 200)
