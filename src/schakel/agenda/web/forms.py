"""What people fill in for a copy of an event, a meeting round, and a meeting; the rules check what it says."""

from collections.abc import Iterable, Sequence
from datetime import date

from django import forms
from django.utils.translation import gettext

from schakel.agenda.meeting_rules import (
    LONGEST_LOOKING,
    LONGEST_REASON,
    LONGEST_TABLE_NAME,
    MOST_TABLES,
    UNIT,
    Hours,
)
from schakel.agenda.models import Slot
from schakel.agenda.wording import moment_text, slot_text, weekday_text
from schakel.organisations.public import Organisation


def _required() -> dict[str, str]:
    return {
        "required": gettext("Fill this in."),
        "invalid": gettext("This cannot be read. Fill it in again."),
    }


def _day(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages=_required(),
    )


def _time(label: str) -> forms.TimeField:
    step = int(UNIT.total_seconds())
    return forms.TimeField(
        label=label,
        required=False,
        widget=forms.TimeInput({"type": "time", "step": step}, format="%H:%M"),
        error_messages=_required(),
    )


def _number(label: str, *, initial: int, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        initial=initial,
        min_value=0,
        max_value=1000,
        help_text=help_text,
        error_messages=_required(),
    )


class CopyForm(forms.Form):
    def __init__(self, *arguments: object, has_edition: bool, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]  # handed on as they came
        self.use_required_attribute = False
        self.fields["first_on"] = _day(gettext("On which day?"))
        self.fields["last_on"] = _day(
            gettext("Last day"), required=False, help_text=gettext("Only when it takes several days.")
        )
        if has_edition:
            self.fields["with_edition"] = forms.BooleanField(
                label=gettext("Copy its edition too"),
                required=False,
                initial=True,
                help_text=gettext(
                    "Sessions, seats, prices and questions, moved by as many days. Nobody is in it yet."
                ),
            )


class _HoursForm(forms.Form):
    """From when to when, for each of some days."""

    days: Sequence[date] = ()

    def put_hours(self) -> None:
        for number, day in enumerate(self.days):
            name = {"day": weekday_text(day)}
            self.fields[f"begins_{number}"] = _time(gettext("%(day)s, from") % name)
            self.fields[f"ends_{number}"] = _time(gettext("%(day)s, until") % name)

    def clean(self) -> dict[str, object]:
        """A day of which one of the two is filled in is not passed over."""
        said = super().clean() or {}
        for number in range(len(self.days)):
            names = (f"begins_{number}", f"ends_{number}")
            missing = [name for name in names if said.get(name) is None and name not in self.errors]
            if len(missing) == 1 and not any(name in self.errors for name in names):
                self.add_error(missing[0], gettext("Fill in from when until when, or neither of the two."))
        return said

    @property
    def hours(self) -> tuple[Hours, ...]:
        """For the days of which both are filled in."""
        said = self.cleaned_data
        return tuple(
            Hours(day, said[f"begins_{number}"], said[f"ends_{number}"])
            for number, day in enumerate(self.days)
            if said.get(f"begins_{number}") is not None and said.get(f"ends_{number}") is not None
        )


class RoundForm(_HoursForm):
    """Length, pause, where, and for each day of the event from when to when."""

    def __init__(self, *arguments: object, days: Sequence[date], is_online: bool, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]  # handed on as they came
        self.use_required_attribute = False
        self.days = days
        self.fields["minutes"] = _number(gettext("How many minutes does a meeting take?"), initial=20)
        self.fields["pause"] = _number(gettext("Minutes between two meetings"), initial=5)
        self.fields["where"] = forms.ChoiceField(
            label=gettext("Where do people meet?"),
            choices=[("tables", gettext("At tables")), ("online", gettext("Online"))],
            initial="online" if is_online else "tables",
            widget=forms.RadioSelect,
            error_messages=_required(),
        )
        self.fields["tables"] = _number(
            gettext("How many tables are there?"),
            initial=10,
            help_text=gettext("Online this does not count."),
        )
        self.put_hours()


class MoreForm(_HoursForm):
    """More tables, their names, and more hours in a round that is open."""

    def __init__(
        self, *arguments: object, days: Sequence[date], tables: Sequence[str] | None, **named: object
    ) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]  # handed on as they came
        self.use_required_attribute = False
        self.days = days
        if tables is not None:
            self.fields["tables"] = _number(gettext("How many tables are there?"), initial=len(tables))
            self.fields["names"] = forms.CharField(
                label=gettext("What are they called?"),
                required=False,
                initial="\n".join(tables),
                max_length=MOST_TABLES * LONGEST_TABLE_NAME,
                widget=forms.Textarea({"rows": 6}),
                help_text=gettext("One name on each line. An empty line keeps the number."),
                strip=False,
            )
        self.put_hours()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.cleaned_data.get("names", "").splitlines())


class LinkForm(forms.Form):
    """Where two find each other online."""

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]  # handed on as they came
        self.use_required_attribute = False
        self.fields["link"] = forms.URLField(
            label=gettext("Link to the meeting"),
            max_length=500,
            required=False,
            assume_scheme="https",
            help_text=gettext("Both of you see it on this page."),
            error_messages=_required(),
        )


class JoinForm(forms.Form):
    """For which organisation, what one looks for and offers, and when one is there."""

    def __init__(
        self,
        *arguments: object,
        organisations: Iterable[Organisation],
        slots: Iterable[Slot],
        **named: object,
    ) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]  # handed on as they came
        self.use_required_attribute = False
        bodies = [(str(one.pk), one.name) for one in organisations]
        self.fields["organisation"] = forms.ChoiceField(
            label=gettext("For which organisation?"), choices=bodies, error_messages=_required()
        )
        for name, label in (
            ("seeks", gettext("What do you look for?")),
            ("offers", gettext("What do you offer?")),
        ):
            self.fields[name] = forms.CharField(
                label=label,
                required=False,
                max_length=LONGEST_LOOKING,
                widget=forms.Textarea({"rows": 3}),
                help_text=gettext("Others who take part read this, with the name of your organisation."),
            )
        self.fields["slots"] = forms.TypedMultipleChoiceField(
            label=gettext("When are you there?"),
            choices=[(slot.pk, _slot_words(slot)) for slot in slots],
            coerce=int,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": gettext("Choose at least one time at which you are there.")},
        )


class AskForm(forms.Form):
    """When, and why."""

    def __init__(self, *arguments: object, slots: Iterable[Slot], **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]  # handed on as they came
        self.use_required_attribute = False
        self.fields["slot"] = slot_field(slots, gettext("When?"))
        self.fields["reason"] = forms.CharField(
            label=gettext("Why would you like to meet?"),
            max_length=LONGEST_REASON,
            widget=forms.Textarea({"rows": 3}),
            help_text=gettext("A few words are enough."),
            error_messages=_required(),
        )


def slot_field(slots: Iterable[Slot], label: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=[(slot.pk, moment_text(slot.starts_at)) for slot in slots],
        coerce=int,
        error_messages=_required(),
    )


class MoveForm(forms.Form):
    """Another time."""

    def __init__(self, *arguments: object, slots: Iterable[Slot], **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]  # handed on as they came
        self.use_required_attribute = False
        self.fields["slot"] = slot_field(slots, gettext("Another time"))


def _slot_words(slot: Slot) -> str:
    day = moment_text(slot.starts_at).rpartition(", ")[0]
    return f"{day}, {slot_text(slot)}"
