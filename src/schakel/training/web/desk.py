"""The desk of who organises: editions, who takes part and who waits, and everything one says about an edition."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from schakel.accounts.public import Person, for_who_may, names_by_reference
from schakel.credentials import public as credentials
from schakel.documents import public as documents
from schakel.kernel.refusal import Refusal
from schakel.kernel.sheets import Cell, csv_file, xlsx_file
from schakel.library import public as library
from schakel.library.public import Item, Kind
from schakel.training import actions, queries
from schakel.training.attending import mark_attendance
from schakel.training.credit import shares_of
from schakel.training.line import cost_of_cancelling
from schakel.training.lines import lines_of
from schakel.training.messages import refusal_text
from schakel.training.models import Edition, Enrolment, Session
from schakel.training.organising import (
    KINDS,
    add_material,
    change_edition,
    change_form,
    change_prices,
    change_seats,
    change_sessions,
    clone_edition,
    create_edition,
    move_edition,
    remove_material,
)
from schakel.training.rules import (
    FEWEST_SHOWN,
    MOST_MATERIALS,
    OPEN_STANDINGS,
    WAYS,
    Moment,
    PriceKind,
    Standing,
    State,
    Step,
    check_can_be_called_off,
)
from schakel.training.web.asking import (
    CONFLICT,
    LONGEST_NAME,
    desk_crumbs_of,
    edition_organised,
    named_so,
    now,
    screen_language,
    today,
)
from schakel.training.web.forms import (
    AddForm,
    CloneForm,
    MaterialForm,
    PlanForm,
    QuestionsForm,
    ReasonForm,
    SessionsForm,
    initial_of,
)
from schakel.training.wording import (
    STANDING_TONES,
    STATE_TONES,
    came_text,
    edition_title,
    happened_text,
    moment_name,
    price_kind_name,
    price_text,
    room_text,
    standing_name,
    state_name,
    step_name,
    times_text,
)

LINES, PEOPLE = 30, 50
FEW = 10
"""So many names are seen at a glance: among more one can look for a name."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@for_who_may("training.enrol")  # signed in; of which editions is asked below
def my_editions(request: HttpRequest, person: Person) -> HttpResponse:
    """The editions somebody organises, the newest first, and the items of which they can plan another."""
    found = queries.organised_by(person)
    page = Paginator(found, LINES).get_page(request.GET.get("page"))
    items = library.items_visible_to(person).filter(kind__in=[kind.value for kind in KINDS])
    own = [
        one
        for one in items.order_by("-changed_at", "pk")[:200]
        if library.allows(person, "training.organise", one)
    ]
    context = {
        "page": page,
        "lines": [
            {
                **line,
                "desk_url": reverse("edition_desk", args=[one.code]),
                "state": state_name(State(one.state)),
            }
            for one, line in zip(
                page.object_list,
                lines_of(page.object_list, now=now(), language=screen_language()),
                strict=True,
            )
        ],
        "items": [
            {
                "title": library.value_of(one, today=today()).title(screen_language()),
                "url": reverse("new_edition", args=[one.slug]),
            }
            for one in own[:20]
        ],
    }
    return render(request, "training/my_editions.html", context)


