"""The forms about organisations and who belongs to them."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext

from schakel.accounts.public import MEMBER_ROLES, Role, role_name
from schakel.kernel.refusal import Refusal
from schakel.organisations.identifying import Register, check_identifier
from schakel.organisations.labels import register_name, type_name
from schakel.organisations.messages import refusal_text
from schakel.organisations.models import Organisation
from schakel.organisations.registering import Registration
from schakel.organisations.rules import LONGEST_DESCRIPTION, LONGEST_MESSAGE, LONGEST_NAME, OrganisationType

_OFFERED = [type_ for type_ in OrganisationType if type_ is not OrganisationType.PROVINCE]
"""All provinces are there already."""


class _IdentifierField(forms.CharField):
    def __init__(self, register: Register) -> None:
        super().__init__(
            label=register_name(register),
            required=False,
            max_length=40,
            widget=forms.TextInput({"autocomplete": "off"}),
        )
        self.register = register

    def clean(self, value: object) -> str:
        try:
            return check_identifier(self.register, str(super().clean(value)))
        except Refusal as refusal:
            raise forms.ValidationError(refusal_text(refusal)) from refusal


class OrganisationForm(forms.Form):
    """What an organisation is and does. Its name, kind and numbers are what the staff checks: ``with_identity``."""

    use_required_attribute = False

    def __init__(
        self,
        sent: QueryDict | None = None,
        *,
        organisation: Organisation | None = None,
        with_identity: bool = True,
    ) -> None:
        super().__init__(sent, initial=_initial(organisation))
        self.organisation = organisation
        if with_identity:
            self.fields["name"] = forms.CharField(
                label=gettext("Name of the organisation"),
                max_length=LONGEST_NAME,
                error_messages={"required": gettext("Write the name of the organisation.")},
                widget=forms.TextInput({"autocomplete": "organization"}),
            )
            self.fields["type"] = forms.ChoiceField(
                label=gettext("Kind of organisation"),
                choices=[("", ""), *((one.value, type_name(one)) for one in _types(organisation))],
                error_messages={"required": gettext("Choose what kind of organisation it is.")},
            )
        self.fields["website"] = forms.URLField(
            label=gettext("Website"),
            required=False,
            max_length=200,
            assume_scheme="https",
            error_messages={"invalid": gettext("Write an address that begins with https://")},
        )
        for language, label in (
            ("nl", gettext("What it does, in Dutch")),
            ("en", gettext("What it does, in English")),
        ):
            self.fields[f"description_{language}"] = forms.CharField(
                label=label,
                required=False,
                max_length=LONGEST_DESCRIPTION,
                widget=forms.Textarea({"rows": 3}),
            )
        if with_identity:
            for register in Register:
                self.fields[register.value] = _IdentifierField(register)

    def registration(self) -> Registration:
        """What was typed; what the form does not ask stays as it is."""
        said = _initial(self.organisation) | self.cleaned_data
        return Registration(
            name=said["name"],
            type=OrganisationType(said["type"]),
            website=said["website"],
            description_nl=said["description_nl"],
            description_en=said["description_en"],
            identifiers={register: said[register.value] for register in Register},
        )


def _types(organisation: Organisation | None) -> list[OrganisationType]:
    own = [OrganisationType(organisation.type)] if organisation is not None else []
    return [*_OFFERED, *(type_ for type_ in own if type_ not in _OFFERED)]


def _initial(organisation: Organisation | None) -> dict[str, str]:
    names = ("name", "type", "website", "description_nl", "description_en", *Register)
    return {str(name): str(getattr(organisation, str(name), "")) for name in names}


def _role_field(label: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[(role.value, role_name(role)) for role in MEMBER_ROLES],
        initial=Role.MEMBER.value,
        error_messages={"required": gettext("Choose what this person does.")},
    )


class InviteForm(forms.Form):
    use_required_attribute = False

    def __init__(self, sent: QueryDict | None = None) -> None:
        super().__init__(sent)
        self.fields["email"] = forms.EmailField(
            label=gettext("E-mail address of your colleague"),
            max_length=254,
            help_text=gettext("The invitation works only for this address, once, for two weeks."),
            error_messages={
                "required": gettext("Write an e-mail address."),
                "invalid": gettext("This is no e-mail address. Type it again."),
            },
            widget=forms.EmailInput({"autocomplete": "off"}),
        )
        self.fields["role"] = _role_field(gettext("What do they do for the organisation?"))
        self.fields["as_administrator"] = forms.BooleanField(
            label=gettext("They may look after the organisation too, and invite others"), required=False
        )


class JoinForm(forms.Form):
    use_required_attribute = False

    def __init__(self, sent: QueryDict | None = None) -> None:
        super().__init__(sent)
        self.fields["message"] = forms.CharField(
            label=gettext("Who are you, and what do you do there?"),
            required=False,
            max_length=LONGEST_MESSAGE,
            help_text=gettext("Whoever answers reads this."),
            widget=forms.Textarea({"rows": 4}),
        )
