"""Saying that one uses something of others, and how it goes on."""

from datetime import UTC, datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST

from schakel.accounts.public import Person, for_who_may
from schakel.adoptions import actions, queries
from schakel.adoptions.messages import refusal_text
from schakel.adoptions.models import Adoption
from schakel.adoptions.rules import KINDS, State
from schakel.adoptions.web.forms import AdoptionForm, colleagues, states_after
from schakel.kernel.languages import DUTCH
from schakel.kernel.refusal import Refusal
from schakel.library import public as library
from schakel.library.public import Item, Kind
from schakel.organisations import public as organisations
from schakel.organisations.public import Organisation


@require_http_methods(["GET", "POST"])
@for_who_may("item.read")  # signed in; for which organisation is asked below
def adopt(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """A form for one's own organisation, or for another, which is then asked; keeps the challenge it began with."""
    item = library.item_for(person, slug)
    if item is None or item.kind not in KINDS or not library.allows(person, "adoption.report"):
        raise Http404
    own = organisations.member_organisations(person)
    others = [one for one in own if one.pk != item.owner_id]
    may_name_others = queries.names_others(person, item)
    if request.method == "GET" and not may_name_others:
        said = {one.adopter_id: one for one in queries.reuse_of(person, item).own}
        if all(one.pk in said for one in others):
            return redirect("adoption", code=said[others[0].pk].code)
        others = [one for one in others if one.pk not in said]
    challenge = _challenge(request, person)
    form = AdoptionForm(
        request.POST if request.method == "POST" else None,
        states=[State.INTENDED, State.RUNNING, State.IN_USE],
        people=colleagues(others),
        adopters=others,
        may_name_others=may_name_others,
        initial={"adopter": others[0].slug if others and not may_name_others else ""},
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.report_adoption(
                item=item,
                adopter=_adopter(form, others),
                draft=form.draft(challenge=challenge),
                reported_by=person,
                now=_now(),
            )
        except Refusal as refusal:
            is_about_who = (
                refusal.code in ("adopter-unknown", "adoption-of-ones-own") and "other" in form.fields
            )
            form.add_error("other" if is_about_who else None, refusal_text(refusal))
        else:
            _say(request, made)
            return redirect("item", slug=item.slug)
    title = _title(item)
    context = {
        "form": form,
        "title": title,
        "cancel_url": item.get_absolute_url(),
        "heading": gettext("We use this too"),
        "challenge": _title(challenge) if challenge else "",
        "crumbs": [{"label": title, "url": item.get_absolute_url()}, {"label": gettext("We use this too")}],
    }
    return render(request, "adoptions/form.html", context, status=400 if form.errors else 200)


def _adopter(form: AdoptionForm, own: list[Organisation]) -> Organisation:
    """The one that was chosen or named. Raises a Refusal for a name we do not know."""
    chosen = next((one for one in own if one.slug == form.cleaned_data.get("adopter")), None)
    if chosen is not None:
        return chosen
    named = form.cleaned_data.get("other", "")
    found = organisations.find_organisation(named) if named else None
    if found is None:
        raise Refusal("adopter-unknown")
    return found


def _challenge(request: HttpRequest, person: Person) -> Item | None:
    """The challenge in the address, of one's own organisation. Raises Http404 for any other."""
    asked = request.GET.get("challenge", "")
    if not asked:
        return None
    found = library.item_for(person, asked)
    own = {one.pk for one in organisations.member_organisations(person)}
    if found is None or found.kind != Kind.CHALLENGE or found.owner_id not in own:
        raise Http404
    return found


def _say(request: HttpRequest, made: Adoption) -> None:
    if made.confirmed_at is not None:
        messages.success(request, gettext("This is stored. Others see that you use this."))
    else:
        messages.success(
            request, gettext("%(adopter)s is asked whether this is so.") % {"adopter": made.adopter.name}
        )


@require_http_methods(["GET", "POST"])
@for_who_may("item.read")  # as above
def change(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """How an adoption stands now, for who works for the adopter."""
    adoption = queries.adoption_for(person, code)
    if adoption is None or not queries.works_for_adopter(person, adoption):
        raise Http404
    form = AdoptionForm(
        request.POST if request.method == "POST" else None,
        states=states_after(State(adoption.state)),
        people=colleagues([adoption.adopter]),
        initial={
            "state": adoption.state,
            "scale": adoption.scale,
            "since_on": adoption.since_on,
            "version": adoption.version,
            "result": adoption.result,
            "contact": str(adoption.contact_id or ""),
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_adoption(adoption=adoption, draft=form.draft(), changed_by=person, now=_now())
        except Refusal as refusal:
            form.add_error(None, refusal_text(refusal))
        else:
            messages.success(request, gettext("This is stored."))
            return redirect("my_adoptions")
    title = _title(adoption.item)
    context = {
        "form": form,
        "title": title,
        "cancel_url": reverse("my_adoptions"),
        "heading": adoption.adopter.name,
        "challenge": "",
        "crumbs": [{"label": gettext("What we use"), "url": reverse("my_adoptions")}, {"label": title}],
    }
    return render(request, "adoptions/form.html", context, status=400 if form.errors else 200)


@require_POST
@for_who_may("item.read")  # as above
def confirm(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """Say that it is so, or that it is not."""
    adoption = queries.adoption_for(person, code)
    if adoption is None or not queries.works_for_adopter(person, adoption):
        raise Http404
    try:
        if request.POST.get("act") == "decline":
            actions.decline_adoption(adoption=adoption, declined_by=person, now=_now())
        else:
            actions.confirm_adoption(adoption=adoption, confirmed_by=person, now=_now())
    except Refusal as refusal:
        messages.error(request, refusal_text(refusal))
    else:
        messages.success(request, gettext("This is stored."))
    return redirect("my_adoptions")


def _title(item: Item) -> str:
    return library.value_of(item, today=timezone.localdate()).title(get_language() or DUTCH)


def _now() -> datetime:
    return timezone.now().astimezone(UTC)
