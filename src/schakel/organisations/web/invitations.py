"""The page behind the link of an invitation: looking at it does nothing; a button does, once."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from schakel.accounts.public import Person, confirmed_addresses, role_name
from schakel.kernel.refusal import Refusal
from schakel.organisations import members, queries
from schakel.organisations.messages import refusal_text
from schakel.organisations.rules import InvitationState, code_hash
from schakel.organisations.web.asking import now

LONGEST_CODE = 64


@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, code: str) -> HttpResponse:
    """404 for a code that there never was, 410 for one that is spent, 403 for the invitation of somebody else."""
    found = queries.invitation_with(code_hash(code)) if len(code) <= LONGEST_CODE else None
    if found is None:
        raise Http404
    state = queries.state_of(found, now=now())
    person = request.user if isinstance(request.user, Person) else None
    if state is not InvitationState.OPEN:
        return _spent(request, refusal_text(Refusal(f"invitation-{state.value}")), 410)
    if person is not None and found.email not in confirmed_addresses(person):
        return _spent(request, refusal_text(Refusal("invitation-for-another")), 403)
    if request.method == "POST" and person is not None:
        try:
            members.accept_invitation(invitation=found, person=person, now=now())
        except Refusal as refusal:
            return _spent(request, refusal_text(refusal), 410)
        messages.success(
            request, gettext("You are a member of %(name)s now.") % {"name": found.organisation.name}
        )
        return redirect("my_organisations")
    back = urlencode({"next": reverse("invitation", args=[code])})
    context = {
        "organisation": found.organisation,
        "by": found.invited_by.name,
        "role": role_name(found.role),
        "as_administrator": found.as_administrator,
        "email": found.email if person is not None else "",
        "is_signed_in": person is not None,
        "sign_in_url": f"{reverse(settings.LOGIN_URL)}?{back}",
        "sign_up_url": f"{reverse('account_signup')}?{back}",
    }
    return render(request, "organisations/invitation.html", context)


def _spent(request: HttpRequest, why: str, status: int) -> HttpResponse:
    return render(request, "organisations/invitation_spent.html", {"why": why}, status=status)
