"""Staff looks after the themes and the words; what changes here works in the next question."""

from collections.abc import Mapping
from datetime import UTC
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods

from schakel.accounts.public import Person, for_who_may
from schakel.kernel.languages import LANGUAGES
from schakel.kernel.refusal import Refusal
from schakel.vocabulary import actions, queries, rules
from schakel.vocabulary.messages import refusal_text
from schakel.vocabulary.models import Concept

MOST_FOUND = 60
for_editors = for_who_may("vocabulary.edit")


class LabelsForm(forms.Form):
    """What people call a theme: the name on the screen and the other words, in each language."""

    use_required_attribute = False

    def __init__(self, data: QueryDict | None = None, initial: Mapping[str, object] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        names = {
            "nl": (gettext("Name in Dutch"), gettext("Other words for it in Dutch")),
            "en": (gettext("Name in English"), gettext("Other words for it in English")),
        }
        for language in LANGUAGES:
            name, others = names[language]
            self.fields[f"{language}-name"] = forms.CharField(
                label=name,
                max_length=rules.LONGEST_LABEL,
                widget=forms.TextInput({"lang": language, "autocomplete": "off"}),
                error_messages={
                    "required": gettext("Write the name that stands on the screen."),
                    "max_length": gettext(
                        "This is %(show_value)s characters long. Use at most %(limit_value)s."
                    ),
                },
            )
            self.fields[f"{language}-others"] = forms.CharField(
                label=others,
                required=False,
                help_text=gettext("The words people really use, one on each line."),
                widget=forms.Textarea({"lang": language, "rows": 6}),
            )
            for field in (f"{language}-name", f"{language}-others"):
                self.fields[field].widget.attrs.pop("maxlength", None)

    def columns(self) -> list[list[BoundField]]:
        """The fields of each language, to stand beside each other."""
        return [[self[f"{language}-name"], self[f"{language}-others"]] for language in LANGUAGES]

    def rest(self) -> list[BoundField]:
        """What belongs to no language."""
        in_columns = {field.name for column in self.columns() for field in column}
        return [field for field in self.visible_fields() if field.name not in in_columns]

    def preferred(self) -> dict[str, str]:
        return {language: self.cleaned_data[f"{language}-name"] for language in LANGUAGES}

    def others(self) -> dict[str, list[str]]:
        return {language: self.cleaned_data[f"{language}-others"].splitlines() for language in LANGUAGES}


class ThemeForm(LabelsForm):
    """A theme that is there: its words and its place in the tree."""

    def __init__(self, data: QueryDict | None, initial: Mapping[str, object], *, has_broader: bool) -> None:
        super().__init__(data, initial)
        self.has_broader = has_broader
        self.broader: Concept | None = None
        self.is_out_of_date = False
        if has_broader:
            self.fields["broader"] = forms.CharField(
                label=gettext("Stands under"),
                max_length=rules.LONGEST_LABEL,
                help_text=gettext("The name of the theme above this one."),
                widget=forms.TextInput({"autocomplete": "off"}),
                error_messages={"required": gettext("Write the theme this one stands under.")},
            )
        self.fields["seen"] = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_broader(self) -> str:
        typed = str(self.cleaned_data["broader"])
        self.broader = queries.concept_called(typed)
        if self.broader is None:
            near = [_label(concept) for concept in queries.search_concepts(typed, most=5)]
            raise ValidationError(
                gettext("We know no theme called “%(typed)s”. Do you mean: %(near)s?")
                % {"typed": typed, "near": ", ".join(near)}
                if near
                else gettext("We know no theme called “%(typed)s”. Look it up in the list of themes.")
                % {"typed": typed}
            )
        return typed


class NewThemeForm(LabelsForm):
    """A theme that is not there yet."""

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.fields["notation"] = forms.CharField(
            label=gettext("Short name"),
            required=False,
            max_length=rules.LONGEST_NOTATION,
            help_text=gettext(
                "Stands in addresses and never changes. Leave it empty to make it from the English name."
            ),
            widget=forms.TextInput({"autocomplete": "off"}),
        )

    def notation(self) -> str:
        typed: str = self.cleaned_data["notation"]
        return typed or slugify(self.cleaned_data["en-name"])[: rules.LONGEST_NOTATION].strip("-")


class WordForm(forms.Form):
    """A Dutch word and what it is in English. A word that is stored keeps its spelling."""

    use_required_attribute = False

    def __init__(self, data: QueryDict | None, initial: Mapping[str, object], *, is_stored: bool) -> None:
        super().__init__(data, initial=dict(initial))
        self.fields["dutch"] = forms.CharField(
            label=gettext("Dutch word"),
            max_length=rules.LONGEST_WORD,
            widget=forms.TextInput({"lang": "nl", "autocomplete": "off"}),
            error_messages={
                "required": gettext("Write the Dutch word."),
                "max_length": gettext("This is %(show_value)s characters long. Use at most %(limit_value)s."),
            },
        )
        self.fields["dutch"].widget.attrs.pop("maxlength", None)
        if is_stored:
            self.fields["dutch"].disabled = True
            self.fields["dutch"].widget = forms.HiddenInput()
        self.fields["english"] = forms.CharField(
            label=gettext("In English, the best word first"),
            required=False,
            help_text=gettext("One on each line. Leave it empty to take the word away."),
            widget=forms.Textarea({"lang": "en", "rows": 6}),
        )

    def english(self) -> list[str]:
        """The translations, the best first."""
        typed: str = self.cleaned_data["english"]
        return typed.splitlines()


@require_GET
@for_editors
def themes(request: HttpRequest, person: Person) -> HttpResponse:  # noqa: ARG001 - the door wants to know
    """Themes by search, or the tree from one theme down."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[: rules.LONGEST_LABEL]
    under = request.GET.get("under", "")
    here = queries.concept_by_notation(under) if under else None
    if under and here is None:
        raise Http404
    found = queries.search_concepts(text, most=MOST_FOUND) if text else queries.narrower_than(here)
    context = {
        "staff_page": "themes",
        "text": text,
        "here": _shown(here) if here else None,
        "above": [_shown(concept) for concept in queries.above(here)] if here else [],
        "themes": [_shown(concept) for concept in found],
        "is_cut_off": len(found) == MOST_FOUND and bool(text),
    }
    return render(request, "vocabulary/staff/themes.html", context)


@require_http_methods(["GET", "POST"])
@for_editors
def theme(request: HttpRequest, person: Person, notation: str) -> HttpResponse:
    """One theme: its names, its other words, its place."""
    concept = _concept(notation)
    form = ThemeForm(
        request.POST if request.method == "POST" else None,
        has_broader=concept.broader is not None,
        initial=_values(concept),
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_theme(
                concept=concept,
                preferred=form.preferred(),
                others=form.others(),
                broader=form.broader,
                changed_by=person,
                now=timezone.now().astimezone(UTC),
                seen=form.cleaned_data["seen"],
            )
        except Refusal as refusal:
            form = _refused(request, concept, form, refusal)
        else:
            messages.success(request, gettext("This is stored. It works in the next question."))
            return redirect("staff_theme", notation=notation)
    context = {
        "staff_page": "themes",
        "theme": _shown(concept),
        "form": form,
        "is_out_of_date": form.is_out_of_date,
        "narrower": [_shown(below) for below in queries.narrower_than(concept)],
        "crumbs": _crumbs(concept),
    }
    return render(request, "vocabulary/staff/theme.html", context)


@require_http_methods(["GET", "POST"])
@for_editors
def new_theme(request: HttpRequest, person: Person, notation: str) -> HttpResponse:
    """A theme under another one."""
    broader = _concept(notation)
    form = NewThemeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            added = actions.add_theme(
                notation=form.notation(),
                preferred=form.preferred(),
                others=form.others(),
                broader=broader,
                added_by=person,
                now=timezone.now().astimezone(UTC),
            )
        except Refusal as refusal:
            form.add_error(_field_of(refusal, form), refusal_text(refusal))
        else:
            messages.success(request, gettext("The theme is added. It works in the next question."))
            return redirect("staff_theme", notation=added.notation)
    context = {
        "staff_page": "themes",
        "broader": _shown(broader),
        "form": form,
        "crumbs": [*_crumbs(broader, is_last=False), {"label": gettext("Add a theme")}],
    }
    return render(request, "vocabulary/staff/new_theme.html", context)


@require_GET
@for_editors
def words(request: HttpRequest, person: Person) -> HttpResponse:  # noqa: ARG001 - the door wants to know
    """Words of the lexicon by search, in either language."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[: rules.LONGEST_WORD]
    context = {"staff_page": "words", "text": text, "words": queries.words_with(text) if text else []}
    return render(request, "vocabulary/staff/words.html", context)


@require_http_methods(["GET", "POST"])
@for_editors
def word(request: HttpRequest, person: Person) -> HttpResponse:
    """One Dutch word and its translations; an empty form for a word that is not there yet."""
    asked = request.GET.get("word", "").replace("\x00", "")[: rules.LONGEST_WORD]
    stored = queries.word_for(asked) if asked else None
    form = WordForm(
        request.POST if request.method == "POST" else None,
        initial={"dutch": asked, "english": "\n".join(stored.english) if stored else ""},
        is_stored=stored is not None,
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_word(
                dutch=form.cleaned_data["dutch"],
                english=form.english(),
                changed_by=person,
                now=timezone.now().astimezone(UTC),
            )
        except Refusal as refusal:
            form.add_error("english" if stored else "dutch", refusal_text(refusal))
        else:
            messages.success(request, gettext("This is stored. It works in the next question."))
            return redirect(f"{reverse('staff_words')}?{urlencode({'q': form.cleaned_data['dutch']})}")
    context = {
        "staff_page": "words",
        "form": form,
        "word": asked,
        "crumbs": [
            {"label": gettext("Words"), "url": reverse("staff_words")},
            {"label": asked or gettext("Add a word")},
        ],
    }
    return render(request, "vocabulary/staff/word.html", context)


def _concept(notation: str) -> Concept:
    concept = queries.concept_by_notation(notation)
    if concept is None:
        raise Http404
    return concept


def _values(concept: Concept) -> dict[str, str]:
    labels = actions.labels_of(concept)
    values = {
        "seen": actions.fingerprint_of(concept),
        "broader": _label(concept.broader) if concept.broader else "",
    }
    for language in LANGUAGES:
        preferred, *others = labels.get(language, [""])
        values |= {f"{language}-name": preferred, f"{language}-others": "\n".join(others)}
    return values


def _refused(request: HttpRequest, concept: Concept, form: ThemeForm, refusal: Refusal) -> ThemeForm:
    """The form again with what was typed; a next time it is stored over the names that it shows now."""
    typed = request.POST.copy()
    typed["seen"] = actions.fingerprint_of(concept)
    again = ThemeForm(typed, has_broader=form.has_broader, initial=_values(concept))
    again.is_out_of_date = refusal.code == "changed-meanwhile"
    again.is_valid()
    again.add_error(_field_of(refusal, form), refusal_text(refusal))
    return again


def _field_of(refusal: Refusal, form: LabelsForm) -> str | None:
    """Where the person can mend it; None for the form as a whole."""
    if refusal.code == "label-taken":
        taken = str(refusal.details["label"])
        for name, value in form.cleaned_data.items():
            if taken in [" ".join(line.split()) for line in str(value).splitlines()]:
                return name
    fields = {"theme-under-itself": "broader", "theme-exists": "notation", "notation-not-usable": "notation"}
    return fields.get(refusal.code)


def _shown(concept: Concept) -> dict[str, object]:
    return {
        "notation": concept.notation,
        "label": _label(concept),
        "others": _other_labels(concept),
        "is_challenge": concept.is_challenge,
        "below": getattr(concept, "below", None),
        "broader": _label(concept.broader) if concept.broader else "",
    }


def _label(concept: Concept) -> str:
    """The name on the screen, in its language where there is one."""
    names = {label.language: label.text for label in concept.labels.all() if label.is_preferred}
    return names.get(get_language() or "nl") or next(iter(names.values()), concept.notation)


def _other_labels(concept: Concept) -> str:
    language = get_language() or "nl"
    return ", ".join(
        label.text for label in concept.labels.all() if label.language == language and not label.is_preferred
    )


def _crumbs(concept: Concept, *, is_last: bool = True) -> list[dict[str, str]]:
    trail = [{"label": gettext("Themes"), "url": reverse("staff_themes")}]
    trail += [
        {"label": _label(step), "url": reverse("staff_theme", args=[step.notation])}
        for step in queries.above(concept)
    ]
    here = {"label": _label(concept)}
    return [*trail, here if is_last else here | {"url": reverse("staff_theme", args=[concept.notation])}]
