"""One's own enrolments: those of somebody who signed in, and the one behind the link in a guest's mail."""

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from schakel.accounts.public import Person, for_who_may, may_try
from schakel.calendars.public import Appointment, calendar_answer, calendar_file
from schakel.credentials import public as credentials
from schakel.documents import public as documents
from schakel.kernel.refusal import Refusal
from schakel.kernel.sheets import Cell, csv_file
from schakel.training import actions, queries
from schakel.training.appointments import appointments_of
from schakel.training.attending import answer_survey
from schakel.training.line import cost_of_cancelling
from schakel.training.links import enrolment_behind, token_of
from schakel.training.messages import refusal_text
from schakel.training.models import Enrolment, Material, Session
from schakel.training.rules import OPEN_STANDINGS, Standing
from schakel.training.web.asking import CONFLICT, TOO_MANY, now, private, screen_language, today
from schakel.training.web.forms import AnswersForm, SurveyForm
from schakel.training.web.showing import (
    enrolment_line,
    has_ticket,
    materials_shown,
    picture_of,
    sessions_shown,
)
from schakel.training.wording import (
    STANDING_TONES,
    edition_title,
    price_text,
    standing_name,
    times_text,
)

GONE = 410
LINES = 30
MOST_AN_HOUR = 30
"""What can be done with one enrolment: most of it writes a mail."""


@require_GET
@for_who_may("training.enrol")
def my_trainings(request: HttpRequest, person: Person) -> HttpResponse:
    """Everything somebody enrolled for: what waits for them first, then what comes, then what was."""
    lines = _own_lines(person)
    coming = [one for one in lines if one["is_coming"]]
    context = {
        "coming": coming,
        "past": [one for one in lines if not one["is_coming"]],
        "calendar_url": reverse("my_trainings_calendar"),
        "csv_url": reverse("my_trainings_file"),
        "others_url": reverse("my_enrolled") if queries.enrolled_by(person).exists() else "",
    }
    return render(request, "training/mine.html", context)


def _own_lines(person: Person) -> list[dict[str, object]]:
    found = queries.enrolments_visible_to(person).order_by("made_at", "pk")
    lines = []
    for one in found:
        line = enrolment_line(one, now=now(), language=screen_language())
        sessions = queries.sessions_of(one.edition)
        ends_at = sessions[-1].ends_at if sessions else None
        is_open = one.standing(now()) in OPEN_STANDINGS
        lines.append({**line, "is_coming": is_open and ends_at is not None and now() < ends_at})
    return sorted(lines, key=lambda line: (line["tone"] != "warning", str(line["starts_at"])))


