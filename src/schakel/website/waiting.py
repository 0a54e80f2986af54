"""What of mail waits for somebody, and where the pages of the hub as a whole are."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext

from schakel.accounts.public import (
    Doing,
    Person,
    Urgency,
    Waiting,
    may,
    register_doing,
    register_waiting,
    standing_of,
)
from schakel.messages import public as messages


def _mails(person: Person, now: datetime) -> Iterator[Waiting]:
    yield Waiting(
        gettext("Unread notices"),
        messages.unread_count(person.reference),
        reverse("notices"),
        Urgency.SOMETIME,
    )
    if may("staff.work", standing_of(person)):
        yield Waiting(
            gettext("Mail that did not arrive"),
            messages.mails_in_trouble(now).count(),
            reverse("staff_mails"),
            Urgency.LATE,
        )


def _doing(person: Person) -> Iterator[Doing]:
    roles = standing_of(person)
    if may("vocabulary.edit", roles):
        yield Doing(gettext("Themes and words"), reverse("staff_themes"), "edit")
    if may("hub.see-roles", roles):
        yield Doing(gettext("Roles in the hub"), reverse("staff_roles"), "person")
        yield Doing(gettext("Who may what"), reverse("staff_acts"), "eye")


register_waiting("mails", _mails)
register_doing("website", _doing)
