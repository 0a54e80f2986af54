"""Sources that are read by themselves: how each is doing, a new one, and a pause."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from schakel.accounts.public import Person, for_who_may
from schakel.imports import queries
from schakel.imports.messages import refusal_text
from schakel.imports.source_messages import problem_of_source, source_refusal_text
from schakel.imports.source_rules import SourceStatus
from schakel.imports.sources import SourceNow, add_source, pause_source, source_named, sources_with_status
from schakel.imports.web.naming import profile_name
from schakel.kernel.refusal import Refusal

TERMS = {24: timedelta(days=1), 1: timedelta(hours=1), 168: timedelta(days=7), 720: timedelta(days=30)}
TONES: Mapping[SourceStatus, str] = {
    SourceStatus.WAITING: "neutral",
    SourceStatus.FRESH: "good",
    SourceStatus.STALE: "warning",
    SourceStatus.FAILING: "wrong",
    SourceStatus.PAUSED: "ended",
}
FIELD_OF = {
    "source-name-taken": "name",
    "profile-unknown": "profile",
    "source-too-often": "every",
}
"""At which field a refusal is said; at the place otherwise."""
importers = for_who_may("import.run")


class SourceForm(forms.Form):
    """A place, how it is read, and how often."""

    use_required_attribute = False

    def __init__(self, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["name"] = forms.SlugField(
            label=gettext("Short name"),
            max_length=60,
            help_text=gettext("Letters, figures and dashes, for example eu-calls."),
            error_messages={
                "required": gettext("Write a short name."),
                "invalid": gettext("Use letters, figures and dashes only."),
            },
        )
        self.fields["place"] = forms.CharField(
            label=gettext("Where is it?"),
            max_length=2000,
            help_text=gettext("A web address, or the path of a file or folder in the folder for sources."),
            error_messages={"required": gettext("Write where it is.")},
        )
        self.fields["profile"] = forms.ChoiceField(
            label=gettext("How is it read?"),
            choices=[(profile.name, profile_name(profile)) for profile in queries.all_profiles()],
        )
        self.fields["every"] = forms.TypedChoiceField(
            label=gettext("How often?"),
            coerce=int,
            choices=[
                (24, gettext("every day")),
                (1, gettext("every hour")),
                (168, gettext("every week")),
                (720, gettext("every month")),
            ],
        )
        for name in ("profile", "every"):
            self.fields[name].widget.attrs["class"] = "utrecht-select utrecht-select--html-select"


def shown_sources(now: datetime) -> list[dict[str, object]]:
    """Every source with how it is doing, in words."""
    return [_shown(one) for one in sources_with_status(now)]


def _shown(one: SourceNow) -> dict[str, object]:
    profile = queries.profile_named(one.source.profile)
    return {
        "source": one.source,
        "profile": profile_name(profile) if profile else one.source.profile,
        "status": status_in_words(one.status),
        "tone": TONES[one.status],
        "problem": problem_of_source(one.source),
        "due_at": one.due_at,
        "run": one.source.outcome.get("run"),
        "by": one.source.looked_after_by.name if one.source.looked_after_by else "",
    }


def status_in_words(status: SourceStatus) -> str:
    return {
        SourceStatus.WAITING: gettext("not read yet"),
        SourceStatus.FRESH: gettext("up to date"),
        SourceStatus.STALE: gettext("too old"),
        SourceStatus.FAILING: gettext("does not work"),
        SourceStatus.PAUSED: gettext("paused"),
    }[status]


@require_http_methods(["GET", "POST"])
@importers
def new(request: HttpRequest, person: Person) -> HttpResponse:
    """A source that the hub reads by itself; whoever adds it looks after it."""
    form = SourceForm(request.POST) if request.method == "POST" else SourceForm()
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            add_source(
                name=said["name"],
                profile=said["profile"],
                place=said["place"],
                every=TERMS[said["every"]],
                looked_after_by=person,
                added_by=person,
                now=_now(),
            )
        except Refusal as refusal:
            form.add_error(
                FIELD_OF.get(refusal.code, "place"), source_refusal_text(refusal) or refusal_text(refusal)
            )
        else:
            messages.success(request, gettext("The hub reads it within ten minutes, and then by itself."))
            return redirect("staff_imports")
    return render(request, "imports/staff/new_source.html", {"staff_page": "imports", "form": form})


@require_POST
@importers
def pause(request: HttpRequest, person: Person, name: str) -> HttpResponse:
    """Stop reading a source for the time being, or go on."""
    source = source_named(name)
    if source is None:
        raise Http404
    paused = pause_source(source=source, is_paused=not source.is_paused, paused_by=person, now=_now())
    messages.success(
        request,
        gettext("The source is paused.") if paused.is_paused else gettext("The source is read again."),
    )
    return redirect("staff_imports")


def _now() -> datetime:
    return timezone.now().astimezone(UTC)
