"""Organisations at the desk of the staff: which have to be checked, who asks, which end."""

from datetime import date

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from schakel.accounts.public import Person, for_who_may
from schakel.kernel.refusal import Refusal
from schakel.kernel.sheets import Cell, csv_file
from schakel.organisations import queries, registering, succeeding
from schakel.organisations.identifying import Register
from schakel.organisations.labels import register_name, type_name
from schakel.organisations.messages import refusal_text
from schakel.organisations.models import Organisation
from schakel.organisations.rules import LONGEST_REASON, mixes_alphabets
from schakel.organisations.web.asking import LARGEST_KEY, now

LINES = 50
HEAPS = ("waiting", "requests", "ending", "declined")
verifiers = for_who_may("organisation.verify")


@require_GET
@verifiers
def organisations(request: HttpRequest, person: Person) -> HttpResponse:
    """One heap as a table; the first that has anything, where none is asked for."""
    heaps = _heaps(person)
    shown = request.GET.get("heap") or next((name for name in HEAPS if heaps[name]), "waiting")
    if shown not in heaps:
        raise Http404
    page = Paginator(heaps[shown], LINES).get_page(request.GET.get("page"))
    names = _names()
    context = {
        "staff_page": "organisations",
        "shown": shown,
        "shown_name": names[shown],
        "tabs": [
            {
                "label": names[name],
                "url": f"?heap={name}",
                "current": name == shown,
                "count": len(heaps[name]),
            }
            for name in HEAPS
        ],
        "page": page,
        "rows": page.object_list,
        "csv_url": f"{reverse('staff_organisations_file')}?heap={shown}",
    }
    return render(request, "organisations/staff/organisations.html", context)


