"""Writing an item, taking it a step further, and looking back at what was changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from schakel.accounts.public import Person, may, names_by_reference, require_act
from schakel.kernel.comparing import merged
from schakel.kernel.refusal import Refusal
from schakel.library import access, actions, queries
from schakel.library.kinds import KINDS, Kind
from schakel.library.labels import kind_meaning, kind_name, kind_name_plural, state_name, step_name
from schakel.library.messages import refusal_text
from schakel.library.models import Item
from schakel.library.rules import State, Step, possible_steps, state_at
from schakel.library.values import ItemValue
from schakel.library.versions import happenings_of, snapshot, snapshot_as_of
from schakel.library.web.differing import shown_conflict, shown_happening
from schakel.library.web.editing import ItemForm, form_values, typed_values
from schakel.library.web.people import for_people, typed_before
from schakel.library.web.visiting import now, screen_language, today

if TYPE_CHECKING:
    from django.utils.datastructures import MultiValueDict

ACT_OF_STEP = {
    Step.SUBMIT: "item.submit",
    Step.PUBLISH: "item.review",
    Step.SEND_BACK: "item.review",
    Step.ARCHIVE: "item.archive",
    Step.RESTORE: "item.archive",
}
TONES = {
    State.DRAFT: "neutral",
    State.REVIEW: "active",
    State.PUBLISHED: "good",
    State.NEEDS_UPDATE: "warning",
    State.ARCHIVED: "ended",
}
FIND_THEMES = "find-themes"


@require_GET
@for_people
def choose_kind(request: HttpRequest, person: Person) -> HttpResponse:
    """What somebody wants to add."""
    access.require(person, "item.create")
    kinds = [{"kind": kind.value, "name": kind_name(kind), "meaning": kind_meaning(kind)} for kind in KINDS]
    return render(request, "library/staff/choose_kind.html", {"kinds": kinds})


@require_http_methods(["GET", "POST"])
@for_people
def new_item(request: HttpRequest, person: Person, kind: str) -> HttpResponse:
    """A new item of one kind, from an empty form to a stored draft."""
    access.require(person, "item.create")
    if kind not in set(Kind):
        raise Http404
    chosen = Kind(kind)
    form = _form(request, chosen, person, stored={"original_language": screen_language()})
    if request.method == "POST" and form.is_bound and form.is_valid():
        step = _step_asked(request)
        if step is not None:
            require_act(ACT_OF_STEP[step], access.roles_of_writer(person))
        try:
            item = actions.write_and_move(
                kind=chosen, content=form.content(), step=step, written_by=person, now=now()
            )
        except Refusal as refusal:
            form.add_error(None, refusal_text(refusal))
        else:
            messages.success(request, _stored_sentence(item))
            return redirect("item_edit", slug=item.slug)
    return _show_form(request, person, form, chosen, item=None)


@require_http_methods(["GET", "POST"])
@for_people
def edit(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """An item in its form; what others changed in the meantime is shown, never overwritten unseen."""
    item = _item(person, slug)
    access.require(person, "item.edit", item)
    kind = Kind(item.kind)
    stored = form_values(kind, snapshot(item)) | {"seen_version": item.version}
    form = _form(request, kind, person, stored=stored)
    if request.method == "POST" and form.is_bound and form.is_valid():
        step = _step_asked(request)
        if step is not None:
            access.require(person, ACT_OF_STEP[step], item)
        try:
            changed = actions.change_and_move(
                item=item,
                seen_version=form.cleaned_data["seen_version"] or 0,
                content=form.content(),
                step=step,
                changed_by=person,
                now=now(),
            )
        except Refusal as refusal:
            if refusal.code == "changed-meanwhile":
                return _show_changed_meanwhile(request, person, item, form)
            form.add_error(None, refusal_text(refusal))
        else:
            messages.success(request, _stored_sentence(changed))
            return redirect("item_edit", slug=changed.slug)
    return _show_form(request, person, form, kind, item=item)


@require_POST
@for_people
def take_step(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Hand in, publish, send back, archive or restore; sending back asks why, archiving asks once more."""
    item = _item(person, slug)
    step = _step_asked(request)
    if step is None:
        raise Http404
    access.require(person, ACT_OF_STEP[step], item)
    seen_version = request.POST.get("seen_version", "")
    reason = request.POST.get("reason", "")
    asks_first = step is Step.ARCHIVE or (step is Step.SEND_BACK and not reason.strip())
    if asks_first and "confirmed" not in request.POST:
        return _ask_first(request, item, step)
    try:
        moved = actions.move_item(
            item=item,
            step=step,
            moved_by=person,
            now=now(),
            reason=reason,
            seen_version=int(seen_version) if seen_version.isascii() and seen_version.isdigit() else None,
        )
    except Refusal as refusal:
        if refusal.code == "reason-missing":
            return _ask_first(request, item, step, error=refusal_text(refusal))
        messages.error(request, refusal_text(refusal))
        return redirect("item_edit", slug=item.slug)
    messages.success(request, _stored_sentence(moved))
    return redirect("staff") if request.POST.get("back") == "staff" else redirect("item_edit", slug=item.slug)


