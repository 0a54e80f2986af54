"""Starting a pilot from what is known: a challenge, and items of the library."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from schakel.accounts.public import Person, for_who_may
from schakel.introductions import public as introductions
from schakel.introductions.public import Introduction
from schakel.kernel.refusal import Refusal
from schakel.library import public as library
from schakel.library.public import Item, Kind
from schakel.organisations import public as organisations
from schakel.organisations.public import Organisation
from schakel.pilots import actions, queries
from schakel.pilots.drafting import Draft, known_draft
from schakel.pilots.messages import refusal_text
from schakel.pilots.rules import MOST_PARTNERS, phases_in
from schakel.pilots.web.asking import now, screen_language, today
from schakel.pilots.web.forms import StartForm
from schakel.pilots.web.offering import Offered, items_chosen, named_with, offered

MOST_ITEMS = 12


@require_http_methods(["GET", "POST"])
@for_who_may("pilot.read")  # signed in; for which organisation is asked below
def new_pilot(request: HttpRequest, person: Person) -> HttpResponse:
    """A form in which everything that is known stands already; sent, it asks the partners and opens the space."""
    owners = organisations.member_organisations(person)
    if not owners or not queries.allows(person, "pilot.start"):
        raise Http404
    introduction = _introduction(request, person)
    challenge, items = _chosen(request, person)
    if introduction is not None:
        challenge = challenge or (introduction.challenge.item if introduction.challenge else None)
        items = items or ([introduction.item] if introduction.item else [])
    proposed = next((one for one in owners if challenge and one.pk == challenge.owner_id), owners[0])
    known = known_draft(
        owner=proposed,
        challenge=challenge,
        items=items,
        organisations=_introduced(introduction),
        language=screen_language(),
        today=today(),
    )
    named = [*named_with(person, challenge), *request.GET.getlist("propose")[:MOST_ITEMS]]
    form = StartForm(
        request.POST if request.method == "POST" else None,
        owners=owners,
        partners=known.partners,
        solutions=offered(person, Kind.SOLUTION, named=named, without=items),
        facilities=Offered()
        if known.facility
        else offered(person, Kind.FACILITY, named=named, without=items),
        initial=_initial(known, proposed),
    )
    if request.method == "POST" and form.is_valid():
        owner = next(one for one in owners if one.slug == form.cleaned_data["owner"])
        chosen = items_chosen(person, form.slugs())
        wanted = known_draft(
            owner=owner,
            challenge=challenge,
            items=[*chosen, *items],
            organisations=_introduced(introduction),
            language=screen_language(),
            today=today(),
        )
        try:
            started = actions.begin_pilot_of_introduction(
                introduction=introduction,
                owner=owner,
                draft=_draft(form, known, wanted, owner, chosen),
                by=person,
                now=now(),
            )
        except Refusal as refusal:
            is_title = refusal.code == "pilot-words-missing"
            form.add_error("title" if is_title else None, refusal_text(refusal))
        else:
            messages.success(
                request,
                gettext("The pilot is there. Now write how you measure it.")
                if started.is_new
                else gettext("This pilot was started before. Here it is."),
            )
            return redirect("pilot_measures" if started.is_new else "pilot", slug=started.pilot.slug)
    titles = {
        value.pk: value
        for value in (
            library.value_of(one, today=today()) for one in [*([challenge] if challenge else []), *items]
        )
    }
    context = {
        "form": form,
        "begun_with": [
            {"title": value.title(screen_language()), "url": value.url, "kind": library.kind_name(value.kind)}
            for value in titles.values()
        ],
        "crumbs": [
            {"label": gettext("My pilots"), "url": reverse("my_pilots")},
            {"label": gettext("New pilot")},
        ],
    }
    return render(request, "pilots/new.html", context, status=400 if form.errors else 200)


def _introduction(request: HttpRequest, person: Person) -> Introduction | None:
    """The introduction in the address, to which both sides said yes, this person's among them; otherwise Http404."""
    code = request.GET.get("introduction", "")
    if not code:
        return None
    found = introductions.introduction_for(person, code)
    if found is None or not introductions.contacts_of(found, now=now()):
        raise Http404
    sides = {found.requester_id, found.receiver_id}
    if sides.isdisjoint(one.pk for one in organisations.member_organisations(person)):
        raise Http404
    return found


def _introduced(introduction: Introduction | None) -> list[Organisation]:
    return [] if introduction is None else [introduction.requester, introduction.receiver]


def _chosen(request: HttpRequest, person: Person) -> tuple[Item | None, list[Item]]:
    """The challenge and items in the address, as far as this person may see them. Raises Http404 for any other."""
    asked = request.GET.get("challenge", "")
    challenge = library.item_for(person, asked) if asked else None
    if asked and (challenge is None or challenge.kind != Kind.CHALLENGE):
        raise Http404
    items = []
    for slug in dict.fromkeys(request.GET.getlist("item")[:MOST_ITEMS]):
        item = library.item_for(person, slug)
        if item is None:
            raise Http404
        items.append(item)
    return challenge, items


def _initial(known: Draft, owner: Organisation) -> dict[str, object]:
    return {
        "title": known.title,
        "owner": owner.slug,
        "problem": known.problem,
        "hypothesis": known.hypothesis,
        "approach": known.approach,
        "budget_band": known.budget_band,
        "partners": [one.slug for one, _ in known.partners],
        "phases": "\n".join(known.phases),
    }


def _draft(form: StartForm, known: Draft, wanted: Draft, owner: Organisation, chosen: list[Item]) -> Draft:
    """What was typed over what is known of everything that was chosen. A title nobody touched names what is tried."""
    cleaned = form.cleaned_data
    asked = set(cleaned.get("partners", []))
    if cleaned.get("asks_owners"):
        asked |= {one.owner.slug for one in chosen}
    partners = [pair for pair in wanted.partners if pair[0].slug in asked and pair[0].pk != owner.pk]
    is_untouched = cleaned["title"] in ("", known.title)
    return replace(
        wanted,
        title=wanted.title if is_untouched else cleaned["title"],
        problem=cleaned["problem"],
        hypothesis=cleaned["hypothesis"],
        approach=cleaned["approach"],
        budget_band=cleaned["budget_band"],
        starts_on=cleaned["starts_on"],
        ends_on=cleaned["ends_on"],
        phases=phases_in(cleaned["phases"]),
        partners=tuple(partners[:MOST_PARTNERS]),
    )
