"""Who is what in the hub: seen by auditors and administrators, changed by administrators."""

from datetime import UTC, datetime

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from schakel.accounts.messages import refusal_text
from schakel.accounts.models import HubRole, Person
from schakel.accounts.public import (
    HUB_ROLES,
    MAY,
    Role,
    close_account,
    for_who_may,
    give_hub_role,
    may,
    people_with_roles,
    reopen_account,
    role_name,
    role_work,
    standing_of,
    withdraw_hub_role,
)
from schakel.accounts.rules import ALL_ROUND, hub_role_stands
from schakel.accounts.wording import act_text
from schakel.kernel.refusal import Refusal
from schakel.kernel.sheets import Cell, csv_file

GIVEN = (*HUB_ROLES, Role.ADMINISTRATOR)


class GiveRoleForm(forms.Form):
    use_required_attribute = False

    def __init__(self, sent: QueryDict | None = None) -> None:
        super().__init__(sent)
        self.fields["email"] = forms.EmailField(
            label=gettext("E-mail address of the account"),
            max_length=254,
            error_messages={
                "required": gettext("Write an e-mail address."),
                "invalid": gettext("This is no e-mail address. Type it again."),
            },
            widget=forms.EmailInput({"autocomplete": "off"}),
        )
        self.fields["role"] = forms.ChoiceField(
            label=gettext("Role in the hub"),
            choices=[("", ""), *((role.value, role_name(role)) for role in GIVEN)],
            error_messages={"required": gettext("Choose one of the roles.")},
        )
        self.fields["ends_on"] = forms.DateField(
            label=gettext("First day without this role"),
            required=False,
            help_text=gettext("Leave it empty when it has no end."),
            widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": gettext("Write a day as 2027-01-31.")},
        )

    def clean_email(self) -> Person:
        found = Person.objects.filter(email=self.cleaned_data["email"].lower(), is_active=True).first()
        if found is None:
            raise forms.ValidationError(
                gettext("There is no account with this address. Ask this person to make one first.")
            )
        return found


@require_http_methods(["GET", "POST"])
@for_who_may("hub.see-roles")
def roles(request: HttpRequest, person: Person) -> HttpResponse:
    """Who is what, and giving somebody a role."""
    administers = may("hub.administer", standing_of(person))
    if request.method == "POST" and not administers:
        raise Http404
    form = GiveRoleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            give_hub_role(
                person=form.cleaned_data["email"],
                role=form.cleaned_data["role"],
                ends_on=form.cleaned_data["ends_on"],
                given_by=person,
                now=_now(),
            )
        except Refusal as refusal:
            form.add_error("ends_on" if "end" in refusal.code else "role", refusal_text(refusal))
        else:
            messages.success(request, gettext("This is stored. It counts from now on."))
            return redirect("staff_roles")
    context = {
        "staff_page": "roles",
        "administers": administers,
        "people": [_line(one, rows) for one, rows in people_with_roles()],
        "work": [{"name": role_name(role), "work": role_work(role)} for role in GIVEN],
        "form": form,
    }
    return render(request, "accounts/staff/roles.html", context, status=400 if form.errors else 200)


def _line(person: Person, rows: list[HubRole]) -> dict[str, object]:
    today = timezone.localdate()
    named = [
        {
            "role": row.role,
            "name": role_name(row.role),
            "ends_on": row.ends_on,
            "stands": hub_role_stands(ends_on=row.ends_on, today=today),
        }
        for row in rows
    ]
    if person.is_hub_staff and not rows:
        named = [
            {"role": role.value, "name": role_name(role), "ends_on": None, "stands": True}
            for role in sorted(ALL_ROUND)
        ]
    if person.is_administrator:
        role = Role.ADMINISTRATOR
        named.append({"role": role.value, "name": role_name(role), "ends_on": None, "stands": True})
    return {
        "pk": person.pk,
        "name": person.name or person.email,
        "email": person.email,
        "is_active": person.is_active,
        "roles": named,
    }


@require_POST
@for_who_may("hub.administer")
def withdraw_role(request: HttpRequest, person: Person, key: int) -> HttpResponse:
    """Take a role from somebody."""
    found = _found(key)
    try:
        withdraw_hub_role(person=found, role=request.POST.get("role", ""), withdrawn_by=person, now=_now())
    except Refusal as refusal:
        messages.warning(request, refusal_text(refusal))
    else:
        messages.success(request, gettext("The role is withdrawn. It counts no more."))
    return redirect("staff_roles")


@require_GET
@for_who_may("hub.see-roles")
def roles_file(request: HttpRequest, person: Person) -> HttpResponse:  # noqa: ARG001 - a view
    """Who is what, as a file for a spreadsheet."""
    rows: list[list[Cell]] = [
        [gettext("Name"), gettext("E-mail address"), gettext("Role"), gettext("First day without this role")]
    ]
    for one, given in people_with_roles():
        line = _line(one, given)
        for role in line["roles"]:  # type: ignore[attr-defined]
            ends_on = role["ends_on"]
            rows.append([one.name, one.email, role["name"], ends_on.isoformat() if ends_on else ""])
    response = HttpResponse(csv_file(rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="roles.csv"'
    return response


@require_GET
@for_who_may("hub.see-roles")
def table_of_acts(request: HttpRequest, person: Person) -> HttpResponse:  # noqa: ARG001 - a view
    """Who may what, as the hub itself looks it up."""
    shown = [role for role in Role if any(role in roles for roles in MAY.values())]
    context = {
        "staff_page": "roles",
        "roles": [role_name(role) for role in shown],
        "acts": [
            {"text": act_text(act), "cells": [role in roles for role in shown]} for act, roles in MAY.items()
        ],
    }
    return render(request, "accounts/staff/acts.html", context)


@require_http_methods(["GET", "POST"])
@for_who_may("hub.administer")
def accounts(request: HttpRequest, person: Person) -> HttpResponse:
    """Look an account up, close it, or open it again."""
    asked = (request.GET if request.method == "GET" else request.POST).get("email", "").strip().lower()[:254]
    found = Person.objects.filter(email=asked).first() if asked else None
    if request.method == "POST":
        act = request.POST.get("act")
        if found is None or act not in ("close", "reopen"):
            raise Http404
        try:
            if act == "close":
                close_account(person=found, closed_by=person, now=_now())
                messages.success(
                    request, gettext("The account is closed. Its sessions and tokens work no more.")
                )
            else:
                reopen_account(person=found, reopened_by=person, now=_now())
                messages.success(request, gettext("The account is open again."))
        except Refusal as refusal:
            messages.warning(request, refusal_text(refusal))
        return redirect("staff_accounts")
    context = {"staff_page": "roles", "asked": asked, "found": found}
    return render(request, "accounts/staff/accounts.html", context)


def _found(key: int) -> Person:
    found = Person.objects.filter(pk=key).first() if key < LARGEST_KEY else None
    if found is None:
        raise Http404
    return found


LARGEST_KEY = 2**31


def _now() -> datetime:
    return timezone.now().astimezone(UTC)
