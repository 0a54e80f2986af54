"""Writing a pilot in four steps: what it is, how it is measured, the checks, and the plan; and asking partners."""

from collections.abc import Iterable, Mapping

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from schakel.accounts.public import Person, for_who_may
from schakel.kernel.comparing import Conflict, merged
from schakel.kernel.refusal import Refusal
from schakel.organisations import public as organisations
from schakel.pilots import actions, queries
from schakel.pilots.facts import plain_fields
from schakel.pilots.messages import refusal_text
from schakel.pilots.models import Pilot
from schakel.pilots.rules import CheckName, CheckState, PartnerRole, Reply, State, phases_in
from schakel.pilots.web.asking import asked_for, crumbs_of, now
from schakel.pilots.web.forms import CheckForm, MeasuresForm, PartnerForm, PlanForm, TextForm
from schakel.pilots.wording import REPLY_TONES, check_meaning, check_name, reply_text, role_name

_BEFORE = ("title", "problem", "hypothesis", "approach", "budget_band", "starts_on", "ends_on")
_AFTER = ("results", "failed", "lesson")
_STEPS = ("pilot_edit", "pilot_measures", "pilot_checks", "pilot_plan")
"""The pages in their order; each leads to the next."""


@require_http_methods(["GET", "POST"])
@for_who_may("pilot.read")  # signed in; whose pilot it is decides what they may
def edit(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """What the pilot says. What others stored in the meantime is shown, never overwritten unseen."""
    pilot = asked_for(person, slug, "pilot.move")
    if pilot.state == State.WITHDRAWN:
        raise Http404
    names = (*_AFTER, *_BEFORE) if _has_run(pilot) else _BEFORE
    stored: dict[str, object] = {name: getattr(pilot, name) for name in names} | {
        "seen_version": pilot.version
    }
    form = TextForm(request.POST if request.method == "POST" else None, names=names, initial=stored)
    meanwhile: dict[str, object] = {}
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        seen_version = cleaned.pop("seen_version") or 0
        try:
            actions.change_pilot(
                pilot=pilot,
                seen_version=seen_version,
                fields=cleaned,
                changed_by=person,
                now=now(),
            )
        except Refusal as refusal:
            if refusal.code != "changed-meanwhile":
                form.add_error(None, refusal_text(refusal))
            else:
                form, meanwhile = _brought_together(
                    request, asked_for(person, slug, "pilot.move"), names, seen_version
                )
        else:
            return _onward(request, pilot, "pilot_edit")
    return _show(request, pilot, "pilot_edit", form, {"meanwhile": meanwhile}, is_conflict=bool(meanwhile))


def _has_run(pilot: Pilot) -> bool:
    """Whether it was started: then these pages are no steps any more that lead to each other."""
    return State(pilot.state) not in (State.PROPOSED, State.AGREED)


def _brought_together(
    request: HttpRequest, pilot: Pilot, names: Iterable[str], seen_version: int
) -> tuple[TextForm, dict[str, object]]:
    """The form with what both wrote, as on the page of an item: what only the other changed is taken over."""
    shown = list(names)
    theirs = plain_fields(pilot)
    before = queries.fields_seen_in(pilot, seen_version)
    both = merged(
        before={name: before[name] for name in shown},
        theirs={name: theirs[name] for name in shown},
        yours={name: request.POST.get(name, "") for name in shown},
    )
    form = TextForm(names=shown, initial=both.values | {"seen_version": pilot.version})
    return form, {
        "conflicts": [_shown(form, one) for one in both.conflicts],
        "taken_over": [form[name].label for name in both.taken_over],
    }


def _shown(form: forms.Form, conflict: Conflict) -> dict[str, object]:
    field = form[conflict.name]
    words = dict(getattr(field.field, "choices", ()))
    return {
        "label": field.label,
        "url": f"#{field.id_for_label}",
        "theirs": words.get(conflict.theirs, conflict.theirs),
        "yours": words.get(conflict.yours, conflict.yours),
    }


@require_http_methods(["GET", "POST"])
@for_who_may("pilot.read")  # as above
def measures(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """By what one sees whether it works: before, aimed for, and afterwards."""
    pilot = asked_for(person, slug, "pilot.move")
    _check_unfinished(pilot)
    sent = request.POST if request.method == "POST" else None
    form = MeasuresForm(sent, measures=pilot.measures.all(), version=pilot.version)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_measures(
                pilot=pilot,
                seen_version=form.cleaned_data["seen_version"],
                measures=form.drafts(),
                changed_by=person,
                now=now(),
            )
        except Refusal as refusal:
            if refusal.code == "changed-meanwhile":
                return _measures_meanwhile(request, asked_for(person, slug, "pilot.move"))
            form.add_error(None, refusal_text(refusal))
        else:
            return _onward(request, pilot, "pilot_measures")
    return _show(request, pilot, "pilot_measures", form, {"rows": form.rows()})


def _measures_meanwhile(request: HttpRequest, pilot: Pilot) -> HttpResponse:
    """What is stored now beside what was typed, which stays in the form and is stored the next time."""
    sent = request.POST.copy()
    sent["seen_version"] = str(pilot.version)
    form = MeasuresForm(sent, measures=pilot.measures.all(), version=pilot.version)
    theirs = MeasuresForm(measures=pilot.measures.all(), version=pilot.version)
    differences = [
        {
            "label": str(field.label),
            "url": f"#id_{name}",
            "theirs": str(theirs[name].value() or ""),
            "yours": str(form[name].value() or ""),
        }
        for name, field in form.fields.items()
        if name in theirs.fields
        and not name.startswith(("key-", "seen"))
        and str(theirs[name].value() or "") != str(form[name].value() or "")
    ]
    beside = {"rows": form.rows(), "meanwhile": {"conflicts": differences, "taken_over": []}}
    return _show(request, pilot, "pilot_measures", form, beside, is_conflict=True)


@require_http_methods(["GET", "POST"])
@for_who_may("pilot.read")  # as above
def checks(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """What has to be looked at before it starts; each is stored by itself."""
    pilot = asked_for(person, slug, "pilot.move")
    _check_unfinished(pilot)
    there = {CheckName(one.name): one for one in pilot.checks.select_related("set_by")}
    asked = request.POST.get("check", "")
    if request.method == "POST" and asked not in {name.value for name in there}:
        raise Http404
    shown: dict[CheckName, CheckForm] = {}
    for name, check in there.items():
        is_sent = request.method == "POST" and asked == name.value
        shown[name] = CheckForm(
            request.POST if is_sent else None,
            auto_id=f"id_{name.value}_%s",
            initial={"state": check.state, "words": check.words},
        )
    sent_form = shown[CheckName(asked)] if asked else None
    if sent_form is not None and sent_form.is_valid():
        cleaned = sent_form.cleaned_data
        try:
            actions.settle_check(
                pilot=pilot,
                name=CheckName(asked),
                state=CheckState(cleaned["state"]),
                words=cleaned["words"],
                settled_by=person,
                now=now(),
            )
        except Refusal as refusal:
            sent_form.add_error("words", refusal_text(refusal))
        else:
            messages.success(request, gettext("This is stored."))
            return redirect("pilot_checks", slug=pilot.slug)
    beside = {
        "all_checks": [
            {
                "value": name.value,
                "name": check_name(name),
                "meaning": check_meaning(name),
                "about": there[name],
                "form": form,
            }
            for name, form in shown.items()
        ]
    }
    return _show(request, pilot, "pilot_checks", sent_form, beside)


@require_http_methods(["GET", "POST"])
@for_who_may("pilot.read")  # as above
def plan(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """The steps of the plan; who does what by when stands in the space."""
    pilot = asked_for(person, slug, "pilot.move")
    _check_unfinished(pilot)
    initial = {"phases": "\n".join(one.name for one in pilot.phases.all())}
    form = PlanForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            names = phases_in(form.cleaned_data["phases"])
            actions.change_phases(pilot=pilot, names=names, changed_by=person, now=now())
        except Refusal as refusal:
            form.add_error("phases", refusal_text(refusal))
        else:
            return _onward(request, pilot, "pilot_plan")
    return _show(request, pilot, "pilot_plan", form, {})


@require_http_methods(["GET", "POST"])
@for_who_may("pilot.read")  # as above
def partners(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Who is asked to take part, and asking another organisation by its name."""
    pilot = asked_for(person, slug, "pilot.move")
    _check_unfinished(pilot)
    form = PartnerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        found = organisations.find_organisation(form.cleaned_data["organisation"])
        try:
            if found is None:
                raise Refusal("partner-unknown")  # noqa: TRY301 - said where the others are
            actions.ask_partner(
                pilot=pilot,
                organisation=found,
                role=PartnerRole(form.cleaned_data["role"]),
                asked_by=person,
                now=now(),
            )
        except Refusal as refusal:
            form.add_error("organisation", refusal_text(refusal))
        else:
            messages.success(request, gettext("%(name)s is asked.") % {"name": found})
            return redirect("pilot_partners", slug=pilot.slug)
    beside = {
        "partners": [
            {
                "about": one,
                "role": role_name(PartnerRole(one.role)),
                "reply": reply_text(Reply(one.reply)),
                "tone": REPLY_TONES[Reply(one.reply)],
            }
            for one in queries.partners_of(pilot)
        ]
    }
    return _show(request, pilot, "pilot_partners", form, beside)


def _check_unfinished(pilot: Pilot) -> None:
    """What is finished has nothing to fill in. Raises Http404."""
    if State(pilot.state) in (State.DECIDED, State.WITHDRAWN):
        raise Http404


def _onward(request: HttpRequest, pilot: Pilot, page: str) -> HttpResponse:
    """To the next page, or to the pilot, as the button says."""
    messages.success(request, gettext("This is stored."))
    place = _STEPS.index(page) + 1
    if request.POST.get("then") == "next" and place < len(_STEPS):
        return redirect(_STEPS[place], slug=pilot.slug)
    return redirect("pilot", slug=pilot.slug)


def _titles(pilot: Pilot) -> dict[str, str]:
    return {
        "pilot_edit": gettext("What came of it") if _has_run(pilot) else gettext("What it is"),
        "pilot_measures": gettext("How you measure it"),
        "pilot_checks": gettext("Checks"),
        "pilot_plan": gettext("Plan"),
        "pilot_partners": gettext("Partners"),
    }


def _show(
    request: HttpRequest,
    pilot: Pilot,
    page: str,
    form: forms.Form | None,
    beside: Mapping[str, object],
    *,
    is_conflict: bool = False,
) -> HttpResponse:
    title = here = _titles(pilot)[page]
    if page in _STEPS and not _has_run(pilot):
        title = gettext("Step %(number)s of %(most)s: %(title)s") % {
            "number": _STEPS.index(page) + 1,
            "most": len(_STEPS),
            "title": title,
        }
    is_wrong = form is not None and bool(form.errors)
    context = {
        "pilot": pilot,
        "form": form,
        "is_wrong": is_wrong,
        "page": page,
        "title": title,
        "is_conflict": is_conflict,
        "has_next": page in _STEPS[:-1] and not _has_run(pilot),
        "crumbs": crumbs_of(pilot, here=here),
        **beside,
    }
    status = 409 if is_conflict else 400 if is_wrong else 200
    return render(request, f"pilots/{page.removeprefix('pilot_')}.html", context, status=status)
