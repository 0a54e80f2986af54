"""What people do with their own account, beside what django-allauth does."""

from django.db import transaction

from schakel.accounts import rules
from schakel.accounts.models import Person


@transaction.atomic
def introduce_oneself(*, person: Person, name: str, language: str) -> Person:
    """Say what one is called and which language one reads. Raises a Refusal for what is not usable."""
    person.name = rules.check_name(name)
    person.language = rules.check_language(language)
    person.save(update_fields=["name", "language"])
    return person
