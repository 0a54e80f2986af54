"""Where somebody belongs; registering an organisation, and saying what it does."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from schakel.accounts.public import Person, for_who_may, may, role_name, standing_of
from schakel.kernel.refusal import Refusal
from schakel.organisations.labels import type_name
from schakel.organisations.messages import refusal_text
from schakel.organisations.models import Membership, Organisation
from schakel.organisations.queries import memberships_of, open_requests_of, roles_towards
from schakel.organisations.registering import change_organisation, hand_in_again, register_organisation
from schakel.organisations.web.asking import asked_for, now
from schakel.organisations.web.forms import OrganisationForm


@require_GET
@for_who_may("organisation.join")
def my_organisations(request: HttpRequest, person: Person) -> HttpResponse:
    """Where somebody belongs and what they are there; where they asked."""
    context = {
        "memberships": [_line(one) for one in memberships_of(person)],
        "requests": open_requests_of(person),
    }
    return render(request, "organisations/mine.html", context)


def _line(membership: Membership) -> dict[str, object]:
    organisation = membership.organisation
    state, tone = _standing(organisation)
    return {
        "name": organisation.name,
        "slug": organisation.slug,
        "about": type_name(organisation.type),
        "role": role_name(membership.role),
        "is_administrator": membership.is_administrator,
        "is_verified": organisation.is_verified,
        "is_declined": organisation.declined_at is not None,
        "reason": organisation.decline_reason,
        "state": state,
        "tone": tone,
    }


def _standing(organisation: Organisation) -> tuple[str, str]:
    if organisation.is_verified:
        return "", ""
    if organisation.declined_at is not None:
        return gettext("Not taken in yet"), "warning"
    return gettext("Waits to be checked"), "active"


@require_http_methods(["GET", "POST"])
@for_who_may("organisation.register")
def register(request: HttpRequest, person: Person) -> HttpResponse:
    """Register an organisation that the hub does not know; it is seen once the staff has checked it."""
    form = OrganisationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            register_organisation(registration=form.registration(), registered_by=person, now=now())
        except Refusal as refusal:
            form.add_error("name", refusal_text(refusal))
        else:
            messages.success(
                request,
                gettext(
                    "Your organisation is registered. The staff of the hub checks it; until then only you see it."
                ),
            )
            return redirect("my_organisations")
    context = {
        "form": form,
        "crumbs": [
            {"label": gettext("My organisations"), "url": reverse("my_organisations")},
            {"label": gettext("Register an organisation")},
        ],
    }
    return render(request, "organisations/register.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@for_who_may("organisation.join")  # signed in; whose organisation it is decides what they may
def edit(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Say what an organisation does; its name, kind and numbers change only where the staff checks them."""
    organisation = asked_for(person, slug, "organisation.manage")
    with_identity = not organisation.is_verified or may("organisation.verify", standing_of(person))
    form = OrganisationForm(
        request.POST if request.method == "POST" else None,
        organisation=organisation,
        with_identity=with_identity,
    )
    if request.method == "POST" and form.is_valid():
        try:
            stored = change_organisation(
                organisation=organisation, registration=form.registration(), changed_by=person, now=now()
            )
            if not stored.is_verified:
                hand_in_again(organisation=stored, handed_in_by=person, now=now())
        except Refusal as refusal:
            field = str(refusal.details.get("register", ""))
            form.add_error(field if field in form.fields else None, refusal_text(refusal))
        else:
            messages.success(request, gettext("This is stored."))
            return redirect("organisation" if stored.is_verified else "my_organisations", *_place(stored))
    context = {
        "form": form,
        "organisation": organisation,
        "with_identity": with_identity,
        "is_ours": may("organisation.see-members", roles_towards(person, organisation)),
        "crumbs": [
            {"label": gettext("My organisations"), "url": reverse("my_organisations")},
            {"label": organisation.name},
        ],
    }
    return render(request, "organisations/edit.html", context, status=400 if form.errors else 200)


def _place(organisation: Organisation) -> list[str]:
    return [organisation.slug] if organisation.is_verified else []
