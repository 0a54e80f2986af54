"""What people are told about organisations and who belongs to them: the words, and who may still see it."""

from collections.abc import Callable, Collection, Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from schakel.accounts.public import may, person_by_reference, standing_of
from schakel.messages.public import Frequency, Kind, Told, Wording, register_kind
from schakel.organisations.members import ANSWERED, ASKED, INVITED
from schakel.organisations.models import Invitation, JoinRequest, Organisation
from schakel.organisations.queries import requests_for, state_of, waiting_registrations
from schakel.organisations.registering import DECIDED, WAITS
from schakel.organisations.rules import InvitationState


def _keys(references: Collection[str]) -> list[int]:
    return [int(reference.partition(":")[2]) for reference in references]


def _verifies(addressee: str) -> bool:
    person = person_by_reference(addressee)
    return person is not None and may("organisation.verify", standing_of(person))


def _waiting(about: Collection[str], addressee: str) -> Collection[str]:
    if not _verifies(addressee):
        return ()
    return {one.reference for one in waiting_registrations().filter(pk__in=_keys(about))}


def _registered_by(about: Collection[str], addressee: str) -> Collection[str]:
    found = Organisation.objects.filter(pk__in=_keys(about), registered_by=_keys([addressee])[0])
    return {one.reference for one in found.order_by("pk") if one.is_verified or one.declined_at}


def _asked(about: Collection[str], addressee: str) -> Collection[str]:
    person = person_by_reference(addressee)
    if person is None:
        return ()
    return {one.reference for one in requests_for(person).filter(pk__in=_keys(about))}


def _answered(about: Collection[str], addressee: str) -> Collection[str]:
    found = JoinRequest.objects.filter(pk__in=_keys(about), person=_keys([addressee])[0])
    return {one.reference for one in found.exclude(answered_at=None).order_by("pk")}


def _open(about: Collection[str], _addressee: str) -> Collection[str]:
    """To somebody who has no account yet: as long as the invitation is open."""
    found = Invitation.objects.filter(pk__in=_keys(about)).select_related("organisation", "invited_by")
    now = timezone.now()
    return {one.reference for one in found.order_by("pk") if state_of(one, now=now) is InvitationState.OPEN}


def _about_organisation(
    say: Callable[[Organisation], Wording],
) -> Callable[[Sequence[Told], str], Sequence[Wording]]:
    def word(told: Sequence[Told], _addressee: str) -> Sequence[Wording]:
        rows = Organisation.objects.in_bulk(_keys({one.about for one in told}))
        return [say(rows[_keys([one.about])[0]]) for one in told]

    return word


def _about_request(
    say: Callable[[JoinRequest], Wording],
) -> Callable[[Sequence[Told], str], Sequence[Wording]]:
    def word(told: Sequence[Told], _addressee: str) -> Sequence[Wording]:
        found = JoinRequest.objects.select_related("organisation", "person")
        rows = found.in_bulk(_keys({one.about for one in told}))
        return [say(rows[_keys([one.about])[0]]) for one in told]

    return word


def _to_look_at(organisation: Organisation) -> Wording:
    return Wording(
        gettext("To check: %(name)s") % {"name": organisation.name},
        gettext("Somebody registered this organisation. Nobody sees it until you have checked it."),
        reverse("staff_organisation", args=[organisation.pk]),
        gettext("Check it"),
    )


def _decided(organisation: Organisation) -> Wording:
    if organisation.is_verified:
        return Wording(
            gettext("Checked: %(name)s") % {"name": organisation.name},
            gettext("Everybody can see your organisation now, and you can invite colleagues."),
            reverse("organisation_members", args=[organisation.slug]),
        )
    return Wording(
        gettext("Not taken in yet: %(name)s") % {"name": organisation.name},
        gettext("The staff of the hub could not check this organisation:\n\n%(reason)s")
        % {"reason": organisation.decline_reason},
        reverse("organisation_edit", args=[organisation.slug]),
        gettext("Change it"),
    )


def _who_asks(request: JoinRequest) -> Wording:
    names = {"person": request.person.name or request.person.email, "name": request.organisation.name}
    text = gettext("%(person)s asks to be a member of %(name)s.") % names
    return Wording(
        gettext("Does %(person)s belong to %(name)s?") % names,
        f"{text}\n\n{request.message}".strip(),
        reverse("organisation_members", args=[request.organisation.slug]),
        gettext("Answer"),
    )


def _what_they_said(request: JoinRequest) -> Wording:
    name = {"name": request.organisation.name}
    if request.is_accepted:
        return Wording(
            gettext("You are a member of %(name)s") % name,
            gettext("From now on you can add what your organisation knows."),
            reverse("my_organisations"),
        )
    return Wording(
        gettext("You were not made a member of %(name)s") % name,
        gettext(
            "Whoever looks after the organisation did not say yes. Ask a colleague there, or the staff of the hub."
        ),
        reverse("my_organisations"),
    )


def _invite(told: Sequence[Told], _addressee: str) -> Sequence[Wording]:
    found = Invitation.objects.select_related("organisation", "invited_by")
    rows = found.in_bulk(_keys({one.about for one in told}))
    return [_invitation(rows[_keys([one.about])[0]], str(one.payload.get("code", ""))) for one in told]


def _invitation(invitation: Invitation, code: str) -> Wording:
    said = {
        "name": invitation.organisation.name,
        "person": invitation.invited_by.name or gettext("A colleague"),
        "day": timezone.localtime(invitation.expires_at).strftime("%d-%m-%Y"),
    }
    return Wording(
        gettext("Become a member of %(name)s") % said,
        gettext(
            "%(person)s invites you to take part for %(name)s. The link works once, until %(day)s, and only for this "
            "e-mail address. You know nothing of this? Then do nothing."
        )
        % said,
        reverse("invitation", args=[code]),
        gettext("Look at the invitation"),
    )


register_kind(
    Kind(
        WAITS,
        _("An organisation was registered and has to be checked"),
        _waiting,
        _about_organisation(_to_look_at),
        mail=Frequency.DAILY,
        concerns=_verifies,
    )
)
register_kind(
    Kind(
        DECIDED,
        _("An organisation that I registered was checked"),
        _registered_by,
        _about_organisation(_decided),
    )
)
register_kind(Kind(ASKED, _("Somebody asks to belong to my organisation"), _asked, _about_request(_who_asks)))
register_kind(
    Kind(
        ANSWERED, _("I am a member of an organisation, or am not"), _answered, _about_request(_what_they_said)
    )
)
register_kind(Kind(INVITED, _("An invitation"), _open, _invite, must=True, is_noticed=False))