@require_GET
@for_who_may("training.enrol")
def my_trainings_file(request: HttpRequest, person: Person) -> HttpResponse:  # noqa: ARG001 - as every view
    """The same as a file for a spreadsheet."""
    rows: list[list[Cell]] = [
        [
            gettext("Title"),
            gettext("First session"),
            gettext("Place"),
            gettext("State"),
            gettext("Price in cents, without VAT"),
            gettext("VAT"),
            gettext("Completed"),
        ]
    ]
    for line in _own_lines(person):
        one = line["about"]
        assert isinstance(one, Enrolment)
        rows.append(
            [
                str(line["title"]),
                str(line["when"]),
                str(line["where"]),
                str(line["state"]),
                one.price_cents,
                one.price_vat_percent,
                timezone.localtime(one.completed_at).date().isoformat() if one.completed_at else "",
            ]
        )
    response = HttpResponse(csv_file(rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="trainings-{today().isoformat()}.csv"'
    return response


@require_GET
@for_who_may("training.enrol")
def my_trainings_calendar(request: HttpRequest, person: Person) -> HttpResponse:  # noqa: ARG001 - as every view
    """All sessions in which somebody has a seat."""
    seated = queries.enrolments_visible_to(person).filter(state=Standing.ENROLLED.value)
    appointments = [
        each
        for one in seated.order_by("pk")
        for each in _appointments(one, reverse("my_training", args=[one.code]))
    ]
    file = calendar_file(appointments, name=gettext("My trainings and events"))
    return calendar_answer(file, "trainings.ics", is_private=True)


def _appointments(one: Enrolment, path: str) -> list[Appointment]:
    return appointments_of(
        one.edition,
        queries.sessions_of(one.edition),
        language=screen_language(),
        path=path,
        shows_link=True,
    )


@require_http_methods(["GET", "POST"])
@for_who_may("training.enrol")
def my_enrolled(request: HttpRequest, person: Person) -> HttpResponse:
    """Whom somebody enrolled for their organisation: how each of them stands, and taking them out."""
    found = queries.enrolled_by(person)
    if request.method == "POST":
        one = found.filter(code=request.POST.get("enrolment", "")).first()
        if one is None:
            raise Http404
        seen = request.POST.get("seen_due", "")
        due = int(seen) if seen.isascii() and seen.isdigit() else 0
        try:
            actions.cancel_enrolment(enrolment=one, by=person, now=now(), seen_due=due)
        except Refusal as refusal:
            messages.error(request, refusal_text(refusal))
        else:
            messages.success(request, gettext("This enrolment is cancelled."))
        return redirect("my_enrolled")
    page = Paginator(found, LINES).get_page(request.GET.get("page"))
    sessions = queries.sessions_by_edition([one.edition for one in page.object_list])
    context = {
        "page": page,
        "lines": [_line_of_other(one, sessions[one.edition_id]) for one in page.object_list],
        "crumbs": [
            {"label": gettext("My trainings and events"), "url": reverse("my_trainings")},
            {"label": gettext("Whom you enrolled"), "url": ""},
        ],
    }
    return render(request, "training/enrolled.html", context)


def _line_of_other(one: Enrolment, sessions: Sequence[Session]) -> dict[str, object]:
    standing = one.standing(now())
    begins = sessions[0].starts_at if sessions else None
    costs = cost_of_cancelling(one, starts_at=begins, now=now())
    return {
        "about": one,
        "name": one.shown_name or gettext("(removed)"),
        "title": edition_title(one.edition, screen_language()),
        "when": times_text(sessions[0]) if sessions else "",
        "state": standing_name(standing),
        "tone": STANDING_TONES[standing],
        "may_cancel": standing in OPEN_STANDINGS and (begins is None or now() < begins),
        "costs": costs,
        "price": price_text(one.price) if costs else "",
    }


# ---------------------------------------------------------------------- one enrolment


@never_cache
@require_http_methods(["GET", "POST"])
@for_who_may("training.enrol")
def my_training(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """How somebody stands, with their ticket, the links and the materials."""
    return _enrolment(request, _own(person, code), person)


@never_cache
@require_http_methods(["GET", "POST"])
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same for a guest. Looking changes nothing: a link can be followed by programs."""
    one = enrolment_behind(token)
    if one is None:
        return private(render(request, "training/gone.html", status=GONE))
    return private(_enrolment(request, one, None))


def _own(person: Person, code: str) -> Enrolment:
    one = queries.enrolment_for(person, code)
    if one is None:
        raise Http404
    return one


def _behind(token: str) -> Enrolment:
    one = enrolment_behind(token)
    if one is None:
        raise Http404
    return one


def _enrolment(request: HttpRequest, one: Enrolment, person: Person | None) -> HttpResponse:
    questions = queries.questions_of(one.edition)
    is_answering = request.method == "POST" and request.POST.get("act") == "answer"
    form = AnswersForm(
        request.POST if is_answering else None,
        questions=questions,
        initial=AnswersForm.initial_of(one.answers, questions),
    )
    if request.method == "POST":
        if not may_try(
            "training-enrolment",
            caller=str(one.pk),
            most=MOST_AN_HOUR,
            within=timedelta(hours=1),
            now=now(),
        ):
            return render(request, "429.html", status=TOO_MANY)
        if not is_answering or form.is_valid():
            try:
                _do(request, one, person, form)
            except Refusal as refusal:
                messages.error(request, refusal_text(refusal))
                if refusal.code == "cancelling-costs":  # the page says what holds now
                    return _show(request, one, person, form if questions else None, status=CONFLICT)
            return redirect(request.path)
    return _show(request, one, person, form if questions else None)


def _do(request: HttpRequest, one: Enrolment, person: Person | None, form: AnswersForm) -> None:
    match request.POST.get("act", ""):
        case "confirm":
            confirmed = actions.confirm_enrolment(enrolment=one, now=now())
            is_in = confirmed.state == Standing.ENROLLED
            said = gettext("You are enrolled.") if is_in else gettext("You are on the waiting list.")
        case "accept":
            actions.accept_offer(enrolment=one, by=person, now=now())
            said = gettext("You are enrolled.")
        case "cancel":
            seen = request.POST.get("seen_due", "")
            actions.cancel_enrolment(
                enrolment=one,
                by=person,
                now=now(),
                seen_due=int(seen) if seen.isascii() and seen.isdigit() else 0,
            )
            said = gettext("Your enrolment is cancelled.")
        case "answer":
            actions.answer_form(enrolment=one, answers=form.answers, by=person, now=now())
            said = gettext("This is stored.")
        case _:
            raise Http404
    messages.success(request, said)


def _show(
    request: HttpRequest,
    one: Enrolment,
    person: Person | None,
    form: AnswersForm | None,
    *,
    status: int = 200,
) -> HttpResponse:
    standing = one.standing(now())
    sessions = queries.sessions_of(one.edition)
    begins = sessions[0].starts_at if sessions else None
    has_begun = begins is not None and now() >= begins
    by_link = person is None
    ticket = queries.ticket_of(one) if has_ticket(one, now()) else ""
    page = reverse("edition_check_in", args=[one.edition.code])
    context = {
        "enrolment": one,
        "edition": one.edition,
        "title": edition_title(one.edition, screen_language()),
        "name": one.shown_name,
        "standing": standing.value,
        "state": standing_name(standing),
        "tone": STANDING_TONES[standing],
        "before": queries.before_in_line(one) if standing is Standing.WAITING else 0,
        "sessions": sessions_shown(one.edition, shows_link=standing is Standing.ENROLLED),
        "price": price_text(one.price) if one.price_cents else "",
        "due_text": price_text(one.due) if one.due_cents else "",
        "costs": cost_of_cancelling(one, starts_at=begins, now=now()),
        "may_cancel": standing in OPEN_STANDINGS and not has_begun,
        "has_begun": has_begun,
        "certificate_url": _certificate_url(one),
        "ticket": ticket,
        "picture": picture_of(f"{settings.ENVIRONMENT.base_url}{page}?ticket={ticket}") if ticket else None,
        "materials": materials_shown(one, now=now(), by_link=by_link),
        "form": form if standing in OPEN_STANDINGS else None,
        "survey_url": _survey_url(one, by_link=by_link)
        if has_begun and standing is Standing.ENROLLED and not one.has_judged and queries.was_there(one)
        else "",
        "calendar_url": reverse("enrolment_calendar", args=[token_of(one)])
        if by_link
        else reverse("my_training_calendar", args=[one.code]),
        "crumbs": []
        if by_link
        else [
            {"label": gettext("My trainings and events"), "url": reverse("my_trainings")},
            {"label": edition_title(one.edition, screen_language()), "url": ""},
        ],
    }
    is_wrong = form is not None and bool(form.errors)
    return render(request, "training/enrolment.html", context, status=400 if is_wrong else status)


def _certificate_url(one: Enrolment) -> str:
    """Where they have their certificate; empty for none, and for one they deleted."""
    given = (
        credentials.credentials_certifying([one.reference]).get(one.reference) if one.completed_at else None
    )
    if given is None or given.state is credentials.State.ERASED:
        return ""
    if given.person_id is None:
        return credentials.holder_path(given)
    return reverse("own_credential", args=[given.code])


def _survey_url(one: Enrolment, *, by_link: bool) -> str:
    if by_link:
        return reverse("survey_by_link", args=[token_of(one)])
    return reverse("my_training_survey", args=[one.code])


@require_GET
@for_who_may("training.enrol")
def my_training_calendar(request: HttpRequest, person: Person, code: str) -> HttpResponse:  # noqa: ARG001 - idem
    one = _own(person, code)
    return _calendar(one, reverse("my_training", args=[code]))


@never_cache
@require_GET
def calendar_by_link(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001 - as every view
    """For the calendar of a guest; the secret of their page is not in it, as calendars are shared."""
    one = _behind(token)
    return _calendar(one, one.edition.get_absolute_url())


def _calendar(one: Enrolment, path: str) -> HttpResponse:
    """Raises Http404 for who has no seat: the links in it are for who takes part."""
    if one.standing(now()) is not Standing.ENROLLED:
        raise Http404
    sessions = queries.sessions_of(one.edition)
    appointments = appointments_of(
        one.edition, sessions, language=screen_language(), path=path, shows_link=True
    )
    file = calendar_file(appointments, name=edition_title(one.edition, screen_language()))
    return calendar_answer(file, f"{one.edition.item.slug}.ics", is_private=True)


# ---------------------------------------------------------------------- survey and materials


@never_cache
@require_http_methods(["GET", "POST"])
@for_who_may("training.enrol")
def my_training_survey(request: HttpRequest, person: Person, code: str) -> HttpResponse:
    """What somebody thought of it."""
    return _survey(request, _own(person, code), reverse("my_training", args=[code]))


@never_cache
@require_http_methods(["GET", "POST"])
def survey_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same for a guest."""
    one = enrolment_behind(token)
    if one is None:
        return private(render(request, "training/gone.html", status=GONE))
    return private(_survey(request, one, reverse("enrolment_by_link", args=[token])))


def _survey(request: HttpRequest, one: Enrolment, page: str) -> HttpResponse:
    if one.standing(now()) is not Standing.ENROLLED or not queries.was_there(one):
        raise Http404
    form = SurveyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            answer_survey(
                enrolment=one,
                score=form.cleaned_data["score"],
                text=form.cleaned_data["text"],
                now=now(),
            )
        except Refusal as refusal:
            messages.error(request, refusal_text(refusal))
        else:
            messages.success(request, gettext("Thank you. The organiser reads it without your name."))
        return redirect(page)
    context = {
        "title": edition_title(one.edition, screen_language()),
        "form": form,
        "has_judged": one.has_judged,
        "page_url": page,
    }
    return render(request, "training/survey.html", context, status=400 if form.errors else 200)


@require_GET
def material(request: HttpRequest, code: str, part: str) -> HttpResponseBase:
    """One file, for who takes part and for who organises it; otherwise the same as for no such file."""
    if not isinstance(request.user, Person):
        return redirect_to_login(request.path)
    person = request.user
    edition = queries.edition_for(person, code)
    if edition is None:
        raise Http404
    if queries.allows(person, "training.organise", edition):
        return _file(edition.materials.filter(code=part).first())
    one = queries.own_enrolment(person, edition)
    return _file(_theirs(one, part) if one is not None else None)


@never_cache
@require_GET
def material_by_link(request: HttpRequest, token: str, part: str) -> HttpResponseBase:  # noqa: ARG001 - idem
    """The same for a guest."""
    return _file(_theirs(_behind(token), part))


def _theirs(one: Enrolment, part: str) -> Material | None:
    found = queries.materials_for(one, one.edition, now=now())
    return next((each for each in found if each.code == part), None)


def _file(found: Material | None) -> HttpResponseBase:
    if found is None or not found.sha256:
        raise Http404
    name = found.title if "." in found.title else f"{found.title}.{found.file_type}"
    return documents.file_answer(sha256=found.sha256, name=name, file_type=found.file_type)
