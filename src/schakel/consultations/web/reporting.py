"""Everything about a consultation for the tender file: as a page that prints well, and as one ZIP."""

import zipfile
from collections.abc import Iterable
from datetime import datetime
from io import BytesIO

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from schakel.accounts.public import Person, for_who_may
from schakel.consultations import queries
from schakel.consultations.models import Consultation, ConsultationFile
from schakel.consultations.rules import ASK
from schakel.consultations.web.asking import decided_by, now, title_of, today
from schakel.consultations.web.looking import page_of
from schakel.consultations.wording import logged_text, state_name
from schakel.documents import public as documents
from schakel.kernel.sheets import Cell, csv_file

_FIXED = (1980, 1, 1, 0, 0, 0)
"""The same consultation gives the same file."""


@require_GET
@for_who_may(ASK)
def report(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """The whole of it on one page, for its owner alone."""
    found = decided_by(person, slug)
    context = page_of(person, found) | {"made_at": now()}
    context["crumbs"] = [
        {"label": context["title"], "url": reverse("consultation", args=[slug])},
        {"label": gettext("Report")},
    ]
    return render(request, "consultations/report.html", context)


@require_GET
@for_who_may(ASK)
def report_file(_request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Text, tables and files. Of a participant in which the reader has an interest only the name is in it."""
    found = decided_by(person, slug)
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in _parts(person, found):
            package.writestr(zipfile.ZipInfo(name, _FIXED), content, zipfile.ZIP_DEFLATED)
    response = HttpResponse(packed.getvalue(), content_type="application/zip")
    name = f"{slug}-consultation-{today().isoformat()}.zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _parts(person: Person, found: Consultation) -> Iterable[tuple[str, bytes]]:
    yield "consultation.txt", _text(found).encode()
    yield (
        "log.csv",
        csv_file(
            [
                [gettext("Moment"), gettext("Who"), gettext("What")],
                *(
                    [timezone.localtime(one.row.at).isoformat(timespec="seconds"), one.who, logged_text(one)]
                    for one in queries.log_of(found)
                ),
            ]
        ),
    )
    yield "questions.csv", csv_file(_questions(person, found))
    seen = queries.participants_for(person, found, today=today())
    rows: list[list[Cell]] = [
        [gettext("Organisation"), gettext("Registered at"), gettext("Withdrew at"), gettext("In their words")]
    ]
    rows += [
        [
            one.participant.organisation.name,
            _moment(one.participant.registered_at),
            _moment(one.participant.left_at),
            gettext("not for you: you have an interest in it") if one.is_recused else one.participant.words,
        ]
        for one in seen
    ]
    yield "participants.csv", csv_file(rows)
    yield from _files("files", queries.files_for_everybody(found))
    for one in seen:
        if not one.is_recused:
            yield from _files(
                f"participants/{one.participant.organisation.slug}", one.participant.files.all()
            )


def _questions(person: Person, found: Consultation) -> list[list[Cell]]:
    rows: list[list[Cell]] = [
        [
            gettext("Number"),
            gettext("Question"),
            gettext("Asked at"),
            gettext("Answer"),
            gettext("Answered at"),
        ]
    ]
    rows += [
        [one.number, one.text, _moment(one.asked_at), one.answer, _moment(one.answered_at)]
        for one in queries.inquiries_for(person, found)
    ]
    return rows


def _files(folder: str, files: Iterable[ConsultationFile]) -> Iterable[tuple[str, bytes]]:
    """Each under its own name; two of one name are told apart by their number."""
    for number, file in enumerate(files, 1):
        yield f"{folder}/{number:02}-{file.name}", documents.content_of(file.sha256)


def _text(found: Consultation) -> str:
    lines = [
        title_of(found.challenge),
        found.challenge.item.owner.name,
        state_name(queries.state_of(found, today=today())),
        gettext("Last day for questions: %(day)s") % {"day": found.questions_until or "–"},
        gettext("Last day: %(day)s") % {"day": found.closes_on or "–"},
        "",
        found.text,
    ]
    if found.conclusion:
        lines += ["", gettext("What came of it"), "", found.conclusion]
    return "\n".join(lines) + "\n"


def _moment(at: datetime | None) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds") if at else ""
