"""What types, sizes and provinces are called on the screen, in its language."""

from functools import cache

from django.utils.translation import gettext_lazy as _

from schakel.organisations.identifying import Register
from schakel.organisations.reference import reference_bodies
from schakel.organisations.rules import OrganisationType, SizeClass

_TYPES = {
    OrganisationType.MUNICIPALITY: (_("Municipality"), _("Municipalities")),
    OrganisationType.PROVINCE: (_("Province"), _("Provinces")),
    OrganisationType.WATER_BOARD: (_("Water board"), _("Water boards")),
    OrganisationType.COMPANY: (_("Company"), _("Companies")),
    OrganisationType.KNOWLEDGE: (_("Knowledge institution"), _("Knowledge institutions")),
    OrganisationType.ASSOCIATION: (
        _("Association or civil society organisation"),
        _("Associations and civil society organisations"),
    ),
    OrganisationType.NATIONAL: (_("National body"), _("National bodies")),
    OrganisationType.HUB_PARTNER: (_("Innovation partner"), _("Innovation partners")),
}
_SIZES = {
    SizeClass.UNDER_20K: _("fewer than 20,000 inhabitants"),
    SizeClass.UNDER_50K: _("20,000 to 50,000 inhabitants"),
    SizeClass.UNDER_100K: _("50,000 to 100,000 inhabitants"),
    SizeClass.UNDER_250K: _("100,000 to 250,000 inhabitants"),
    SizeClass.LARGER: _("more than 250,000 inhabitants"),
}


def type_name(organisation_type: str) -> str:
    return str(_TYPES[OrganisationType(organisation_type)][0])


def type_name_plural(organisation_type: str) -> str:
    return str(_TYPES[OrganisationType(organisation_type)][1])


def size_name(size_class: str) -> str:
    """A size class in words."""
    return str(_SIZES[SizeClass(size_class)])


def province_name(code: str) -> str:
    """The province with this code; the code itself when there is none."""
    return _provinces().get(code, code)


@cache
def _provinces() -> dict[str, str]:
    return {body.code: body.name for body in reference_bodies() if body.type is OrganisationType.PROVINCE}


_REGISTERS = {
    Register.KVK: _("KvK number (trade register)"),
    Register.RSIN: _("RSIN"),
    Register.VAT: _("VAT number"),
    Register.OIN: _("OIN (of public bodies)"),
    Register.PIC: _("PIC (of the European Commission)"),
}


def register_name(register: str) -> str:
    """What the number of a register is called."""
    return str(_REGISTERS[Register(register)])
