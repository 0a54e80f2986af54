"""Where what somebody typed is not what somebody else stored meanwhile."""

from collections.abc import Mapping
from datetime import date, time

from django import forms
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext


def differences_of(form: forms.Form, stored: Mapping[str, object]) -> list[dict[str, str]]:
    """Field by field what is stored now and what was typed in a valid form; never empty."""
    found = []
    for name, field in form.fields.items():
        theirs, yours = _said(stored.get(name)), _said(form.cleaned_data.get(name))
        if not field.widget.is_hidden and theirs != yours:
            found.append({"label": str(field.label), "theirs": theirs, "yours": yours})
    return found or [{"label": gettext("Version"), "theirs": str(stored["seen_version"]), "yours": ""}]


def _said(value: object) -> str:
    """As people read it; nothing where nothing is filled in."""
    match value:
        case None:
            return ""
        case bool():
            return gettext("Yes") if value else gettext("No")
        case date():
            return date_format(value, "j F Y")
        case time():
            return time_format(value, "G:i")
        case _:
            return str(value).strip()
