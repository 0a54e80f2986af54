"""The form in which somebody writes an item: made from what ``kinds`` says of its kind. It validates, never saves."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language, gettext

from schakel.accounts.public import Person
from schakel.kernel.languages import LANGUAGES
from schakel.library.kinds import KINDS, Fact, Kind, Shape, Text
from schakel.library.labels import choice_name, fact_name, text_name, visibility_name
from schakel.library.rules import LONGEST, LONGEST_OTHER, Visibility
from schakel.library.web.shapes import example, is_long, read_day, read_fact, written_fact, written_short_day
from schakel.library.writing import Content, Provenance
from schakel.organisations import public as organisations
from schakel.organisations.public import Organisation
from schakel.vocabulary import public as vocabulary

MOST_THEMES = 12
THEMES_FOUND = 20
SHORT = ("title",)
_ROWS = {"summary": 3, "body": 10}
_SEVERAL = {"themes"} | {
    f"fact-{fact.name}"
    for definition in KINDS.values()
    for fact in definition.facts
    if fact.shape is Shape.CHOICES
}


class DayField(forms.CharField):
    """A day as people here write it; gives a date, or None for an empty field."""

    def to_python(self, value: str | None) -> date | None:  # type: ignore[override]  # a field of text that gives a day
        typed = super().to_python(value)
        return read_day(typed) if typed else None

    def run_validators(self, value: object) -> None:
        """The checks of a text do not apply to a day."""

    def prepare_value(self, value: object) -> object:
        return written_short_day(value) if isinstance(value, date) else value


class TitleField(forms.CharField):
    """A title, needed in one of the languages: which of them, the form as a whole finds out."""

    def validate(self, value: object) -> None:
        """An empty title is not wrong yet."""


class FactField(forms.CharField):
    """One fact in one plain field."""

    def __init__(self, fact: Fact) -> None:
        self.fact = fact
        attributes: dict[str, object] = {"autocomplete": "off"}
        if fact.shape in (Shape.NUMBER, Shape.YEAR):
            attributes["inputmode"] = "numeric"
        widget = forms.Textarea(attributes | {"rows": 3}) if is_long(fact) else forms.TextInput(attributes)
        super().__init__(
            required=False,
            label=fact_name(fact.name),
            help_text=example(fact),
            widget=widget,
            max_length=20_000,
        )

    def clean(self, value: str | None) -> object:
        return read_fact(self.fact, str(super().clean(value) or ""))


@dataclass(frozen=True, slots=True)
class Row:
    """What stands beside each other: one field, or one text in each language."""

    fields: tuple[BoundField, ...]

    @property
    def is_pair(self) -> bool:
        return len(self.fields) > 1


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the form with its place in the list of contents."""

    name: str
    title: str
    rows: tuple[Row, ...]

    @property
    def is_wrong(self) -> bool:
        return any(field.errors for row in self.rows for field in row.fields)


