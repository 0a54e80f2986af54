"""What two processes do at once in tests; each takes one text and says what came of it."""

import inspect
import time
from collections.abc import Callable
from typing import Any

from schakel.accounts import actions as accounts
from schakel.accounts.models import Person
from schakel.kernel.refusal import Refusal
from schakel.organisations import members, rules
from schakel.organisations.models import Invitation, Membership, Organisation
from tests.clock import NOW


def _outcome(act: Callable[[], object]) -> str:
    try:
        act()
    except Refusal as refusal:
        return refusal.code
    except Exception as error:  # noqa: BLE001 - without its guards it may break in any way
        return type(error).__name__
    return "done"


def leave(key: str) -> str:
    membership = Membership.objects.select_related("person").get(pk=key)
    return _outcome(
        lambda: members.end_membership(membership=membership, ended_by=membership.person, now=NOW)
    )


def accept(key: str) -> str:
    invitation = Invitation.objects.select_related("organisation", "invited_by").get(pk=key)
    person = Person.objects.get(email=invitation.email)
    return _outcome(lambda: members.accept_invitation(invitation=invitation, person=person, now=NOW))


def demote(key: str) -> str:
    person = Person.objects.get(pk=key)
    return _outcome(
        lambda: accounts.withdraw_hub_role(person=person, role="administrator", withdrawn_by=None, now=NOW)
    )


ACTS = {"leave": leave, "accept": accept, "demote": demote}


def take_guards_away() -> None:
    """No transaction and no lock, and a moment between looking and doing."""
    check = rules.check_somebody_stays

    def check_slowly(**facts: Any) -> None:
        check(**facts)
        time.sleep(0.1)

    def read(organisation: Organisation) -> Organisation:
        return Organisation.objects.get(pk=organisation.pk)

    rules.check_somebody_stays = check_slowly
    members._locked = read
    members.end_membership = inspect.unwrap(members.end_membership)
