"""What somebody puts in a space, one form for each kind."""

from django import forms
from django.utils.translation import gettext

from schakel.spaces.rules import LONGEST_ADDRESS, LONGEST_LINE, LONGEST_TEXT, Channel, Kind, Place
from schakel.spaces.seats import Seat, readers_of
from schakel.spaces.wording import place_name


class ContributionForm(forms.Form):
    """Fields by kind; what they say is checked by the rules, when it is stored."""

    def __init__(self, *arguments: object, seat: Seat, kind: Kind, channel: Channel, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]  # handed on as they came
        self.use_required_attribute = False
        self.readers = {str(one.pk): one for one in readers_of(seat.space, channel)}
        match kind:
            case Kind.POST:
                self.fields["text"] = _long(gettext("Message"))
            case Kind.TASK:
                self.fields["text"] = _short(gettext("What is to be done?"))
                self.fields["day"] = _day(gettext("By when"))
                self.fields["doer"] = forms.ChoiceField(
                    label=gettext("Who does it?"),
                    required=False,
                    choices=[
                        ("", gettext("not yet known")),
                        *((pk, str(one)) for pk, one in self.readers.items()),
                    ],
                )
            case Kind.DECISION:
                self.fields["text"] = _long(gettext("What was decided?"))
                self.fields["day"] = _day(gettext("On"))
                self.fields["decided_by"] = _short(gettext("By whom?"))
            case Kind.LINK:
                self.fields["text"] = _short(gettext("Name of the working place"))
                self.fields["place"] = forms.ChoiceField(
                    label=gettext("Where is it?"),
                    choices=[(place.value, place_name(place)) for place in Place],
                )
                self.fields["address"] = forms.CharField(
                    label=gettext("Web address"),
                    max_length=LONGEST_ADDRESS,
                    help_text=gettext("It begins with https://. The hub does not look at it."),
                    widget=forms.URLInput({"autocomplete": "off"}),
                    error_messages=_required(),
                )
            case Kind.FILE:
                self.fields["document"] = forms.FileField(
                    label=gettext("File"),
                    required=False,
                    help_text=gettext("Everybody who reads along here can open it."),
                )


class ChangeForm(ContributionForm):
    """The same for what is there, with the version that was seen."""

    def __init__(self, *arguments: object, **named: object) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]  # handed on as they came
        for name in ("decided_by", "place", "address"):
            self.fields.pop(name, None)
        self.fields["seen_version"] = forms.IntegerField(widget=forms.HiddenInput)


def _required() -> dict[str, str]:
    return {"required": gettext("Write a few words.")}


def _short(label: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST_LINE, error_messages=_required())


def _long(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 4, "data-grows": True}),
        error_messages=_required(),
    )


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext("Write a day as 2027-01-31.")},
    )
