"""What people are told about their account: by mail only, because there are links in it that open the account."""

from collections.abc import Collection, Sequence

from django.utils.translation import gettext_lazy as _

from schakel.accounts.letters import ACCOUNT
from schakel.messages.public import Kind, Told, Wording, register_kind


def _visible(about: Collection[str], _addressee: str) -> Collection[str]:
    """It is about the address that it goes to."""
    return about


def _word(told: Sequence[Told], _addressee: str) -> Sequence[Wording]:
    return [Wording(str(one.payload["subject"]), str(one.payload["text"])) for one in told]


register_kind(Kind(ACCOUNT, _("Your account"), _visible, _word, must=True, is_noticed=False))