class ItemForm(forms.Form):
    """Texts are named "nl-title", facts "fact-status"; the rest as in a snapshot of an item."""

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        kind: Kind,
        person: Person,
        may_choose_any_owner: bool,
        today: date,
        initial: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}), use_required_attribute=False)
        self.definition = KINDS[kind]
        self.today = today
        self._add_texts()
        self._add_themes()
        self._add_places(person, may_choose_any_owner=may_choose_any_owner)
        for fact in self.definition.facts:
            self.fields[f"fact-{fact.name}"] = _fact_field(fact)
        self._add_provenance()
        self.fields["seen_version"] = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def _add_texts(self) -> None:
        for text in self.definition.texts:
            for language in LANGUAGES:
                self.fields[f"{language}-{text.name}"] = _text_field(text, language)

    def _add_themes(self) -> None:
        chosen = [str(notation) for notation in self._typed("themes")][:MOST_THEMES]
        searched = " ".join(str(word) for word in self._typed("find_theme")).strip()
        found = vocabulary.search_concepts(searched, most=THEMES_FOUND) if searched else []
        self.nothing_found = searched if searched and not found else ""
        labels = _theme_labels([*chosen, *(concept.notation for concept in found)])
        self.fields["themes"] = forms.MultipleChoiceField(
            label=gettext("Tick what fits"),
            required=False,
            choices=list(labels.items()),
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "invalid_choice": gettext("We know no theme “%(value)s”. Search for another one.")
            },
        )
        self.fields["find_theme"] = forms.CharField(
            label=gettext("Find a theme"),
            required=False,
            max_length=160,
            help_text=gettext("A word, for example: heat. Then tick what fits below."),
            widget=forms.TextInput({"autocomplete": "off"}),
        )

    def _add_places(self, person: Person, *, may_choose_any_owner: bool) -> None:
        owners = (
            _all_organisations(person, self.today) if may_choose_any_owner else _own_organisations(person)
        )
        self.fields["owner"] = forms.ChoiceField(
            label=gettext("Belongs to"),
            choices=_with_current(owners, self.initial.get("owner")),
            help_text=gettext("The organisation that keeps this up to date."),
            error_messages={
                "required": gettext("Choose the organisation this belongs to."),
                "invalid_choice": gettext("Choose an organisation from the list."),
            },
        )
        self.fields["place"] = forms.ChoiceField(
            label=gettext("Place"),
            required=False,
            choices=_with_current(_places(person, self.today), self.initial.get("place")),
            help_text=gettext("The municipality or province where it is or was done."),
            error_messages={"invalid_choice": gettext("Choose a place from the list.")},
        )
        self.fields["visibility"] = forms.ChoiceField(
            label=gettext("Who may find it once it is published"),
            choices=[(choice.value, visibility_name(choice)) for choice in Visibility],
            initial=Visibility.PUBLIC.value,
            widget=forms.RadioSelect,
            error_messages={"required": gettext("Choose who may find it.")},
        )
        self.fields["original_language"] = forms.ChoiceField(
            label=gettext("Language it was first written in"),
            choices=[("nl", gettext("Dutch")), ("en", gettext("English"))],
        )

    def _add_provenance(self) -> None:
        self.fields["source_url"] = forms.CharField(
            label=gettext("Web address of the source"),
            required=False,
            max_length=500,
            validators=[
                URLValidator(
                    schemes=["http", "https"],
                    message=gettext(
                        "This is not a web address. Copy it from the address bar of your browser."
                    ),
                )
            ],
            widget=forms.URLInput({"autocomplete": "off"}),
        )
        self.fields["source_name"] = forms.CharField(
            label=gettext("Name of the source"),
            required=False,
            max_length=160,
            help_text=gettext("For example: annual report 2025 of the municipality."),
        )
        self.fields["licence"] = forms.CharField(
            label=gettext("Licence of the text"),
            required=False,
            max_length=60,
            help_text=gettext("Under what terms others may use it, for example CC-BY-4.0."),
        )
        self.fields["retrieved_on"] = DayField(
            label=gettext("Taken from the source on"),
            required=False,
            help_text=gettext("Day-month-year, for example 24-12-2026."),
        )
        self.fields["verified_on"] = DayField(
            label=gettext("Last checked on"),
            required=False,
            help_text=gettext("Day-month-year. Publishing fills in today."),
        )
        self.fields["is_illustrative"] = forms.BooleanField(
            label=gettext("This is a made-up example, and shown as one"), required=False
        )

    def _typed(self, name: str) -> list[object]:
        """What stands in a field now, whether it was sent or stored; always a list."""
        if isinstance(self.data, MultiValueDict) and self.is_bound:
            return list(self.data.getlist(name))
        stored = self.initial.get(name)
        return list(stored) if isinstance(stored, list | tuple) else [stored] if stored else []

    def clean_themes(self) -> list[str]:
        themes: list[str] = self.cleaned_data["themes"]
        if len(themes) > MOST_THEMES:
            raise ValidationError(
                gettext("Choose at most %(most)s themes: those that matter most.") % {"most": MOST_THEMES}
            )
        return themes

    def clean_verified_on(self) -> date | None:
        return self._not_later_than_today("verified_on")

    def clean_retrieved_on(self) -> date | None:
        return self._not_later_than_today("retrieved_on")

    def _not_later_than_today(self, name: str) -> date | None:
        day: date | None = self.cleaned_data[name]
        if day is not None and day > self.today:
            raise ValidationError(gettext("This day is still to come. Write today or an earlier day."))
        return day

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        written = [language for language in LANGUAGES if self._is_written_in(language)]
        for language in written or LANGUAGES[:1]:
            name = f"{language}-title"
            if name not in self.errors and not cleaned.get(name):
                self.add_error(name, _no_title(language, wrote_something=bool(written)))
        return cleaned

    def _is_written_in(self, language: str) -> bool:
        return any(
            str(self.data.get(f"{language}-{text.name}") or "").strip() for text in self.definition.texts
        )

    def content(self) -> Content:
        """What was written, for the action that stores it; only for a valid form."""
        cleaned = self.cleaned_data
        return Content(
            texts={
                language: {text.name: cleaned[f"{language}-{text.name}"] for text in self.definition.texts}
                for language in LANGUAGES
            },
            facts={fact.name: cleaned[f"fact-{fact.name}"] for fact in self.definition.facts},
            themes=tuple(vocabulary.concepts_by_notation(cleaned["themes"])),
            owner=_organisation(cleaned["owner"]),
            place=_organisation(cleaned["place"]),
            visibility=Visibility(cleaned["visibility"]),
            original_language=cleaned["original_language"],
            provenance=Provenance(
                source_url=cleaned["source_url"],
                source_name=cleaned["source_name"],
                licence=cleaned["licence"],
                retrieved_on=cleaned["retrieved_on"],
                verified_on=cleaned["verified_on"],
                is_illustrative=cleaned["is_illustrative"],
            ),
        )

    def sections(self) -> list[Section]:
        """The form in the order in which it is read."""
        first, rest = self.definition.texts[:2], self.definition.texts[2:]
        return [
            Section("what", gettext("What it is"), tuple(self._pairs(first))),
            Section("story", gettext("The whole story"), tuple(self._pairs(rest))),
            Section(
                "facts",
                gettext("Facts"),
                self._singles(f"fact-{fact.name}" for fact in self.definition.facts),
            ),
            Section("themes", gettext("Themes"), self._singles(self._theme_fields())),
            Section(
                "where",
                gettext("Whose it is and who may find it"),
                self._singles(["owner", "place", "visibility", "original_language"]),
            ),
            Section(
                "source",
                gettext("Where it comes from"),
                self._singles(
                    ["source_url", "source_name", "licence", "retrieved_on", "verified_on", "is_illustrative"]
                ),
            ),
        ]

    def _theme_fields(self) -> Iterator[str]:
        """Without anything to tick the list is left out: it would be a heading above nothing."""
        yield "find_theme"
        if self.fields["themes"].choices:  # type: ignore[attr-defined]  # a field with choices
            yield "themes"

    def _pairs(self, texts: Iterable[Text]) -> Iterator[Row]:
        for text in texts:
            yield Row(tuple(self[f"{language}-{text.name}"] for language in LANGUAGES))

    def _singles(self, names: Iterable[str]) -> tuple[Row, ...]:
        return tuple(Row((self[name],)) for name in names)


