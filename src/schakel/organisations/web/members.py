"""The members of an organisation: who they are, inviting, answering who asks, giving roles, leaving."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from schakel.accounts.public import MEMBER_ROLES, Person, Role, for_who_may, may, may_try, role_name
from schakel.kernel.languages import DUTCH
from schakel.kernel.refusal import Refusal
from schakel.kernel.sheets import Cell, csv_file
from schakel.organisations import members, queries
from schakel.organisations.messages import refusal_text
from schakel.organisations.models import Invitation, Membership, Organisation
from schakel.organisations.rules import INVITATION_LASTS, InvitationState
from schakel.organisations.web.asking import LARGEST_KEY, asked_for, now
from schakel.organisations.web.forms import InviteForm, JoinForm

signed_in = for_who_may("organisation.join")  # which organisation it is decides what they may
MOST_MAILS = 60
"""Invitations that one person can send in a day."""


@require_http_methods(["GET", "POST"])
@signed_in
def organisation_members(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Who belongs to an organisation; for who looks after it also who was invited, and who asks."""
    organisation = asked_for(person, slug, "organisation.see-members")
    manages = may("organisation.manage", queries.roles_towards(person, organisation))
    if request.method == "POST" and not manages:
        raise Http404
    form = InviteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _invite(request, organisation, person, form):
        return redirect("organisation_members", slug=organisation.slug)
    context = {
        "organisation": organisation,
        "manages": manages,
        "form": form,
        "roles": _roles(),
        "members": [_member(one, person) for one in queries.members_of(organisation)],
        "requests": queries.open_requests(organisation) if manages else [],
        "invitations": [_invited(one) for one in queries.open_invitations(organisation)] if manages else [],
        "is_own": queries.own_membership(person, organisation) is not None,
        "crumbs": [
            {"label": organisation.name, "url": reverse("organisation", args=[organisation.slug])}
            if organisation.is_verified
            else {"label": gettext("My organisations"), "url": reverse("my_organisations")},
            {"label": gettext("Members")},
        ],
    }
    return render(request, "organisations/members.html", context, status=400 if form.errors else 200)


def _invite(request: HttpRequest, organisation: Organisation, person: Person, form: InviteForm) -> bool:
    if not may_try("invite", caller=person.reference, most=MOST_MAILS, within=_A_DAY, now=now()):
        form.add_error("email", gettext("You sent many invitations today. Go on tomorrow."))
        return False
    try:
        members.invite_member(
            organisation=organisation,
            email=form.cleaned_data["email"],
            role=form.cleaned_data["role"],
            as_administrator=form.cleaned_data["as_administrator"],
            invited_by=person,
            language=get_language() or DUTCH,
            now=now(),
        )
    except Refusal as refusal:
        form.add_error("email", refusal_text(refusal))
        return False
    messages.success(request, gettext("The invitation is sent. It works once, for two weeks."))
    return True


_A_DAY = INVITATION_LASTS / INVITATION_LASTS.days


def _roles() -> list[tuple[str, str]]:
    return [(role.value, role_name(role)) for role in MEMBER_ROLES]


def _member(membership: Membership, me: Person) -> dict[str, object]:
    return {
        "key": membership.pk,
        "name": membership.person.name or gettext("Somebody without a name"),
        "email": membership.person.email,
        "role": membership.role,
        "role_name": role_name(membership.role),
        "is_administrator": membership.is_administrator,
        "is_me": membership.person_id == me.pk,
        "since": membership.since,
    }


def _invited(invitation: Invitation) -> dict[str, object]:
    is_open = queries.state_of(invitation, now=now()) is InvitationState.OPEN
    return {
        "key": invitation.pk,
        "email": invitation.email,
        "role": role_name(invitation.role),
        "as_administrator": invitation.as_administrator,
        "by": invitation.invited_by.name,
        "until": invitation.expires_at,
        "state": "" if is_open else gettext("Too old, or no longer valid"),
    }


