"""Where somebody who earned or gives certificates goes to."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from schakel.accounts.public import Doing, Person, register_doing
from schakel.credentials.models import Credential
from schakel.credentials.queries import issued_managed_by, to_claim


def _doing(person: Person) -> Iterator[Doing]:
    if Credential.objects.visible_to(person).exists() or to_claim(person).exists():
        yield Doing(gettext("My certificates"), reverse("my_credentials"), "training")
    if issued_managed_by(person, today=timezone.localdate()).exists():
        yield Doing(gettext("Certificates we gave"), reverse("issued_credentials"), "check")


register_doing("credentials", _doing)