def form_values(kind: Kind, snapshot: Mapping[str, object]) -> dict[str, object]:
    """A snapshot of an item as it stands in the fields of the form."""
    facts = snapshot.get("facts")
    stored = facts if isinstance(facts, Mapping) else {}
    values: dict[str, object] = {
        name: snapshot.get(name, "")
        for name in (
            "owner",
            "place",
            "visibility",
            "original_language",
            "source_url",
            "source_name",
            "licence",
        )
    }
    values["themes"] = snapshot.get("themes", [])
    values["is_illustrative"] = bool(snapshot.get("is_illustrative"))
    for name in ("retrieved_on", "verified_on"):
        day = snapshot.get(name)
        values[name] = written_short_day(str(day)) if day else ""
    for text in KINDS[kind].texts:
        for language in LANGUAGES:
            values[f"{language}-{text.name}"] = snapshot.get(f"text.{language}.{text.name}", "")
    for fact in KINDS[kind].facts:
        value = stored.get(fact.name)
        is_choice = fact.shape in (Shape.CHOICE, Shape.CHOICES)
        values[f"fact-{fact.name}"] = (value or "") if is_choice else written_fact(fact, value)
    return values


def typed_values(data: MultiValueDict[str, str]) -> dict[str, object]:
    """What somebody typed, exactly, to show it again without judging it."""
    values: dict[str, object] = {
        name: data.get(name, "") for name in data if name not in ("csrfmiddlewaretoken", "act", "step")
    }
    # A browser sends nothing for boxes that are not ticked.
    return (
        values
        | {name: data.getlist(name) for name in _SEVERAL}
        | {"is_illustrative": "is_illustrative" in data}
    )


