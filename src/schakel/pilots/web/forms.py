"""The forms of a pilot. They read and keep what was typed; what may be is for the rules."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext

from schakel.kernel.refusal import Refusal
from schakel.library import public as library
from schakel.organisations.public import Organisation
from schakel.pilots.actions import MeasureDraft
from schakel.pilots.messages import refusal_text
from schakel.pilots.models import Measure
from schakel.pilots.rules import (
    COST_BANDS,
    LONGEST_LINE,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_MEASURES,
    CheckState,
    PartnerRole,
    number_in,
    written_number,
)
from schakel.pilots.web.offering import Offered
from schakel.pilots.wording import check_state_name, role_name


class TextForm(forms.Form):
    """What the pilot says; each page shows the part that it is about."""

    def __init__(self, *arguments: object, names: Iterable[str], **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]  # handed on as they came
        self.use_required_attribute = False
        every = _text_fields()
        for name in names:
            self.fields[name] = every[name]
        self.fields["seen_version"] = forms.IntegerField(required=False, widget=forms.HiddenInput)


def _text_fields() -> dict[str, forms.Field]:
    return {
        "title": forms.CharField(
            label=gettext("Title"),
            max_length=LONGEST_TITLE,
            error_messages={"required": gettext("Write a few words.")},
        ),
        "problem": _long(gettext("What is the problem?"), gettext("In the words of who has it.")),
        "hypothesis": _long(
            gettext("What do you expect?"),
            gettext("For example: if the halls cool down by night, they use a fifth less energy."),
        ),
        "approach": _long(gettext("What are you going to do?"), ""),
        "results": _long(gettext("What came of it?"), ""),
        "failed": _long(gettext("What did not work?"), gettext("Others look for this most of all.")),
        "lesson": _long(gettext("What did you learn?"), gettext("One lesson on each line.")),
        "budget_band": forms.ChoiceField(
            label=gettext("Cost"),
            required=False,
            choices=[
                ("", gettext("not yet known")),
                *((band, library.choice_name("cost_band", band)) for band in COST_BANDS),
            ],
        ),
        "starts_on": _day(gettext("First day")),
        "ends_on": _day(gettext("Last day")),
    }


class StartForm(TextForm):
    """A new pilot: whose it is, what is known of it, and who is asked to take part."""

    def __init__(
        self,
        *arguments: object,
        owners: Iterable[Organisation],
        partners: Iterable[tuple[Organisation, PartnerRole]],
        solutions: Offered,
        facilities: Offered,
        **named: object,
    ) -> None:
        names = ("title", "problem", "hypothesis", "approach", "budget_band", "starts_on", "ends_on")
        super().__init__(*arguments, names=names, **named)
        # One that is left empty is made from what is tried; without that the action asks for one.
        self.fields["title"].required = False
        self.fields["title"].help_text = gettext("Leave it empty, and we make one from what you choose.")
        self._offer(solutions, facilities)
        bodies = list(owners)
        self.fields["owner"] = forms.ChoiceField(
            label=gettext("Belongs to"), choices=[(one.slug, one.name) for one in bodies]
        )
        proposed = list(partners)
        if proposed:
            self.fields["partners"] = forms.MultipleChoiceField(
                label=gettext("Ask these organisations to take part"),
                required=False,
                choices=[(one.slug, f"{one.name} ({role_name(role)})") for one, role in proposed],
                widget=forms.CheckboxSelectMultiple,
            )
        self.fields["phases"] = forms.CharField(
            label=gettext("Steps of the plan"),
            required=False,
            max_length=LONGEST_TEXT,
            help_text=gettext("One step on each line. You can change them later."),
            widget=forms.Textarea({"rows": 4, "data-grows": True}),
        )
        choices = ("solutions", "other_solution", "facility", "asks_owners")
        self.order_fields([*choices, "title", "owner", *names[1:4], "partners", "phases", *names[4:]])

    def _offer(self, solutions: Offered, facilities: Offered) -> None:
        if solutions.named:
            self.fields["solutions"] = forms.MultipleChoiceField(
                label=gettext("What do you want to try?"),
                required=False,
                choices=[(one.slug, one.label) for one in solutions.named],
                help_text=gettext("These fit the challenge, or you asked to meet who offers them."),
                widget=forms.CheckboxSelectMultiple,
            )
        if solutions.others:
            self.fields["other_solution"] = forms.ChoiceField(
                label=gettext("Another solution") if solutions.named else gettext("What do you want to try?"),
                required=False,
                choices=[
                    ("", gettext("not yet known")),
                    *((one.slug, one.label) for one in solutions.others),
                ],
            )
        if facilities:
            self.fields["facility"] = forms.ChoiceField(
                label=gettext("Test facility"), required=False, choices=_grouped(facilities)
            )
        if solutions or facilities:
            self.fields["asks_owners"] = forms.BooleanField(
                label=gettext("Ask the organisations behind these to take part"),
                required=False,
                initial=True,
                help_text=gettext("They then read everything about this pilot. You can also ask them later."),
            )

    def slugs(self) -> list[str]:
        """Of the items that were chosen here; only for a valid form."""
        cleaned = self.cleaned_data
        chosen = [*cleaned.get("solutions", []), cleaned.get("other_solution"), cleaned.get("facility")]
        return [slug for slug in chosen if slug]


class NumberField(forms.CharField):
    """A number as people here write it; None for an empty field."""

    def __init__(self, label: str) -> None:
        super().__init__(
            label=label,
            required=False,
            max_length=40,
            widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
        )

    def clean(self, value: str | None) -> Decimal | None:
        try:
            return number_in(str(super().clean(value) or ""))
        except Refusal as refusal:
            raise ValidationError(refusal_text(refusal)) from None


class MeasuresForm(forms.Form):
    """All measures at once, each in fields with a number behind their names; empty ones are left out."""

    SPARE = 1

    def __init__(self, data: QueryDict | None = None, *, measures: Iterable[Measure], version: int) -> None:
        there = list(measures)
        initial: dict[str, object] = {"seen_version": version}
        number = min(max(len(there) + self.SPARE, _rows_in(data)), MOST_MEASURES)
        for place, one in enumerate(there):
            initial |= {
                f"key-{place}": one.pk,
                f"name-{place}": one.name,
                f"unit-{place}": one.unit,
                f"before-{place}": written_number(one.before),
                f"aimed-{place}": written_number(one.aimed),
                f"measured-{place}": written_number(one.measured),
            }
        super().__init__(data, initial=initial, use_required_attribute=False)
        self.places = range(number)
        for place in self.places:
            self.fields[f"key-{place}"] = forms.IntegerField(required=False, widget=forms.HiddenInput)
            self.fields[f"name-{place}"] = forms.CharField(
                label=gettext("What do you measure?"), required=False, max_length=LONGEST_LINE
            )
            self.fields[f"unit-{place}"] = forms.CharField(
                label=gettext("Unit"),
                required=False,
                max_length=LONGEST_LINE,
                help_text=gettext("For example: kWh a month."),
            )
            self.fields[f"before-{place}"] = NumberField(gettext("Value before"))
            self.fields[f"aimed-{place}"] = NumberField(gettext("Value aimed for"))
            self.fields[f"measured-{place}"] = NumberField(gettext("Value afterwards"))
        self.fields["seen_version"] = forms.IntegerField(widget=forms.HiddenInput)

    def rows(self) -> list[dict[str, object]]:
        """The fields of each measure, as the page groups them."""
        return [
            {
                "number": place + 1,
                "key": self[f"key-{place}"],
                "texts": [self[f"{name}-{place}"] for name in ("name", "unit")],
                "numbers": [self[f"{name}-{place}"] for name in ("before", "aimed", "measured")],
            }
            for place in self.places
        ]

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        for place in self.places:
            others = [cleaned.get(f"{name}-{place}") for name in ("unit", "before", "aimed", "measured")]
            if not cleaned.get(f"name-{place}") and any(value not in (None, "") for value in others):
                self.add_error(f"name-{place}", gettext("Write what you measure."))
        return cleaned

    def drafts(self) -> list[MeasureDraft]:
        """What was written, for the action that stores it; only for a valid form."""
        cleaned = self.cleaned_data
        return [
            MeasureDraft(
                key=cleaned[f"key-{place}"],
                name=cleaned[f"name-{place}"],
                unit=cleaned[f"unit-{place}"],
                before=cleaned[f"before-{place}"],
                aimed=cleaned[f"aimed-{place}"],
                measured=cleaned[f"measured-{place}"],
            )
            for place in self.places
            if cleaned[f"name-{place}"].strip()
        ]


def _rows_in(data: QueryDict | None) -> int:
    """How many measures were sent, up to as many as there can be."""
    sent: Mapping[str, object] = data if data is not None else {}
    return max((place + 1 for place in range(MOST_MEASURES) if f"name-{place}" in sent), default=0)


class CheckForm(forms.Form):
    """One check: how it stands, and what was found."""

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]  # handed on as they came
        self.use_required_attribute = False
        self.fields["state"] = forms.ChoiceField(
            label=gettext("How does it stand?"),
            choices=[(state.value, check_state_name(state)) for state in CheckState],
        )
        self.fields["words"] = forms.CharField(
            label=gettext("What was found, or why is it not needed?"),
            required=False,
            max_length=LONGEST_TEXT,
            widget=forms.Textarea({"rows": 2, "data-grows": True}),
        )


class PartnerForm(forms.Form):
    """An organisation to ask, found by its name."""

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]  # handed on as they came
        self.use_required_attribute = False
        self.fields["organisation"] = forms.CharField(
            label=gettext("Name of the organisation"),
            max_length=LONGEST_TITLE,
            error_messages={"required": gettext("Write a few words.")},
        )
        self.fields["role"] = forms.ChoiceField(
            label=gettext("Takes part as"), choices=[(role.value, role_name(role)) for role in PartnerRole]
        )


class PlanForm(forms.Form):
    """The steps of the plan, one a line."""

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]  # handed on as they came
        self.use_required_attribute = False
        self.fields["phases"] = forms.CharField(
            label=gettext("Steps of the plan"),
            required=False,
            max_length=LONGEST_TEXT,
            help_text=gettext("One step on each line."),
            widget=forms.Textarea({"rows": 8, "data-grows": True}),
        )


def _grouped(offered: Offered) -> list[tuple[str, str | list[tuple[str, str]]]]:
    """What was named first, in a group of its own where there are both."""
    groups = [[(one.slug, one.label) for one in part] for part in (offered.named, offered.others)]
    none: list[tuple[str, str | list[tuple[str, str]]]] = [("", gettext("none, or not yet known"))]
    if all(groups):
        return [*none, (gettext("Fits the challenge"), groups[0]), (gettext("All others"), groups[1])]
    return [*none, *groups[0], *groups[1]]


def _long(label: str, help_text: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=LONGEST_TEXT,
        help_text=help_text,
        widget=forms.Textarea({"rows": 4, "data-grows": True}),
    )


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext("Write a day as 2027-01-31.")},
    )