@require_GET
@verifiers
def organisations_file(request: HttpRequest, person: Person) -> HttpResponse:
    """One heap, all of it, as a file for a spreadsheet."""
    heaps = _heaps(person)
    shown = request.GET.get("heap", "waiting")
    if shown not in heaps:
        raise Http404
    rows: list[list[Cell]] = [
        [
            gettext("Organisation"),
            gettext("Kind of organisation"),
            gettext("Who"),
            gettext("Since"),
            gettext("Address"),
        ]
    ]
    rows += [[row["name"], row["about"], row["who"], row["on"], row["url"]] for row in heaps[shown]]
    response = HttpResponse(csv_file(rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="organisations-{shown}.csv"'
    return response


def _names() -> dict[str, str]:
    return {
        "waiting": gettext("To check"),
        "requests": gettext("Who asks to belong somewhere"),
        "ending": gettext("Reorganisations"),
        "declined": gettext("Not taken in"),
    }


def _heaps(person: Person) -> dict[str, list[dict[str, str]]]:
    today = timezone.localdate()
    return {
        "waiting": [_row(one, one.registered_at) for one in queries.waiting_registrations()],
        "requests": [
            _row(one.organisation, one.asked_at, who=one.person, members=True)
            for one in queries.requests_for(person)
        ],
        "ending": [_ending(one, today) for one in queries.announced_successions()],
        "declined": [_row(one, one.declined_at) for one in queries.declined_registrations()],
    }


def _row(
    organisation: Organisation, moment: object, *, who: Person | None = None, members: bool = False
) -> dict[str, str]:
    person = who or organisation.registered_by
    url = (
        reverse("organisation_members", args=[organisation.slug])
        if members
        else reverse("staff_organisation", args=[organisation.pk])
    )
    return {
        "name": organisation.name,
        "about": type_name(organisation.type),
        "who": (person.name or person.email) if person is not None else "",
        "on": timezone.localdate(moment).isoformat() if moment else "",  # type: ignore[arg-type]
        "url": url,
    }


def _ending(organisation: Organisation, today: date) -> dict[str, str]:
    ends_on, successor = organisation.valid_until, organisation.successor
    has_ended = ends_on is not None and ends_on <= today
    return {
        "name": organisation.name,
        "about": gettext("Carry over now") if has_ended else gettext("Goes on in another"),
        "who": successor.name if successor else "",
        "on": ends_on.isoformat() if ends_on else "",
        "url": reverse("staff_organisation", args=[organisation.pk]),
    }


class SuccessionForm(forms.Form):
    use_required_attribute = False

    def __init__(self, sent: QueryDict | None = None, *, with_day: bool) -> None:
        super().__init__(sent, auto_id="succession_%s" if with_day else "merge_%s")
        self.fields["other"] = forms.CharField(
            label=gettext("Name or code of the organisation that goes on")
            if with_day
            else gettext("Name or code of the organisation that stays"),
            max_length=160,
            error_messages={"required": gettext("Write the name of an organisation.")},
        )
        if with_day:
            self.fields["ends_on"] = forms.DateField(
                label=gettext("First day of the new organisation"),
                help_text=gettext("For a municipal reorganisation that is 1 January."),
                widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
                error_messages={
                    "required": gettext("Choose a day."),
                    "invalid": gettext("Write a day as 2027-01-31."),
                },
            )

    def clean_other(self) -> Organisation:
        found = queries.find_organisation(self.cleaned_data["other"])
        if found is None:
            raise forms.ValidationError(gettext("The hub knows no organisation that is called so."))
        return found


@require_http_methods(["GET", "POST"])
@verifiers
def organisation(request: HttpRequest, person: Person, key: int) -> HttpResponse:
    """Everything about one organisation that the staff decides: checking, merging, succession."""
    found = (
        Organisation.objects.filter(pk=key)
        .select_related("registered_by", "verified_by", "successor")
        .first()
        if key < LARGEST_KEY
        else None
    )
    if found is None or found.merged_into_id is not None:
        raise Http404
    act = request.POST.get("act", "") if request.method == "POST" else ""
    merging = SuccessionForm(request.POST if act == "merge" else None, with_day=False)
    ending = SuccessionForm(request.POST if act == "announce" else None, with_day=True)
    why = ""
    if request.method == "POST":
        if act not in ("verify", "decline", "merge", "announce", "carry"):
            raise Http404
        form = {"merge": merging, "announce": ending}.get(act)
        if form is None or form.is_valid():
            try:
                said = _do(act, found, person, request.POST, form)
            except Refusal as refusal:
                why = refusal_text(refusal)
            else:
                messages.success(request, said)
                return redirect("staff_organisations")
    context = {
        "staff_page": "organisations",
        "organisation": found,
        "type_name": type_name(found.type),
        "facts": _facts(found),
        "has_lookalikes": mixes_alphabets(found.name),
        "doubles": queries.likely_doubles(found),
        "may_carry": found.successor_id is not None
        and found.valid_until is not None
        and found.valid_until <= timezone.localdate(),
        "merging": merging,
        "ending": ending,
        "why": why,
        "reason": request.POST.get("reason", "")[:LONGEST_REASON],
        "longest_reason": LONGEST_REASON,
        "crumbs": [
            {"label": gettext("Organisations"), "url": reverse("staff_organisations")},
            {"label": found.name},
        ],
    }
    wrong = bool(why or merging.errors or ending.errors)
    return render(request, "organisations/staff/organisation.html", context, status=400 if wrong else 200)


def _do(act: str, found: Organisation, person: Person, sent: QueryDict, form: SuccessionForm | None) -> str:
    """Do what was pressed; what is said of it. Raises a Refusal."""
    if act == "verify":
        registering.verify_organisation(organisation=found, verified_by=person, now=now())
        return gettext("Everybody sees this organisation now.")
    if act == "decline":
        registering.decline_organisation(
            organisation=found, reason=sent.get("reason", ""), declined_by=person, now=now()
        )
        return gettext("Who registered it hears why.")
    if act == "merge" and form is not None:
        succeeding.merge_organisation(
            organisation=found, into=form.cleaned_data["other"], merged_by=person, now=now()
        )
        return gettext("These are one organisation now.")
    if act == "announce" and form is not None:
        succeeding.announce_succession(
            organisation=found,
            successor=form.cleaned_data["other"],
            ends_on=form.cleaned_data["ends_on"],
            announced_by=person,
            now=now(),
        )
        return gettext("This is stored. On the day itself you can carry over its members and items here.")
    moved = succeeding.carry_over(organisation=found, carried_by=person, now=now())
    return gettext("Carried over: %(members)s members and %(items)s items.") % {
        "members": moved.get("members", 0),
        "items": moved.get("items", 0),
    }


def _facts(found: Organisation) -> list[dict[str, object]]:
    facts = [(gettext("Kind of organisation"), type_name(found.type), "")]
    facts += [
        (register_name(register), getattr(found, register.value), "")
        for register in Register
        if getattr(found, register.value)
    ]
    if found.website:
        facts.append((gettext("Website"), found.website, found.website))
    if found.registered_by is not None:
        facts.append(
            (gettext("Registered by"), f"{found.registered_by.name} · {found.registered_by.email}", "")
        )
    return [{"label": label, "text": text, "url": url, "lines": []} for label, text, url in facts]