@require_GET
@signed_in
def members_file(request: HttpRequest, person: Person, slug: str) -> HttpResponse:  # noqa: ARG001 - a view
    """The members as a file for a spreadsheet; addresses only for who looks after the organisation."""
    organisation = asked_for(person, slug, "organisation.see-members")
    manages = may("organisation.manage", queries.roles_towards(person, organisation))
    rows: list[list[Cell]] = [
        [
            gettext("Name"),
            gettext("E-mail address"),
            gettext("Role"),
            gettext("Looks after it"),
            gettext("Since"),
        ]
    ]
    rows += [
        [
            one.person.name,
            one.person.email if manages else "",
            role_name(one.role),
            gettext("yes") if one.is_administrator else gettext("no"),
            timezone.localdate(one.since).isoformat() if one.since else "",
        ]
        for one in queries.members_of(organisation)
    ]
    response = HttpResponse(csv_file(rows), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="members-{organisation.slug}.csv"'
    return response


@require_POST
@signed_in
def member(request: HttpRequest, person: Person, slug: str, key: int) -> HttpResponse:
    """Give a member another role, or show them out."""
    organisation = asked_for(person, slug, "organisation.manage")
    found = queries.membership_in(organisation, key) if key < LARGEST_KEY else None
    if found is None:
        raise Http404
    act = request.POST.get("act", "")
    if act not in ("change", "remove"):
        raise Http404
    if act == "remove" and "confirmed" not in request.POST:
        context = {"organisation": organisation, "member": _member(found, person)}
        return render(request, "organisations/remove_member.html", context)
    try:
        if act == "remove":
            members.end_membership(membership=found, ended_by=person, now=now())
            messages.success(request, gettext("This person is no member any more."))
        else:
            members.change_member(
                membership=found,
                role=request.POST.get("role", Role.MEMBER),
                is_administrator="is_administrator" in request.POST,
                changed_by=person,
                now=now(),
            )
            messages.success(request, gettext("This is stored."))
    except Refusal as refusal:
        messages.warning(request, refusal_text(refusal))
    return redirect("organisation_members", slug=organisation.slug)


@require_POST
@signed_in
def answer_request(request: HttpRequest, person: Person, slug: str, key: int) -> HttpResponse:
    """Let somebody in who asks, or not."""
    organisation = asked_for(person, slug, "organisation.manage")
    found = next((one for one in queries.open_requests(organisation) if one.pk == key), None)
    act = request.POST.get("act", "")
    if found is None or act not in ("accept", "decline"):
        raise Http404
    try:
        members.answer_join_request(
            request=found,
            accept=act == "accept",
            role=request.POST.get("role", Role.MEMBER),
            as_administrator="as_administrator" in request.POST,
            answered_by=person,
            now=now(),
        )
    except Refusal as refusal:
        messages.warning(request, refusal_text(refusal))
    else:
        messages.success(
            request,
            gettext("This person is a member now.")
            if act == "accept"
            else gettext("This person hears of it."),
        )
    return redirect("organisation_members", slug=organisation.slug)


@require_POST
@signed_in
def withdraw_invitation(request: HttpRequest, person: Person, slug: str, key: int) -> HttpResponse:
    """From now on the link opens nothing."""
    organisation = asked_for(person, slug, "organisation.manage")
    found = next((one for one in queries.open_invitations(organisation) if one.pk == key), None)
    if found is None:
        raise Http404
    try:
        members.withdraw_invitation(invitation=found, withdrawn_by=person, now=now())
    except Refusal as refusal:
        messages.warning(request, refusal_text(refusal))
    else:
        messages.success(request, gettext("The invitation is withdrawn."))
    return redirect("organisation_members", slug=organisation.slug)


@require_http_methods(["GET", "POST"])
@signed_in
def join(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Ask whether one belongs to an organisation that everybody sees."""
    organisation = queries.organisation_for(person, slug)
    if organisation is None:
        raise Http404
    form = JoinForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            members.ask_to_join(
                organisation=organisation, person=person, message=form.cleaned_data["message"], now=now()
            )
        except Refusal as refusal:
            form.add_error("message", refusal_text(refusal))
        else:
            messages.success(
                request, gettext("Your question is sent. You get a message when somebody answers.")
            )
            return redirect("my_organisations")
    context = {
        "organisation": organisation,
        "form": form,
        "is_member": queries.own_membership(person, organisation) is not None,
        "crumbs": [
            {"label": organisation.name, "url": reverse("organisation", args=[organisation.slug])},
            {"label": gettext("I work here")},
        ],
    }
    return render(request, "organisations/join.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@signed_in
def leave(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Leave an organisation, once it was asked whether that is meant."""
    organisation = asked_for(person, slug, "organisation.see-members")
    own = queries.own_membership(person, organisation)
    if own is None:
        raise Http404
    if request.method == "POST":
        try:
            members.end_membership(membership=own, ended_by=person, now=now())
        except Refusal as refusal:
            messages.warning(request, refusal_text(refusal))
        else:
            messages.success(request, gettext("You no longer belong to this organisation."))
        return redirect("my_organisations")
    return render(request, "organisations/leave.html", {"organisation": organisation})
