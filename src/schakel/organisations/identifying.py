"""The numbers by which registers know organisations, and what is wrong with one that cannot be."""

import re
from collections.abc import Callable, Mapping
from enum import StrEnum

from stdnum.eu import vat as eu_vat
from stdnum.exceptions import ValidationError
from stdnum.nl import bsn, btw

from schakel.kernel.refusal import Refusal


class Register(StrEnum):
    """Who gives the number."""

    KVK = "kvk"
    """Trade register: 8 digits (Handelsregisterbesluit 2008)."""
    RSIN = "rsin"
    """Legal entities and partnerships: 9 digits that pass the eleven test, as a citizen's number does."""
    VAT = "vat"
    """Value added tax: the country and what that country gives (Directive 2006/112/EC, article 215)."""
    OIN = "oin"
    """Public bodies and whoever exchanges with them: 20 digits; the first 8 say what the others are (Logius)."""
    PIC = "pic"
    """Participants in programmes of the European Commission: 9 digits."""


_BLANKS = re.compile(r"[\s.\-]")
_OIN_OF_RSIN, _OIN_OF_KVK = "00000001", "00000003"


def check_identifier(register: Register, written: str) -> str:
    """The number as it is kept, without blanks and dots; empty when nothing was written. Raises a Refusal.

    What is checked is whether there can be such a number. Whether it is theirs, a person looks up.
    """
    tidy = _BLANKS.sub("", written).upper()
    if not tidy:
        return ""
    if not tidy.isascii() or not _CAN_BE[register](tidy):
        raise Refusal(f"{register.value}-wrong")
    return tidy


def tidy_identifiers(written: Mapping[Register, str]) -> dict[Register, str]:
    """Every register with its number; the first that cannot be raises a Refusal."""
    return {register: check_identifier(register, written.get(register, "")) for register in Register}


def _digits(number: str, length: int) -> bool:
    return len(number) == length and number.isdigit() and int(number) > 0


def _passes(check: Callable[[str], object], number: str) -> bool:
    try:
        check(number)
    except ValidationError:
        return False
    return True


def _can_be_rsin(number: str) -> bool:
    return _digits(number, 9) and _passes(bsn.validate, number)


def _can_be_vat(number: str) -> bool:
    """One of the Netherlands with its check digits; one of another country as that country writes them."""
    if number.startswith("NL"):
        return _passes(btw.validate, number)
    return number[:2].isalpha() and _passes(eu_vat.validate, number)


def _can_be_oin(number: str) -> bool:
    if not _digits(number, 20) or not number.startswith("0000000"):
        return False
    kind, rest = number[:8], number[8:]
    if kind == _OIN_OF_RSIN:
        return _can_be_rsin(rest[:9])
    return kind != _OIN_OF_KVK or _digits(rest[:8], 8)


_CAN_BE: Mapping[Register, Callable[[str], bool]] = {
    Register.KVK: lambda number: _digits(number, 8),
    Register.RSIN: _can_be_rsin,
    Register.VAT: _can_be_vat,
    Register.OIN: _can_be_oin,
    Register.PIC: lambda number: _digits(number, 9),
}
