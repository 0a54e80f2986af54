"""Forms about introductions. Each checks what was typed; what may happen is decided by the actions."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django import forms
from django.conf import settings
from django.utils.translation import gettext

from schakel.accounts.public import Person
from schakel.challenges.public import Challenge
from schakel.introductions.rules import (
    LONGEST_NAME,
    LONGEST_TELEPHONE,
    LONGEST_WHY,
    LONGEST_WORDS,
    MOST_TIMES,
    Decline,
    Outcome,
    Periods,
)
from schakel.introductions.wording import decline_name, outcome_name
from schakel.kernel.languages import LANGUAGE_NAMES
from schakel.organisations.public import Organisation


def _telephone() -> forms.CharField:
    return forms.CharField(
        label=gettext("Your telephone number"),
        required=False,
        max_length=LONGEST_TELEPHONE,
        help_text=gettext("Only if you want to be called. It is shown once both said yes."),
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )


def _words(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea({"rows": 3, "data-grows": ""}),
    )


def _minutes() -> forms.IntegerField:
    return forms.IntegerField(
        label=gettext("How many minutes did it last?"),
        required=False,
        min_value=1,
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )


class RequestForm(forms.Form):
    """What somebody asks. ``titles`` gives the titles of their challenges by key."""

    def __init__(
        self,
        bodies: Sequence[Organisation],
        challenges: Iterable[tuple[Challenge, str]],
        *arguments: object,
        **named: object,
    ) -> None:
        super().__init__(*arguments, use_required_attribute=False, **named)  # type: ignore[arg-type,misc]
        if len(bodies) > 1:
            self.fields["body"] = forms.ChoiceField(
                label=gettext("In the name of"), choices=[(body.slug, body.name) for body in bodies]
            )
        self.fields["why"] = forms.CharField(
            label=gettext("Why do you want to meet?"),
            max_length=LONGEST_WHY,
            help_text=gettext(
                "Two or three sentences: what you work on, and what you want to ask. Write no names of residents."
            ),
            widget=forms.Textarea({"rows": 5, "data-grows": ""}),
            error_messages={
                "required": gettext("Write why you want to meet. Two or three sentences are enough.")
            },
        )
        several = [(one, title) for one, title in challenges]
        if several:
            self.fields["challenge"] = forms.ChoiceField(
                label=gettext("Is it about one of your challenges?"),
                required=False,
                choices=[("", gettext("no")), *((one.item.slug, title) for one, title in several)],
            )
            self.fields["shares_challenge"] = forms.BooleanField(
                label=gettext("They may read the title of this challenge"), required=False
            )
        self.fields["telephone"] = _telephone()
        self.fields["can_be_handed_on"] = forms.BooleanField(
            label=gettext("They may hand this on to another organisation that fits better"), required=False
        )
        self.fields["form"] = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class AcceptForm(forms.Form):
    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, use_required_attribute=False, **named)  # type: ignore[arg-type,misc]
        self.fields["telephone"] = _telephone()
        add_times(self)


class TimesForm(forms.Form):
    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, use_required_attribute=False, **named)  # type: ignore[arg-type,misc]
        add_times(self)


_TIME_NAMES = [f"time_{number}" for number in range(1, MOST_TIMES + 1)]


def add_times(form: forms.Form) -> None:
    for number, name in enumerate(_TIME_NAMES, 1):
        form.fields[name] = forms.DateTimeField(
            label=gettext("Time %(number)s that suits you") % {"number": number},
            required=False,
            widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d-%m-%Y %H:%M"],
            error_messages={"invalid": gettext("Write a day and a time as 31-01-2027 14:00.")},
        )


def times_in(form: forms.Form) -> list[datetime]:
    return [form.cleaned_data[name] for name in _TIME_NAMES if form.cleaned_data.get(name)]


class DeclineForm(forms.Form):
    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, use_required_attribute=False, **named)  # type: ignore[arg-type,misc]
        self.fields["reason"] = forms.ChoiceField(
            label=gettext("Why not?"),
            choices=[(one.value, decline_name(one)) for one in Decline],
            widget=forms.RadioSelect,
            error_messages={"required": gettext("Choose why. It helps who asked.")},
        )
        self.fields["words"] = _words(gettext("What do you want to say to them?"))


class OutcomeForm(forms.Form):
    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, use_required_attribute=False, **named)  # type: ignore[arg-type,misc]
        self.fields["outcome"] = forms.ChoiceField(
            label=gettext("What came of it?"),
            choices=[(one.value, outcome_name(one)) for one in Outcome],
            widget=forms.RadioSelect,
            error_messages={"required": gettext("Choose what came of it.")},
        )
        self.fields["words"] = _words(gettext("In a few words"))
        self.fields["minutes"] = _minutes()


class HoldForm(forms.Form):
    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, use_required_attribute=False, **named)  # type: ignore[arg-type,misc]
        self.fields["minutes"] = _minutes()


class ContactForm(forms.Form):
    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, use_required_attribute=False, **named)  # type: ignore[arg-type,misc]
        self.fields["telephone"] = _telephone()


class PlainForm(forms.Form):
    """Where only the button is asked for."""


class HandOnForm(forms.Form):
    def __init__(
        self,
        colleagues: Sequence[Person],
        *arguments: object,
        is_adviser: bool,
        can_go_elsewhere: bool,
        **named: object,
    ) -> None:
        super().__init__(*arguments, use_required_attribute=False, **named)  # type: ignore[arg-type,misc]
        if colleagues:
            self.fields["colleague"] = forms.ChoiceField(
                label=gettext("A colleague"),
                required=False,
                choices=[
                    ("", gettext("nobody in particular")),
                    *((str(one.pk), str(one)) for one in colleagues),
                ],
            )
        if can_go_elsewhere:
            self.fields["body"] = forms.CharField(
                label=gettext("Another organisation"),
                required=False,
                max_length=160,
                help_text=gettext("Its name, as it stands in the list of organisations."),
            )
        if is_adviser:
            self.fields["outside_name"] = forms.CharField(
                label=gettext("Somebody outside the hub: their name"), required=False, max_length=LONGEST_NAME
            )
            self.fields["outside_address"] = forms.EmailField(
                label=gettext("Their e-mail address"),
                required=False,
                help_text=gettext("They can answer from the mail, without an account."),
            )
            self.fields["outside_language"] = forms.ChoiceField(
                label=gettext("Language of the mails to them"),
                required=False,
                choices=list(LANGUAGE_NAMES.items()),
                initial=settings.LANGUAGE_CODE,
            )


class DutyForm(forms.Form):
    def __init__(self, members: Sequence[Person], *arguments: object, **named: object) -> None:
        super().__init__(*arguments, use_required_attribute=False, **named)  # type: ignore[arg-type,misc]
        self.fields["person"] = forms.ChoiceField(
            label=gettext("Who answers?"), choices=[(str(one.pk), str(one)) for one in members]
        )
        self.fields["begins_on"] = _day(gettext("From"), required=True)
        self.fields["last_on"] = _day(gettext("Until and including"), required=False)
        self.fields["last_on"].help_text = gettext("Left empty: until you take them off the list.")


def _day(label: str, *, required: bool) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d-%m-%Y"],
        error_messages={
            "required": gettext("Choose a day."),
            "invalid": gettext("Write a day as 2027-01-31."),
        },
    )


class ClockForm(forms.Form):
    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, use_required_attribute=False, **named)  # type: ignore[arg-type,misc]
        for name, label in (
            ("nudge", gettext("Remind after so many days")),
            ("last_chance", gettext("Last reminder, and an adviser looks too, after")),
            ("lapse", gettext("It ends by itself after")),
            ("outcome", gettext("Ask what came of it, so many days after they said yes")),
        ):
            self.fields[name] = forms.IntegerField(
                label=label,
                min_value=1,
                max_value=365,
                widget=forms.NumberInput({"inputmode": "numeric"}),
                error_messages={"required": gettext("Write a number of days.")},
            )

    def periods(self) -> Periods:
        said = self.cleaned_data
        return Periods(said["nudge"], said["last_chance"], said["lapse"], said["outcome"])