def _text_field(text: Text, language: str) -> forms.CharField:
    name = {
        "nl": gettext("%(text)s in Dutch"),
        "en": gettext("%(text)s in English"),
    }[language] % {"text": text_name(text.name)}
    longest = LONGEST.get(text.name, LONGEST_OTHER)
    attributes: dict[str, object] = {"lang": language, "spellcheck": "true"}
    widget = (
        forms.TextInput(attributes | {"autocomplete": "off"})
        if text.name in SHORT
        else forms.Textarea(attributes | {"rows": _ROWS.get(text.name, 5)})
    )
    widget.attrs.pop("cols", None)
    is_title = text.name == "title"
    field = (TitleField if is_title else forms.CharField)(
        label=name,
        required=is_title,
        max_length=longest,
        widget=widget,
        help_text=_text_help(text),
        error_messages={
            "max_length": gettext("This is %(show_value)s characters long. Use at most %(limit_value)s.")
        },
    )
    # A browser that cuts off what is pasted loses it without a word; the form says what is too much.
    field.widget.attrs.pop("maxlength", None)
    return field


def _text_help(text: Text) -> str:
    if text.name == "title":
        return gettext("In Dutch or in English; in both is better.")
    return gettext("One on each line.") if text.listed else ""


def _fact_field(fact: Fact) -> forms.Field:
    choices = [(choice, choice_name(fact.name, choice)) for choice in fact.choices]
    if fact.shape is Shape.CHOICE:
        return forms.ChoiceField(
            label=fact_name(fact.name), required=False, choices=[("", gettext("Not known")), *choices]
        )
    if fact.shape is Shape.CHOICES:
        return forms.MultipleChoiceField(
            label=fact_name(fact.name), required=False, choices=choices, widget=forms.CheckboxSelectMultiple
        )
    field = FactField(fact)
    field.widget.attrs.pop("maxlength", None)
    field.widget.attrs.pop("cols", None)
    return field


def _no_title(language: str, *, wrote_something: bool) -> str:
    if not wrote_something:
        return gettext("Write a title, in Dutch or in English.")
    return {
        "nl": gettext("Write a Dutch title too, since there is more in Dutch."),
        "en": gettext("Write an English title too, since there is more in English."),
    }[language]


def _theme_labels(notations: Iterable[str]) -> dict[str, str]:
    """Notation -> label in the language of the screen, in the given order; unknown ones are left out."""
    wanted = list(dict.fromkeys(notations))
    labels = vocabulary.labels_for(wanted, get_language() or "nl")
    return {notation: labels[notation] for notation in wanted if notation in labels}


Pairs = list[tuple[str, str]]
Choices = list[tuple[str, str | Pairs]]
"""Value and label, or the name of a group and what is in it."""


def _own_organisations(person: Person) -> Choices:
    own: Choices = [
        (organisation.slug, organisation.name) for organisation in organisations.member_organisations(person)
    ]
    return own if len(own) == 1 else [("", gettext("Choose an organisation")), *own]


def _all_organisations(person: Person, today: date) -> Choices:
    """Every organisation, in groups by type, so that 450 of them can be looked through."""
    groups = _by_type(person, today)
    names = {
        "hub-partner": gettext("Partners of the hub"),
        "municipality": gettext("Municipalities"),
        "province": gettext("Provinces"),
        "water-board": gettext("Water boards"),
        "national": gettext("National bodies"),
        "knowledge": gettext("Knowledge institutions"),
        "association": gettext("Associations"),
        "company": gettext("Companies"),
    }
    first: Choices = [("", gettext("Choose an organisation"))]
    return [*first, *((name, groups[type_]) for type_, name in names.items() if type_ in groups)]


def _places(person: Person, today: date) -> Choices:
    groups = _by_type(person, today)
    return [
        ("", gettext("Nowhere in particular")),
        (gettext("Provinces"), groups.get("province", [])),
        (gettext("Municipalities"), groups.get("municipality", [])),
    ]


def _by_type(person: Person, today: date) -> dict[str, Pairs]:
    groups: dict[str, Pairs] = {}
    found = Organisation.objects.visible_to(person).valid_on(today).order_by("name", "pk")
    for type_, slug, name in found.values_list("type", "slug", "name"):
        groups.setdefault(type_, []).append((slug, name))
    return groups


def _with_current(choices: Choices, current: object) -> Choices:
    """What is stored (never what was sent) stays possible, also when it has ended since."""
    known = {value for value, inner in choices if isinstance(inner, str)}
    known |= {value for _, inner in choices if not isinstance(inner, str) for value, _ in inner}
    organisation = _organisation(str(current)) if current and current not in known else None
    return [*choices, (organisation.slug, organisation.name)] if organisation else choices


def _organisation(slug: str) -> Organisation | None:
    return Organisation.objects.visible_to(None).filter(slug=slug).first() if slug else None
