"""Bringing a file in: hand it in, look at what would happen, let it happen, and take it back."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from schakel.accounts.public import Person
from schakel.imports import actions, queries
from schakel.imports.messages import refusal_text
from schakel.imports.models import PreviewRecord, Run, RunChange
from schakel.imports.queueing import key_of
from schakel.imports.rules import Outcome
from schakel.imports.web.lines import lines_of
from schakel.imports.web.naming import (
    STATE_TONES,
    kind_choices,
    outcome_name,
    profile_name,
    repair_name,
    state_in_words,
)
from schakel.imports.web.sources import importers, shown_sources
from schakel.jobs import public as jobs
from schakel.kernel.refusal import Refusal
from schakel.kernel.sheets import Cell, csv_file

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

LINES = 50
NEW = "new"


class FileForm(forms.Form):
    """A file and how it is read."""

    use_required_attribute = False

    def __init__(self, data: object = None, files: object = None) -> None:
        super().__init__(data, files)  # type: ignore[arg-type]
        self.fields["file"] = forms.FileField(
            label=gettext("File"),
            help_text=gettext("A table (CSV or XLSX), JSON, or a publiccode.yml. It may be zipped (.gz)."),
            error_messages={
                "required": gettext("Choose a file."),
                "empty": gettext("There is nothing in this file."),
            },
        )
        self.fields["profile"] = forms.ChoiceField(
            label=gettext("How is it read?"),
            choices=[
                (NEW, gettext("I say myself what the columns hold")),
                *((profile.name, profile_name(profile)) for profile in queries.all_profiles()),
            ],
            initial=NEW,
            widget=forms.RadioSelect,
            error_messages={"required": gettext("Choose how the file is read.")},
        )
        self.fields["kind"] = forms.ChoiceField(
            label=gettext("What do you find in it?"),
            help_text=gettext("Only when you say yourself what the columns hold."),
            choices=kind_choices(),
            initial="case",
            required=False,
        )
        self.fields["kind"].widget.attrs["class"] = "utrecht-select utrecht-select--html-select"


@require_GET
@importers
def overview(request: HttpRequest, person: Person) -> HttpResponse:  # noqa: ARG001 - the guard gives it
    """The imports there were, the newest first."""
    page = Paginator(queries.newest_runs(), LINES).get_page(request.GET.get("page"))
    context = {
        "staff_page": "imports",
        "page": page,
        "rows": [_row(run) for run in page.object_list],
        "doubles": queries.open_doubles().count(),
        "sources": shown_sources(_now()),
    }
    return render(request, "imports/staff/overview.html", context)


def _row(run: Run) -> dict[str, object]:
    profile = queries.profile_named(run.profile) if run.profile else None
    return {
        "run": run,
        "profile": profile_name(profile) if profile else "",
        "state": state_in_words(run.state),
        "tone": STATE_TONES[run.state],
        "by": run.run_by.name if run.run_by else "",
        "counts": {name: run.counts.get(name, "") for name in ("read", *map(str, Outcome))},
    }


@require_http_methods(["GET", "POST"])
@importers
def new(request: HttpRequest, person: Person) -> HttpResponse:
    """Hand in a file."""
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if request.method == "POST" and form.is_valid():
        file, chosen = form.cleaned_data["file"], form.cleaned_data["profile"]
        try:
            received = _received(file, chosen, person)
        except Refusal as refusal:
            form.add_error("file", refusal_text(refusal))
        else:
            if chosen == NEW:
                kind = form.cleaned_data["kind"] or "case"
                return redirect(f"{reverse('staff_import_columns', args=[received.pk])}?kind={kind}")
            return redirect("staff_import", pk=received.pk)
    return render(request, "imports/staff/new.html", {"staff_page": "imports", "form": form})


def _received(file: "UploadedFile[Any]", chosen: str, person: Person) -> Run:
    return actions.receive_file(
        content=file.chunks(),
        file_name=file.name or "",
        profile=None if chosen == NEW else queries.profile_named(chosen),
        received_by=person,
        now=_now(),
    )


@require_http_methods(["GET", "POST"])
@importers
def run(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """One import: what is going on, what would happen, or what happened."""
    found = _run(pk)
    if request.method == "POST":
        return _take_step(request, person, found)
    if found.state == Run.State.RECEIVED and not found.profile:
        return redirect("staff_import_columns", pk=pk)
    progress = _progress(found)
    if request.headers.get("HX-Request") and progress:
        return render(request, "components/progress.html", {"progress": progress})
    response = render(request, "imports/staff/run.html", _context(request, person, found, progress))
    if request.headers.get("HX-Request"):  # it is done: the whole page is another one now
        response.headers["HX-Refresh"] = "true"
    return response


def _context(
    request: HttpRequest, person: Person, found: Run, progress: dict[str, object] | None
) -> dict[str, object]:
    outcome = request.GET.get("outcome", "")
    only_problems = bool(request.GET.get("problems"))
    is_over = found.state in {Run.State.DONE, Run.State.UNDONE}
    lines = (
        queries.changes_of(found)
        if is_over
        else queries.planned_records(found, outcome=outcome, only_problems=only_problems)
    )
    page = Paginator(lines, LINES).get_page(request.GET.get("page"))
    failure = found.failure
    return {
        "staff_page": "imports",
        **_row(found),
        "progress": progress,
        "is_over": is_over,
        "failure": refusal_text(Refusal(failure["code"], **failure["details"])) if failure else "",
        "tabs": _tabs(found, outcome, only_problems=only_problems)
        if found.state == Run.State.PLANNED
        else [],
        "figures": [
            {"label": outcome_name(each.value), "value": count}
            for each in Outcome
            if (count := found.counts.get(each.value, 0))
        ],
        "repairs": [(repair_name(name), count) for name, count in found.repairs.items()],
        "page": page,
        "lines": list(lines_of(page.object_list, person)),
        "can_map": found.state in {Run.State.PLANNED, Run.State.FAILED} and bool(found.definition),
        "would_do": _would_do(found),
    }


def _would_do(found: Run) -> int:
    """How many items a run touches."""
    return int(found.counts.get("create", 0)) + int(found.counts.get("update", 0))


def _tabs(found: Run, outcome: str, *, only_problems: bool) -> list[dict[str, object]]:
    counted = [("", gettext("all"), found.counts.get("read", 0))]
    counted += [(each.value, outcome_name(each.value), found.counts.get(each.value, 0)) for each in Outcome]
    tabs: list[dict[str, object]] = [
        {
            "label": name,
            "url": f"?outcome={value}" if value else "?",
            "current": value == outcome and not only_problems,
            "count": count,
        }
        for value, name, count in counted
    ]
    with_problems = queries.planned_records(found, only_problems=True).count()
    return [
        *tabs,
        {
            "label": gettext("to look at"),
            "url": "?problems=1",
            "current": only_problems,
            "count": with_problems,
        },
    ]


def _progress(found: Run) -> dict[str, object] | None:
    """How far the worker is; None when nothing is to be done or it was given up."""
    job = jobs.newest_with_key(key_of(found))
    if job is None or job.done_at or job.gave_up_at:
        return None
    if not job.progress:
        sentence = gettext("In a moment it begins.")
    elif job.size and job.progress >= job.size:
        sentence = gettext("Everything is read. It is being stored.")
    else:
        sentence = ngettext("%(done)s record is read.", "%(done)s records are read.", job.progress) % {
            "done": job.progress
        }
    total = job.size or int(found.counts.get("read", 0)) or max(job.progress * 2, 1)
    url = reverse("staff_import", args=[found.pk])
    return {"done": min(job.progress, total), "total": total, "sentence": sentence, "url": url}


def _take_step(request: HttpRequest, person: Person, found: Run) -> HttpResponse:
    step = request.POST.get("step", "")
    try:
        if step == "approve":
            actions.approve_run(run=found, approved_by=person, now=_now())
        elif step == "drop":
            actions.drop_run(run=found, dropped_by=person, now=_now())
            messages.success(request, gettext("The file is thrown away. Nothing was changed."))
            return redirect("staff_imports")
        elif step == "undo":
            actions.undo_run(run=found, undone_by=person, now=_now())
            messages.success(request, gettext("The import is undone."))
        else:
            raise Http404
    except Refusal as refusal:
        messages.error(request, refusal_text(refusal))
    return redirect("staff_import", pk=found.pk)


@require_GET
@importers
def records_file(request: HttpRequest, person: Person, pk: int) -> HttpResponse:  # noqa: ARG001 - the guard gives it
    """The preview, or what was done, as a file for a spreadsheet."""
    found = _run(pk)
    response = HttpResponse(csv_file(_file_rows(found, person)), content_type="text/csv; charset=utf-8")
    name = f"import-{found.pk}-{timezone.localdate().isoformat()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _file_rows(found: Run, person: Person) -> Iterator[list[Cell]]:
    yield [
        gettext("Record"),
        gettext("Title"),
        gettext("What becomes of it"),
        gettext("What changes"),
        gettext("To look at"),
    ]
    lines: Iterable[PreviewRecord | RunChange] = (
        queries.changes_of(found) if found.ended_at else queries.planned_records(found)
    )
    for line in lines_of(lines, person):
        yield [
            line.key,
            line.title,
            line.outcome,
            "; ".join(map(str, line.changes)),
            "; ".join(line.problems),
        ]


def _run(pk: int) -> Run:
    found = queries.run_with(pk)
    if found is None:
        raise Http404
    return found


def _now() -> datetime:
    return timezone.now().astimezone(UTC)