@require_http_methods(["GET", "POST"])
@for_who_may("training.enrol")  # signed in; of which item is asked below
def new_edition(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Plan an edition of a training or an event."""
    item = library.item_for(person, slug)
    if item is None or Kind(item.kind) not in KINDS or not library.allows(person, "training.organise", item):
        raise Http404
    form = PlanForm(
        request.POST if request.method == "POST" else None,
        initial=initial_of(None) | _of_item(item),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = create_edition(
                item=item,
                plan=form.plan(),
                seats=form.cleaned_data["seats"],
                prices=form.prices(),
                form=form.cleaned_data["form_key"],
                by=person,
                now=now(),
            )
        except Refusal as refusal:
            form.add_error(None, refusal_text(refusal))
        else:
            messages.success(request, gettext("The edition is there. Now write when it is."))
            return redirect("edition_sessions", code=made.code)
    title = library.value_of(item, today=today()).title(screen_language())
    context = {
        "form": form,
        "title": gettext("New edition"),
        "about": title,
        "back_url": item.get_absolute_url(),
        "is_wrong": bool(form.errors),
        "differences": [],
        "crumbs": [
            {"label": gettext("What I organise"), "url": reverse("my_editions")},
            {"label": gettext("New edition"), "url": ""},
        ],
    }
    return render(request, "training/form_page.html", context, status=400 if form.errors else 200)


def _of_item(item: Item) -> dict[str, object]:
    """What the item says already."""
    facts = item.facts
    known: dict[str, object] = {"language": item.original_language}
    for name, fact in (("format", "format"), ("seats", "seats"), ("place", "venue")):
        if facts.get(fact):
            known[name] = facts[fact]
    if facts.get("raises"):
        raised = facts["raises"]
        known["dimensions"] = raised if isinstance(raised, list) else [raised]
    return known


# ---------------------------------------------------------------------- one edition


@require_GET
@for_who_may("training.enrol")  # signed in; whose edition it is decides what they may
def edition_desk(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """Who takes part, who waits and in which order, and what there is to do."""
    edition = edition_organised(person, code)
    people = queries.participants_of(edition, now=now())
    shown = [one for one in people if one.due_cents or one.standing(now()) in OPEN_STANDINGS]
    wanted = request.GET.get("q", "").strip()[:LONGEST_NAME]
    page = Paginator(named_so(shown, wanted), PEOPLE).get_page(request.GET.get("page"))
    room = queries.rooms_of([edition], now=now())[edition.pk]
    state = State(edition.state)
    rows = history_rows(edition)
    sessions = queries.sessions_of(edition)
    context = {
        "edition": edition,
        "title": edition_title(edition, screen_language()),
        "state": state_name(state),
        "tone": STATE_TONES[state],
        "room": room,
        "room_text": room_text(room),
        "sessions": [times_text(one) for one in sessions],
        "people": person_lines(edition, list(page.object_list)),
        "page": page,
        "q": wanted,
        "is_long": len(shown) > FEW,
        "may_add": state in (State.OPEN, State.HELD),
        "gone": sum(one.standing(now()) not in OPEN_STANDINGS for one in people),
        "steps": [
            {"value": step.value, "label": step_name(step)}
            for step, (sources, _) in WAYS.items()
            if state in sources and step is not Step.CANCEL
        ],
        "may_cancel": state in WAYS[Step.CANCEL][0] and not _was_held_in_part(edition, sessions),
        "may_change": state in (State.PLANNED, State.OPEN),
        "happenings": rows,
        "crumbs": desk_crumbs_of(edition),
    }
    return render(request, "training/desk.html", context)


def _was_held_in_part(edition: Edition, sessions: Sequence[Session]) -> bool:
    try:
        check_can_be_called_off(
            sessions=[one.times for one in sessions], is_attended=queries.is_attended(edition), now=now()
        )
    except Refusal:
        return True
    return False


def history_rows(edition: Edition) -> list[dict[str, object]]:
    rows = queries.history_of(edition)[:20]
    names = names_by_reference({row.actor for row in rows})
    return [
        {"what": said, "by": names.get(row.actor, ""), "at": row.at}
        for row in rows
        if (said := happened_text(row.name))
    ]


def person_lines(edition: Edition, people: Sequence[Enrolment]) -> list[dict[str, object]]:
    """With what each of them came to, once anybody was said to have come, and their certificate."""
    sessions = queries.sessions_of(edition)
    certificates = credentials.credentials_certifying(one.reference for one in people if one.completed_at)
    shares = shares_of(edition, people) if queries.is_attended(edition) else {}
    lines = []
    for one in people:
        given = certificates.get(one.reference)
        came = shares[one.pk].attended if shares and one.state == Standing.ENROLLED else None
        lines.append(
            {
                **_person_line(one),
                "came": came_text(came, of=len(sessions)) if came is not None else "",
                "is_completed": one.completed_at is not None,
                "certificate_url": reverse("issued_credential", args=[given.code]) if given else "",
            }
        )
    return lines


def _person_line(one: Enrolment) -> dict[str, object]:
    standing = one.standing(now())
    return {
        "about": one,
        "name": one.shown_name,
        "address": one.person.email if one.person else one.address,
        "organisation": one.organisation.name if one.organisation else "",
        "state": standing_name(standing),
        "tone": STANDING_TONES[standing],
        "is_waiting": standing is Standing.WAITING,
        "is_open": standing in OPEN_STANDINGS,
        "due": price_text(one.due) if one.due_cents else "",
        "until": date_format(timezone.localtime(one.ends_at), "j F, G:i")
        if one.ends_at and standing in (Standing.OFFERED, Standing.ASKED)
        else "",
    }


@require_http_methods(["GET", "POST"])
@for_who_may("training.enrol")  # as above
def edit_edition(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """What an edition says, its seats and its prices. What others stored meanwhile is shown, never lost unseen."""
    edition = edition_organised(person, code)
    _check_going_on(edition)
    initial = initial_of(edition)
    form = PlanForm(request.POST if request.method == "POST" else None, initial=initial)
    is_stale, differences = False, list[dict[str, str]]()
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():  # everything on the page, or nothing of it
                changed = change_edition(
                    edition=edition,
                    plan=form.plan(),
                    seen_version=form.cleaned_data["seen_version"] or 0,
                    by=person,
                    now=now(),
                )
                change_prices(edition=changed, prices=form.prices(), by=person, now=now())
                change_seats(edition=changed, seats=form.cleaned_data["seats"], by=person, now=now())
        except Refusal as refusal:
            is_stale = refusal.code == "changed-meanwhile"
            if is_stale:
                differences = _differences(form, initial)
                sent = request.POST.copy()
                sent["seen_version"] = str(edition.version)
                form = PlanForm(sent, initial=initial)
            else:
                form.add_error("seats" if refusal.code.startswith("seats") else None, refusal_text(refusal))
        else:
            messages.success(request, gettext("This is stored."))
            return redirect("edition_desk", code=code)
    return _form_page(request, edition, gettext("Edit"), form, differences, is_stale=is_stale)


def _differences(form: forms.Form, stored: Mapping[str, object]) -> list[dict[str, str]]:
    """Where what is stored now is not what was typed, field by field."""
    found = []
    for name, field in form.fields.items():
        typed = ", ".join(form.data.getlist(name)) if hasattr(form.data, "getlist") else ""
        value = stored.get(name)
        theirs = (
            ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
        )
        if name not in ("seen_version", "form_key") and typed.strip() != theirs.strip() and field.label:
            found.append({"label": str(field.label), "theirs": theirs, "yours": typed})
    return found


def _form_page(
    request: HttpRequest,
    edition: Edition,
    title: str,
    form: forms.Form,
    differences: list[dict[str, str]] | None = None,
    *,
    is_stale: bool = False,
    template: str = "training/form_page.html",
    **more: object,
) -> HttpResponse:
    is_wrong = bool(form.errors)
    context = {
        "form": form,
        "edition": edition,
        "title": title,
        "about": edition_title(edition, screen_language()),
        "back_url": reverse("edition_desk", args=[edition.code]),
        "is_wrong": is_wrong,
        "is_stale": is_stale,
        "differences": differences or [],
        "crumbs": desk_crumbs_of(edition, here=title),
        **more,
    }
    status = CONFLICT if is_stale else 400 if is_wrong else 200
    return render(request, template, context, status=status)


def _check_going_on(edition: Edition) -> None:
    if State(edition.state) not in (State.PLANNED, State.OPEN):
        raise Http404


@require_http_methods(["GET", "POST"])
@for_who_may("training.enrol")  # as above
def edition_sessions(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """When it is. Who takes part gets it in their calendar, moved and struck where it changes."""
    edition = edition_organised(person, code)
    _check_going_on(edition)
    there = queries.sessions_of(edition)
    shows_link = edition.format != "onsite"
    sent = request.POST if request.method == "POST" else None
    form = SessionsForm(sent, sessions=there, version=edition.version, shows_link=shows_link)
    is_stale, differences = False, list[dict[str, str]]()
    if request.method == "POST" and form.is_valid():
        try:
            change_sessions(
                edition=edition,
                sessions=form.drafts(),
                seen_version=form.cleaned_data["seen_version"],
                by=person,
                now=now(),
            )
        except Refusal as refusal:
            is_stale = refusal.code == "changed-meanwhile"
            if is_stale:
                differences = [
                    {"label": gettext("Sessions"), "theirs": "\n".join(map(times_text, there)), "yours": ""}
                ]
                again = request.POST.copy()
                again["seen_version"] = str(edition.version)
                form = SessionsForm(again, sessions=there, version=edition.version, shows_link=shows_link)
            else:
                form.add_error(None, refusal_text(refusal))
        else:
            messages.success(request, gettext("This is stored."))
            return redirect("edition_desk", code=code)
    return _form_page(
        request,
        edition,
        gettext("Sessions"),
        form,
        differences,
        is_stale=is_stale,
        template="training/sessions.html",
        rows=form.rows(),
    )


@require_http_methods(["GET", "POST"])
@for_who_may("training.enrol")  # as above
def edition_form(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """The questions that are asked of who enrols."""
    edition = edition_organised(person, code)
    _check_going_on(edition)
    questions = queries.questions_of(edition)
    sent = request.POST if request.method == "POST" else None
    form = QuestionsForm(sent, questions=questions, version=edition.version)
    is_stale, differences = False, list[dict[str, str]]()
    if request.method == "POST" and form.is_valid():
        try:
            change_form(
                edition=edition,
                questions=form.questions(),
                seen_version=form.cleaned_data["seen_version"],
                by=person,
                now=now(),
            )
        except Refusal as refusal:
            is_stale = refusal.code == "changed-meanwhile"
            if is_stale:
                theirs = "\n".join(one.label for one in questions)
                yours = "\n".join(one.label for one in form.questions())
                differences = [{"label": gettext("Questions"), "theirs": theirs, "yours": yours}]
                again = request.POST.copy()
                again["seen_version"] = str(edition.version)
                form = QuestionsForm(again, questions=questions, version=edition.version)
            else:
                form.add_error(None, refusal_text(refusal))
        else:
            messages.success(request, gettext("This is stored."))
            return redirect("edition_form", code=code)
    return _form_page(
        request,
        edition,
        gettext("Questions"),
        form,
        differences,
        is_stale=is_stale,
        template="training/questions.html",
        rows=form.rows(),
    )


@require_http_methods(["GET", "POST"])
@for_who_may("training.enrol")  # as above
def edition_materials(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """Files and links for who takes part."""
    edition = edition_organised(person, code)
    form = MaterialForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and "remove" in request.POST:
        remove_material(edition=edition, code=request.POST["remove"], by=person, now=now())
        messages.success(request, gettext("It is taken away."))
        return redirect("edition_materials", code=code)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        try:
            kept = None
            if not cleaned["link"]:
                name, content = documents.sent_file(request, "document")
                number = edition.materials.count()
                kept = documents.keep_file(content=content, name=name, number=number, most=MOST_MATERIALS)
            add_material(
                edition=edition,
                moment=Moment(cleaned["moment"]),
                title=cleaned["title"],
                file=kept,
                link=cleaned["link"],
                by=person,
                now=now(),
            )
        except Refusal as refusal:
            form.add_error("document", refusal_text(refusal))
        else:
            messages.success(request, gettext("This is stored."))
            return redirect("edition_materials", code=code)
    materials = [
        {
            "about": one,
            "moment": moment_name(Moment(one.moment)),
            "url": one.link or reverse("edition_material", args=[edition.code, one.code]),
        }
        for one in edition.materials.order_by("added_at", "pk")
    ]
    return _form_page(
        request,
        edition,
        gettext("Materials"),
        form,
        template="training/materials.html",
        materials=materials,
    )


@require_POST
@for_who_may("training.enrol")  # as above
def edition_step(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """Open it, or say that it was held."""
    edition = edition_organised(person, code)
    asked = request.POST.get("step", "")
    if asked not in (Step.OPEN.value, Step.HOLD.value):
        raise Http404
    try:
        move_edition(edition=edition, step=Step(asked), by=person, now=now())
    except Refusal as refusal:
        messages.error(request, refusal_text(refusal))
    else:
        messages.success(request, gettext("This is stored."))
    return redirect("edition_desk", code=code)


@require_http_methods(["GET", "POST"])
@for_who_may("training.enrol")  # as above
def cancel_edition(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """Call it off: everybody is told why, and their calendars are struck."""
    edition = edition_organised(person, code)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            move_edition(
                edition=edition, step=Step.CANCEL, by=person, now=now(), reason=form.cleaned_data["reason"]
            )
        except Refusal as refusal:
            form.add_error("reason", refusal_text(refusal))
        else:
            messages.success(request, gettext("It is called off, and everybody is told."))
            return redirect("edition_desk", code=code)
    return _form_page(request, edition, gettext("Call it off"), form)


@require_http_methods(["GET", "POST"])
@for_who_may("training.enrol")  # as above
def copy_edition(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """The same once more, from another day on."""
    edition = edition_organised(person, code)
    sessions = queries.sessions_of(edition)
    first = timezone.localtime(sessions[0].starts_at).date() if sessions else today()
    initial = {"first_day": first + timedelta(days=7)}
    form = CloneForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        days = (form.cleaned_data["first_day"] - first).days
        key = form.cleaned_data["form_key"]
        try:
            copy = clone_edition(edition=edition, days=days, form=key, by=person, now=now())
        except Refusal as refusal:
            form.add_error("first_day", refusal_text(refusal))
        else:
            messages.success(request, gettext("The copy is there. Nobody else sees it before you open it."))
            return redirect("edition_desk", code=copy.code)
    return _form_page(request, edition, gettext("Organise it once more"), form)


@require_http_methods(["GET", "POST"])
@for_who_may("training.enrol")  # as above
def cancel_for(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """Take somebody out: asks first, as it cannot be taken back, and lets them pay nothing unless it is said."""
    edition = edition_organised(person, code)
    asked = request.POST if request.method == "POST" else request.GET
    one = edition.enrolments.filter(code=asked.get("enrolment", "")).select_related("person").first()
    if one is None:
        raise Http404
    if request.method == "POST":
        seen = request.POST.get("seen_due", "")
        try:
            actions.cancel_enrolment(
                enrolment=one,
                by=person,
                now=now(),
                seen_due=int(seen) if seen.isascii() and seen.isdigit() else 0,
                is_waived=request.POST.get("pays") != "price",
            )
        except Refusal as refusal:
            messages.error(request, refusal_text(refusal))
        else:
            messages.success(request, gettext("This enrolment is cancelled."))
        return redirect("edition_desk", code=code)
    costs = cost_of_cancelling(one, starts_at=_begins_at(edition), now=now())
    context = {
        "edition": edition,
        "title": edition_title(edition, screen_language()),
        "enrolment": one,
        "name": one.shown_name,
        "is_seated": one.standing(now()) is Standing.ENROLLED,
        "costs": costs,
        "price": price_text(one.price) if costs else "",
        "back_url": reverse("edition_desk", args=[code]),
        "crumbs": desk_crumbs_of(edition, here=gettext("Does not come")),
    }
    return render(request, "training/take_out.html", context)


def _begins_at(edition: Edition) -> datetime | None:
    return next((one.starts_at for one in queries.sessions_of(edition)), None)


@require_http_methods(["GET", "POST"])
@for_who_may("training.enrol")  # as above
def add_person(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """Give somebody a seat. From the door, where a session is named: they are there, too."""
    edition = edition_organised(person, code)
    asked = request.GET.get("session", "")
    session = next((one for one in queries.sessions_of(edition) if str(one.pk) == asked), None)
    back = reverse("edition_check_in" if session else "edition_desk", args=[code])
    back_url = f"{back}?session={session.pk}" if session else back
    form = AddForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():  # a seat and being there, or neither
                one = actions.add_enrolment(
                    edition=edition, **form.cleaned_data, by=person, language=screen_language(), now=now()
                ).enrolment
                if session is not None:
                    mark_attendance(session=session, enrolment=one, by=person, now=now())
        except Refusal as refusal:
            form.add_error("address" if refusal.code == "address-not-usable" else None, refusal_text(refusal))
        else:
            said = gettext("%(name)s is there.") if session else gettext("%(name)s has a seat.")
            messages.success(request, said % {"name": one.shown_name})
            return redirect(back_url)
    return _form_page(request, edition, gettext("Add somebody"), form, back_url=back_url)


# ---------------------------------------------------------------------- files and results


@require_GET
@for_who_may("training.enrol")  # as above
def participants_file(request: HttpRequest, person: Person, code: str, file_type: str) -> HttpResponse:  # noqa: ARG001
    """Everybody in an edition with their answers and attendance, for who organises it."""
    edition = edition_organised(person, code)
    rows = _participant_rows(edition)
    name = f"{edition.item.slug}-{today().isoformat()}.{file_type}"
    if file_type == "xlsx":
        response = HttpResponse(xlsx_file(rows, name=gettext("Participants")), content_type=XLSX)
    else:
        response = HttpResponse(csv_file(rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _participant_rows(edition: Edition) -> list[list[Cell]]:
    asked = _asked_ever(edition)
    sessions = queries.sessions_of(edition)
    came = [queries.present_in(one) for one in sessions]
    people = queries.participants_of(edition, now=now())
    shares = shares_of(edition, people)
    rows: list[list[Cell]] = [
        [
            gettext("Name"),
            gettext("Address"),
            gettext("Organisation"),
            gettext("State"),
            gettext("Place in the line"),
            gettext("Enrolled on"),
            gettext("Kind of participant"),
            gettext("Price in cents, without VAT"),
            gettext("VAT"),
            gettext("Still to pay in cents, without VAT"),
            *(label for _, label in asked),
            *(times_text(one) for one in sessions),
            gettext("Attended (percent)"),
            gettext("Completed"),
        ]
    ]
    for one in people:
        line = _person_line(one)
        form = one.form.asked if one.form else ()
        answers = {(each.key, each.label): one.answers.get(each.key, []) for each in form}
        rows.append(
            [
                str(line["name"]),
                str(line["address"]),
                str(line["organisation"]),
                str(line["state"]),
                one.place or "",
                timezone.localtime(one.made_at).date().isoformat(),
                price_kind_name(PriceKind(one.price_kind)),
                one.price_cents,
                one.price_vat_percent,
                one.due_cents,
                *("; ".join(answers.get(question, [])) for question in asked),
                *(
                    timezone.localtime(there[one.pk].arrived_at).strftime("%H:%M") if one.pk in there else ""
                    for there in came
                ),
                shares[one.pk].percent,
                timezone.localtime(one.completed_at).date().isoformat() if one.completed_at else "",
            ]
        )
    return rows


def _asked_ever(edition: Edition) -> list[tuple[str, str]]:
    """Every question that was asked, with its words, by its key and these: those of the newest form first."""
    forms = edition.forms.order_by("-version")
    return list(dict.fromkeys((one.key, one.label) for form in forms for one in form.asked))


@require_GET
@for_who_may("training.enrol")  # as above
def survey_results(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """What people thought of it, once five have answered."""
    edition = edition_organised(person, code)
    found, texts, number = queries.judgement(edition)
    context = {
        "edition": edition,
        "title": edition_title(edition, screen_language()),
        "found": found,
        "average": f"{found.average // 10},{found.average % 10}" if found else "",
        "scores": [
            {"score": score, "number": many, "percent": 100 * many // found.answers}
            for score, many in enumerate(found.by_score, 1)
        ]
        if found
        else [],
        "texts": texts,
        "number": number,
        "fewest": FEWEST_SHOWN,
        "crumbs": desk_crumbs_of(edition, here=gettext("What people thought")),
    }
    return render(request, "training/survey_results.html", context)


@require_GET
@for_who_may("training.enrol")  # as above
def survey_file(request: HttpRequest, person: Person, code: str) -> HttpResponse:  # noqa: ARG001 - as every view
    """The same as a file. Score and text stand in no relation: each is sorted by itself."""
    edition = edition_organised(person, code)
    found, texts, _ = queries.judgement(edition)
    if found is None:
        raise Http404
    rows: list[list[Cell]] = [[gettext("Figure"), gettext("How many")]]
    rows += [[score, many] for score, many in enumerate(found.by_score, 1)]
    rows += [[], [gettext("What people wrote")]]
    rows += [[text] for text in sorted(texts)]
    response = HttpResponse(csv_file(rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{edition.item.slug}-survey.csv"'
    return response
