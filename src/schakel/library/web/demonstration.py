"""Stepping into a role of the demonstration hub, without a password. Not there outside the demonstration."""

from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from schakel.accounts.public import (
    Person,
    Role,
    demonstration_is_open,
    demonstration_people,
    role_name,
    standing_of,
)
from schakel.organisations import public as organisations

BACKEND = "django.contrib.auth.backends.ModelBackend"


@require_http_methods(["GET", "POST"])
def stepping_in(request: HttpRequest) -> HttpResponse:
    """The made-up people of this hub; pressing the button of one is signing in as that person."""
    if not demonstration_is_open():
        raise Http404
    people = demonstration_people()
    if request.method == "POST":
        person = next((person for person in people if str(person.pk) == request.POST.get("person")), None)
        if person is None:
            raise Http404
        login(request, person, backend=BACKEND)
        return redirect("my_page")
    roles = [
        {
            "pk": person.pk,
            "name": person.name,
            "role": _role(person),
            "organisations": [body.name for body in organisations.member_organisations(person)],
        }
        for person in people
    ]
    return render(request, "library/stepping_in.html", {"roles": roles})


def _role(person: Person) -> str:
    """What this person is: first in the hub, then for an organisation."""
    standing = standing_of(person) - {Role.VISITOR, Role.STAFF}
    in_hub = [role for role in Role if role in standing]
    elsewhere = [role for role in Role if role in organisations.roles_in(person) - {Role.MEMBER}]
    said = in_hub or elsewhere
    return " · ".join(role_name(role) for role in said) or gettext("Takes part in the hub")