@require_GET
@for_people
def history(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Who changed what and when, from the journal."""
    item = _item(person, slug)
    access.require(person, "item.history", item)
    happenings = happenings_of(item)
    names = names_by_reference({happening.by for happening in happenings})
    value = _value(item)
    title = value.title(screen_language())
    context = {
        "item": value,
        "title": title,
        "happenings": [shown_happening(happening, names) for happening in happenings],
        "crumbs": [{"label": title, "url": value.url}, {"label": gettext("History")}],
    }
    return render(request, "library/staff/history.html", context)


def _item(person: Person, slug: str) -> Item:
    item = queries.item_for(person, slug)
    if item is None:
        raise Http404
    return item


def _form(request: HttpRequest, kind: Kind, person: Person, *, stored: Mapping[str, object]) -> ItemForm:
    """The form as it has to be shown or judged: with what was sent, kept, searched for or stored."""
    kept = typed_before(request) if request.method == "GET" else None
    looking_up = request.method == "POST" and request.POST.get("act") == FIND_THEMES
    if kept is not None:
        messages.info(
            request, gettext("You had to sign in again. What you typed is still here; store it now.")
        )
    typed: MultiValueDict[str, str] | None = request.POST if looking_up else kept
    return ItemForm(
        request.POST if request.method == "POST" and not looking_up else None,
        kind=kind,
        person=person,
        may_choose_any_owner=access.allows(person, "staff.work"),
        today=today(),
        initial={**stored, **(typed_values(typed) if typed is not None else {})},
    )


def _step_asked(request: HttpRequest) -> Step | None:
    """The step in the button that was pressed; None for storing alone."""
    asked = request.POST.get("step", "")
    return Step(asked) if asked in set(Step) else None


def _ask_first(request: HttpRequest, item: Item, step: Step, *, error: str = "") -> HttpResponse:
    value = _value(item)
    title = value.title(screen_language())
    context = {
        "item": value,
        "title": title,
        "step": step.value,
        "button": step_name(step),
        "asks_why": step is Step.SEND_BACK,
        "reason": request.POST.get("reason", ""),
        "error": error,
        "seen_version": request.POST.get("seen_version", ""),
        "back": request.POST.get("back", ""),
        "crumbs": [{"label": title, "url": value.url}, {"label": step_name(step)}],
    }
    return render(request, "library/staff/ask_first.html", context)


def _show_changed_meanwhile(request: HttpRequest, person: Person, item: Item, form: ItemForm) -> HttpResponse:
    """Both versions beside each other; the next time it is stored over the version that is shown here."""
    stored = _item(person, item.slug)
    kind = Kind(stored.kind)
    both = merged(
        before=form_values(kind, snapshot_as_of(stored, form.cleaned_data["seen_version"] or 0)),
        theirs=form_values(kind, snapshot(stored)),
        yours=typed_values(request.POST),
    )
    again = ItemForm(
        kind=kind,
        person=person,
        may_choose_any_owner=access.allows(person, "staff.work"),
        today=today(),
        initial=both.values | {"seen_version": stored.version},
    )
    return _show_form(
        request,
        person,
        again,
        kind,
        item=stored,
        meanwhile={
            "conflicts": [shown_conflict(conflict, again) for conflict in both.conflicts],
            "taken_over": [again[name].label for name in both.taken_over],
        },
    )


def _show_form(
    request: HttpRequest,
    person: Person,
    form: ItemForm,
    kind: Kind,
    *,
    item: Item | None,
    meanwhile: dict[str, object] | None = None,
) -> HttpResponse:
    value = _value(item) if item else None
    title = value.title(screen_language()) if value else ""
    sections = form.sections()
    here = gettext("Edit") if item else kind_name(kind)
    crumbs = (
        [{"label": title, "url": value.url}]
        if value
        else [{"label": gettext("Add"), "url": reverse("choose_kind")}]
    )
    context = {
        "form": form,
        "kind": kind.value,
        "kind_name": kind_name(kind),
        "kinds_name": kind_name_plural(kind),
        "kind_meaning": kind_meaning(kind),
        "item": value,
        "title": title,
        "state": {"label": state_name(value.state), "tone": TONES[value.state]} if value else None,
        "sections": sections,
        "contents": [
            {"label": section.title, "url": f"#{section.name}", "is_wrong": section.is_wrong}
            for section in sections
        ],
        "steps": _steps(person, item),
        "meanwhile": meanwhile,
        "crumbs": [*crumbs, {"label": here}],
    }
    return render(request, "library/staff/edit.html", context, status=409 if meanwhile else 200)


@dataclass(frozen=True, slots=True)
class StepButton:
    """A step that can be taken from here. ``is_along`` for one that also stores what is in the form."""

    value: str
    label: str
    is_along: bool
    is_final: bool


def _steps(person: Person, item: Item | None) -> list[StepButton]:
    roles = access.roles_towards(person, item) if item else access.roles_of_writer(person)
    state = _state_today(item) if item else State.DRAFT
    allowed = [step for step in possible_steps(state) if may(ACT_OF_STEP[step], roles)]
    if Step.PUBLISH in allowed:  # whoever may publish need not ask for a review
        allowed = [step for step in allowed if step is not Step.SUBMIT]
    labels = {
        Step.SUBMIT: gettext("Store and hand in for review"),
        Step.PUBLISH: gettext("Store and publish"),
    }
    return [
        StepButton(
            value=step.value,
            label=labels.get(step, step_name(step)),
            is_along=step in labels,
            is_final=step is Step.ARCHIVE,
        )
        for step in allowed
        if item is not None or step in labels
    ]


def _stored_sentence(item: Item) -> str:
    return {
        State.DRAFT: gettext(
            "This is stored as a draft. Only your organisation and the staff of the hub see it."
        ),
        State.REVIEW: gettext("This is handed in. The staff of the hub looks at it before it is published."),
        State.PUBLISHED: gettext("This is stored and published."),
        State.NEEDS_UPDATE: gettext(
            "This is stored. It may be out of date: publish it again once it is right."
        ),
        State.ARCHIVED: gettext("This is archived. Nobody finds it any more; it can be restored."),
    }[_state_today(item)]


def _state_today(item: Item) -> State:
    return state_at(State(item.state), verified_on=item.verified_on, today=today())


def _value(item: Item) -> ItemValue:
    return queries.value_of(item, today=today())
