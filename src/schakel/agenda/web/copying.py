"""A new event with the texts of one that was held before."""

import secrets

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from schakel.accounts.public import Person, for_who_may
from schakel.agenda import actions
from schakel.agenda.actions import When
from schakel.agenda.messages import refusal_text
from schakel.agenda.rules import FOLLOW
from schakel.agenda.web.asking import BAD, crumbs_of, event_to_change
from schakel.agenda.web.forms import CopyForm
from schakel.agenda.web.visiting import now
from schakel.agenda.wording import event_title
from schakel.kernel.refusal import Refusal
from schakel.library import public as library
from schakel.training import public as training


@require_http_methods(["GET", "POST"])
@for_who_may(FOLLOW)
def copy(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Ask for the new days, and lead to the draft; 404 for who may not edit the event."""
    item = event_to_change(person, slug)
    may_organise = library.allows(person, "training.organise", item)
    form = CopyForm(
        request.POST if request.method == "POST" else None,
        has_edition=may_organise and training.newest_edition(item) is not None,
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.copy_event(
                item=item,
                when=When(said["first_on"], said["last_on"]),
                copied_by=person,
                now=now(),
                form=request.POST.get("form", ""),
                with_edition=said.get("with_edition", False),
            )
        except Refusal as refusal:
            form.add_error("first_on", refusal_text(refusal))
        else:
            messages.success(request, gettext("This is a draft. Read it through, and hand it in."))
            return redirect("item_edit", slug=made.slug)
    context = {
        "form": form,
        "item": item,
        "title": event_title(item),
        "form_key": request.POST.get("form") or secrets.token_urlsafe(12),
        "crumbs": crumbs_of(item, here=gettext("Copy this event"), is_round=False),
    }
    return render(request, "agenda/copy.html", context, status=BAD if form.errors else 200)
