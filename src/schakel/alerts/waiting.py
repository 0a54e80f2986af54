"""What of alerts somebody can do from their start page."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext

from schakel.accounts.public import Doing, Person, register_doing


def _doing(_person: Person) -> Iterator[Doing]:
    yield Doing(gettext("My alerts"), reverse("my_alerts"), "bell")


register_doing("alerts", _doing)
