"""What somebody says about an adoption."""

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext

from schakel.accounts.public import Person, person_by_reference
from schakel.adoptions.actions import Draft
from schakel.adoptions.rules import LONGEST_TEXT, LONGEST_VERSION, WAYS, Scale, State
from schakel.adoptions.wording import scale_name, state_name
from schakel.library.public import Item
from schakel.organisations import public as organisations
from schakel.organisations.public import Organisation


class AdoptionForm(forms.Form):
    """``states``: those to choose from; ``adopters``: none where it is known; ``people`` can be asked."""

    def __init__(
        self,
        *arguments: object,
        states: Iterable[State],
        people: Iterable[Person],
        adopters: Iterable[Organisation] = (),
        may_name_others: bool = False,
        **named: object,
    ) -> None:
        super().__init__(*arguments, **named)  # type: ignore[arg-type]  # handed on as they came
        self.use_required_attribute = False
        bodies = list(adopters)
        if bodies:
            self.fields["adopter"] = forms.ChoiceField(
                label=gettext("Which organisation?"),
                required=not may_name_others,
                choices=[*([("", "")] if may_name_others else []), *((one.slug, one.name) for one in bodies)],
            )
        if may_name_others:
            self.fields["other"] = forms.CharField(
                label=gettext("Another organisation"),
                required=False,
                max_length=160,
                help_text=gettext("It is asked whether this is so. Until it says yes, nobody sees it."),
            )
        self.fields["state"] = forms.ChoiceField(
            label=gettext("How far are you?"),
            choices=[(state.value, state_name(state)) for state in states],
            widget=forms.RadioSelect,
            error_messages={"required": gettext("Choose how far you are.")},
        )
        self.fields["scale"] = forms.ChoiceField(
            label=gettext("How widely?"), choices=[(scale.value, scale_name(scale)) for scale in Scale]
        )
        self.fields["since_on"] = forms.DateField(
            label=gettext("Since"),
            required=False,
            widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": gettext("Write a day as 2027-01-31.")},
        )
        self.fields["version"] = forms.CharField(
            label=gettext("Version"),
            required=False,
            max_length=LONGEST_VERSION,
            help_text=gettext("For example 2.1, or your own variant."),
        )
        self.fields["result"] = forms.CharField(
            label=gettext("What did it bring?"),
            required=False,
            max_length=LONGEST_TEXT,
            widget=forms.Textarea({"rows": 4, "data-grows": True}),
        )
        self.people = {str(one.pk): one for one in people}
        self.fields["contact"] = forms.ChoiceField(
            label=gettext("Whom can others ask?"),
            required=False,
            choices=[("", gettext("nobody")), *((key, str(one)) for key, one in self.people.items())],
            help_text=gettext("Whoever is signed in sees the name, and reaches them through the hub."),
        )

    def draft(self, *, challenge: Item | None = None) -> Draft:
        """What was written, for the action that stores it; only for a valid form."""
        cleaned = self.cleaned_data
        return Draft(
            state=State(cleaned["state"]),
            scale=Scale(cleaned["scale"]),
            version=cleaned["version"],
            since_on=cleaned["since_on"],
            result=cleaned["result"],
            contact=self.people.get(cleaned["contact"]),
            challenge=challenge,
        )


def colleagues(bodies: Iterable[Organisation]) -> list[Person]:
    """The people of these organisations who can be asked."""
    references = dict.fromkeys(
        reference for body in bodies for reference in organisations.member_references(body)
    )
    return [person for one in references if (person := person_by_reference(one)) is not None]


def states_after(state: State) -> list[State]:
    """The states to choose from: the one it is in, and those that can follow."""
    return [state, *WAYS[state]]
