"""Saying what the columns of a source hold, where no profile does."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext, override
from django.views.decorators.http import require_http_methods

from schakel.accounts.public import Person
from schakel.imports import actions, queries
from schakel.imports.columns import (
    Column,
    choices_of,
    columns_of,
    contacts_among,
    fields_for,
    own_profile,
)
from schakel.imports.files import path_of
from schakel.imports.guessing import guessed, guessed_key
from schakel.imports.messages import refusal_text
from schakel.imports.models import Run
from schakel.imports.profiles import Profile
from schakel.imports.web.naming import field_name, kind_choices, value_in_words
from schakel.imports.web.sources import importers
from schakel.kernel.languages import LANGUAGES
from schakel.kernel.refusal import Refusal
from schakel.library import public as library
from schakel.library.public import Kind
from schakel.organisations.public import Organisation, find_organisation

TITLE = "text.title"
NOT_USED = ""


class ColumnsForm(forms.Form):
    """The source as a whole, and a choice for each of its columns."""

    use_required_attribute = False

    def __init__(
        self, data: QueryDict | None, columns: Sequence[Column], kind: Kind, initial: Mapping[str, object]
    ) -> None:
        super().__init__(data, initial=dict(initial))
        self.kind, self.columns = kind, columns
        self.owner: Organisation | None = None
        names = [column.name for column in columns]
        self.fields["title"] = forms.CharField(
            label=gettext("Name of the source"),
            max_length=80,
            help_text=gettext("Readers see it with every item. You find it back when there is a newer file."),
            error_messages={"required": gettext("Write what this source is called.")},
        )
        self.fields["owner"] = forms.CharField(
            label=gettext("Organisation the items belong to"),
            max_length=160,
            error_messages={"required": gettext("Write the name of an organisation.")},
        )
        self.fields["language"] = forms.ChoiceField(
            label=gettext("Language"), choices=[(code, library.language_name(code)) for code in LANGUAGES]
        )
        self.fields["licence"] = forms.CharField(
            label=gettext("Licence"),
            max_length=60,
            required=False,
            help_text=gettext("Under which terms it may be used, for example CC0-1.0 or CC-BY-4.0."),
        )
        self.fields["key"] = forms.ChoiceField(
            label=gettext("By which column is a record known again?"),
            choices=[(name, name) for name in names],
            help_text=gettext("Its value is different in every row, and the same in a newer file."),
        )
        self.fields["words"] = forms.CharField(
            label=gettext("Words of this source, and what they are here"),
            required=False,
            help_text=gettext(
                "One on each line, for example: going well = in use. Leave out what you do not know."
            ),
            widget=forms.Textarea({"rows": 5}),
        )
        options = [
            (NOT_USED, gettext("Do not use")),
            *((name, field_name(name)) for name in fields_for(kind)),
        ]
        for number, _ in enumerate(columns):
            self.fields[f"column-{number}"] = forms.ChoiceField(choices=options, required=False)
        for field in self.fields.values():
            if isinstance(field, forms.ChoiceField):
                field.widget.attrs["class"] = "utrecht-select utrecht-select--html-select"

    def of_source(self) -> list[forms.BoundField]:
        """The fields about the source as a whole."""
        return [self[name] for name in ("title", "owner", "language", "licence", "key", "words")]

    def of_columns(self) -> list[dict[str, object]]:
        """Each column with its choice."""
        return [
            {"column": column, "field": self[f"column-{number}"]}
            for number, column in enumerate(self.columns)
        ]

    def clean_owner(self) -> str:
        typed = str(self.cleaned_data["owner"])
        self.owner = find_organisation(typed)
        if self.owner is None:
            raise forms.ValidationError(
                gettext("We know no organisation called “%(name)s”. Write its full name.") % {"name": typed}
            )
        return typed

    def clean_words(self) -> dict[str, str]:
        """The source's word -> the word for it that the screen knows."""
        known = {word.casefold() for words in words_people_use(self.kind).values() for word in words}
        taught = {}
        for line in str(self.cleaned_data["words"]).splitlines():
            theirs, _, ours = (part.strip() for part in line.partition("="))
            if not theirs or not ours:
                continue
            if ours.casefold() not in known:
                raise forms.ValidationError(
                    gettext("We know no word “%(word)s” for a choice. Write it as it stands on the screen.")
                    % {"word": ours}
                )
            taught[theirs] = ours
        return taught

    def clean(self) -> None:
        chosen = list(self.chosen().values())
        if TITLE not in chosen:
            self.add_error(None, gettext("Say which column holds the title."))
        twice = sorted({field for field in chosen if chosen.count(field) > 1})
        if twice:
            names = ", ".join(field_name(field) for field in twice)
            self.add_error(None, gettext("Only one column can be: %(names)s.") % {"names": names})

    def chosen(self) -> dict[str, str]:
        """Column -> the field it holds."""
        found = {
            column.name: str(self.cleaned_data.get(f"column-{number}") or NOT_USED)
            for number, column in enumerate(self.columns)
        }
        return {column: field for column, field in found.items() if field != NOT_USED}

    def profile(self) -> Profile:
        if self.owner is None:
            raise ValueError("only a form that is complete is a profile")
        title, chosen = self.cleaned_data["title"], self.chosen()
        key = self.cleaned_data["key"]
        names = [column.name for column in self.columns if column.name != key]
        return own_profile(
            name=f"own-{slugify(title)[:50] or 'source'}",
            title=title,
            kind=self.kind,
            language=self.cleaned_data["language"],
            owner=self.owner,
            licence=self.cleaned_data["licence"],
            key=[key],
            chosen=chosen,
            left_out=contacts_among(names, chosen),
            words_of=self._words_of(),
        )

    def _words_of(self) -> dict[str, dict[str, str]]:
        """Per fact with a choice: our own words, and those that were taught here."""
        words = words_people_use(self.kind)
        for known in words.values():
            alike = {word.casefold(): value for word, value in known.items()}
            taught = self.cleaned_data["words"].items()
            known.update(
                {theirs: alike[ours.casefold()] for theirs, ours in taught if ours.casefold() in alike}
            )
        return words


