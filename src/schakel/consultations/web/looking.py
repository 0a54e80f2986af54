"""What everybody reads: the list, one consultation with its files and answers, and its days as a calendar."""

from collections.abc import Mapping

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET

from schakel.accounts.public import Person
from schakel.calendars.public import Appointment, calendar_answer, calendar_file
from schakel.consultations import actions, queries, rules
from schakel.consultations.models import Consultation, ConsultationFile
from schakel.consultations.rules import State
from schakel.consultations.web.asking import asked_for, now, title_of, today, visitor
from schakel.consultations.wording import TONES, logged_text, state_name
from schakel.documents import public as documents
from schakel.kernel.languages import DUTCH
from schakel.kernel.sheets import Cell, csv_file
from schakel.library import public as library

LINES = 30


@require_GET
def consultations(request: HttpRequest) -> HttpResponse:
    """Those that are open or were, for everybody."""
    page = Paginator(queries.public_consultations(visitor(request)), LINES).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": _rows(list(page.object_list)),
        "csv_url": reverse("consultations_file"),
        "crumbs": [{"label": gettext("Market consultations")}],
    }
    return render(request, "consultations/list.html", context)


@require_GET
def consultations_file(request: HttpRequest) -> HttpResponse:
    """The same, all of it, as a file for a spreadsheet."""
    rows: list[list[Cell]] = [
        [
            gettext("Title"),
            gettext("Belongs to"),
            gettext("State"),
            gettext("Last day for questions"),
            gettext("Last day"),
            gettext("Address"),
        ]
    ]
    rows += [
        [
            str(row["title"]),
            str(row["owner"]),
            str(row["state"]),
            str(row["questions_until"]),
            str(row["closes_on"]),
            f"{settings.ENVIRONMENT.base_url}{row['url']}",
        ]
        for row in _rows(list(queries.public_consultations(visitor(request))))
    ]
    response = HttpResponse(csv_file(rows), content_type="text/csv; charset=utf-8")
    name = f"consultations-{today().isoformat()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_GET
def consultation(request: HttpRequest, slug: str) -> HttpResponse:
    """One consultation: the same for everybody; with what is theirs for the owner, who helps, and who takes part."""
    found = asked_for(visitor(request), slug)
    return render(request, "consultations/consultation.html", page_of(visitor(request), found))


@require_GET
def file(request: HttpRequest, slug: str, code: str) -> HttpResponseBase:
    """A file; who is signed in stands in the log as having got it."""
    person = visitor(request)
    found = asked_for(person, slug)
    kept = queries.file_for(person, found, code, today=today())
    if kept is None:
        raise Http404
    answer = documents.file_answer(name=kept.name, file_type=kept.file_type, sha256=kept.sha256)
    if person is not None and kept.participant_id is None and found.state != State.PREPARED:
        actions.fetch_file(file=kept, fetched_by=person, now=now())
    return answer


@require_GET
def calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Its days for one's own calendar."""
    found = asked_for(visitor(request), slug)
    title = title_of(found.challenge)
    days = (
        ("questions", found.questions_until, gettext("Last day for questions: %(title)s")),
        ("end", found.closes_on, gettext("Last day: %(title)s")),
    )
    appointments = [
        Appointment(
            key=f"{slug}-consultation-{name}",
            title=label % {"title": title},
            starts=day,
            changed_at=found.opened_at or found.prepared_at,
            sequence=queries.sequence_of(found),
            path=reverse("consultation", args=[slug]),
            keeps_free=True,
        )
        for name, day, label in days
        if day is not None
    ]
    return calendar_answer(calendar_file(appointments), f"{slug}.ics")


_ACTS = ("open", "extend", "report", "drop", "file", "ask", "answer", "take_part")
_FIELDS = ("question", "answer", "number", "words", "conclusion")


def page_of(
    person: Person | None,
    found: Consultation,
    *,
    errors: Mapping[str, str] | None = None,
    written: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """What the page shows this person; with why an act was not possible, and what was written for it."""
    state, challenge = queries.state_of(found, today=today()), found.challenge
    decides = queries.may_decide(person, found)
    helps = queries.may_help(person, challenge, today=today())
    is_open = state is State.OPEN
    can_ask = is_open and found.questions_until is not None and today() <= found.questions_until
    title = title_of(challenge)
    context: dict[str, object] = {
        "consultation": found,
        "slug": challenge.item.slug,
        "title": title,
        "owner": challenge.item.owner.name,
        "state": state_name(state),
        "tone": TONES[state],
        "is_prepared": state is State.PREPARED,
        "is_open": is_open,
        "is_closed": state is State.CLOSED,
        "days_left": (found.closes_on - today()).days if is_open and found.closes_on else None,
        "files": [shown_file(one) for one in queries.files_for_everybody(found)],
        "inquiries": queries.inquiries_for(person, found),
        "can_ask": can_ask,
        "is_signed_in": person is not None,
        "joins_with": queries.organisations_to_join_with(person, found) if is_open else [],
        "own": [
            {
                "name": one.organisation.name,
                "slug": one.organisation.slug,
                "words": one.words,
                "files": [shown_file(file) for file in one.files.all()],
            }
            for one in queries.own_participations(person, found)
        ],
        "decides": decides,
        "helps": helps,
        "may_add_files": helps and state in (State.PREPARED, State.OPEN) and (decides or not is_open),
        "number_of_participants": queries.number_of_participants(found),
        "longest": rules.LONGEST_WORDS,
        "longest_text": rules.LONGEST_TEXT,
        "crumbs": [
            {"label": title, "url": reverse("challenge", args=[challenge.item.slug])},
            {"label": gettext("Market consultation")},
        ],
        "errors": {**dict.fromkeys(_ACTS, ""), **(errors or {})},
        "written": {**dict.fromkeys(_FIELDS, ""), **(written or {})},
    }
    if decides:
        context["participants"] = [
            {
                "name": seen.participant.organisation.name,
                "is_recused": seen.is_recused,
                "has_left": seen.participant.left_at is not None,
                "registered_at": seen.participant.registered_at,
                "words": "" if seen.is_recused else seen.participant.words,
                "files": [] if seen.is_recused else [shown_file(one) for one in seen.participant.files.all()],
            }
            for seen in queries.participants_for(person, found, today=today())
        ]
    if helps:
        context["log"] = (
            [{"at": one.row.at, "who": one.who, "what": logged_text(one)} for one in queries.log_of(found)]
            if decides
            else []
        )
    return context


def shown_file(file: ConsultationFile) -> dict[str, object]:
    return {
        "code": file.code,
        "name": file.name,
        "size": filesizeformat(file.size),
        "added_at": file.added_at,
    }


def _rows(found: list[Consultation]) -> list[dict[str, object]]:
    values = {value.pk: value for value in library.values_with_keys([one.pk for one in found], today=today())}
    rows: list[dict[str, object]] = []
    for one in found:
        state = queries.state_of(one, today=today())
        rows.append(
            {
                "title": values[one.pk].title(get_language() or DUTCH),
                "url": reverse("consultation", args=[values[one.pk].slug]),
                "owner": one.challenge.item.owner.name,
                "state": state_name(state),
                "tone": TONES[state],
                "questions_until": one.questions_until,
                "closes_on": one.closes_on,
            }
        )
    return rows
