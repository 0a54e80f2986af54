"""The door of accounts."""

from schakel.accounts.models import Person
from schakel.accounts.rules import MAY, Role, may

__all__ = ["MAY", "Person", "Role", "may"]