def words_people_use(kind: Kind) -> dict[str, dict[str, str]]:
    """Per fact with a choice: our own word for each value, and how it is called in each language."""
    words: dict[str, dict[str, str]] = {}
    for fact in choices_of(kind):
        known = words.setdefault(f"fact.{fact.name}", {})
        for language in LANGUAGES:
            with override(language):
                known.update({library.choice_name(fact.name, value): value for value in fact.choices})
        known.update({value: value for value in fact.choices})
    return words


@require_http_methods(["GET", "POST"])
@importers
def columns(request: HttpRequest, person: Person, pk: int) -> HttpResponse:
    """The columns of a file that was handed in, with some of their values."""
    found = queries.run_with(pk)
    if found is None or found.state in {Run.State.DONE, Run.State.UNDONE}:
        raise Http404
    kind = _kind(request, found)
    try:
        there = columns_of(path_of(found.stored_as))
    except Refusal as refusal:
        return render(
            request,
            "imports/staff/unreadable.html",
            {"staff_page": "imports", "run": found, "why": refusal_text(refusal)},
        )
    form = ColumnsForm(
        request.POST if request.method == "POST" else None, there, kind, _initial(found, there, kind)
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.map_columns(
                run=found, profile=form.profile(), mapped_by=person, now=timezone.now().astimezone(UTC)
            )
        except Refusal as refusal:
            messages.error(request, refusal_text(refusal))
        return redirect("staff_import", pk=pk)
    context = {
        "staff_page": "imports",
        "run": found,
        "form": form,
        "kind": kind,
        "kind_name": library.kind_name(kind),
        "kinds": kind_choices(),
    }
    return render(request, "imports/staff/columns.html", context)


def _kind(request: HttpRequest, found: Run) -> Kind:
    asked = request.GET.get("kind") or found.definition.get("kind") or Kind.CASE.value
    if asked not in set(Kind):
        raise Http404
    return Kind(asked)


def _initial(found: Run, there: Sequence[Column], kind: Kind) -> dict[str, object]:
    """What was said the last time, or what the names of the columns make likely."""
    names = [column.name for column in there]
    if found.definition and found.definition["kind"] == kind.value:
        written = found.definition
        chosen = {source: field["name"] for field in written["fields"] for source in field["sources"]}
        known = {
            "title": written["title"],
            "owner": written["owner_name"],
            "language": written["language"],
            "licence": written["licence"],
            "key": written["key"][0],
        }
    else:
        chosen = guessed(names, fields_for(kind))
        known = {"language": LANGUAGES[0], "key": guessed_key(names) or (names[0] if names else "")}
    return {
        **known,
        "words": "\n".join(_words_so_far(found, kind)),
        **{f"column-{number}": chosen.get(name, NOT_USED) for number, name in enumerate(names)},
    }


def _words_so_far(found: Run, kind: Kind) -> Iterator[str]:
    """What was taught before, and what the preview did not know, to be filled in."""
    own = words_people_use(kind)
    for field in found.definition.get("fields", ()):
        known = own.get(field["name"], {})
        for theirs, value in field["words"].items():
            if theirs not in known:
                yield f"{theirs} = {value_in_words(field['name'], value)}"
    unknown = [problem["value"] for problem in found.problems if problem["code"] == "word-unknown"]
    for word in dict.fromkeys(unknown):
        yield f"{word} = "
