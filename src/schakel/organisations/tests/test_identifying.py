"""Numbers of registers: which can be, and how they are kept. None of those here belongs to anybody."""

import pytest

from schakel.kernel.refusal import Refusal
from schakel.organisations.identifying import Register, check_identifier, tidy_identifiers

RSIN = "111222333"
CAN_BE = [
    (Register.KVK, "12345678", "12345678"),
    (Register.KVK, " 1234 5678", "12345678"),
    (Register.KVK, "00012345", "00012345"),
    (Register.RSIN, "1112.22.333", RSIN),
    (Register.VAT, "NL 1112.22.333.B01", "NL111222333B01"),
    (Register.VAT, "nl123456782b90", "NL123456782B90"),
    (Register.VAT, "BE0428759497", "BE0428759497"),
    (Register.VAT, "de 136,695 976".replace(",", ""), "DE136695976"),
    (Register.OIN, f"00000001{RSIN}000", f"00000001{RSIN}000"),
    (Register.OIN, "00000003123456780000", "00000003123456780000"),
    (Register.OIN, "00000004123456789012", "00000004123456789012"),
    (Register.PIC, "999 123 456", "999123456"),
]


@pytest.mark.parametrize(("register", "written", "kept"), CAN_BE)
def test_a_number_that_can_be_is_kept_without_what_makes_it_readable(register, written, kept):
    assert check_identifier(register, written) == kept


@pytest.mark.parametrize("register", list(Register))
def test_nothing_is_no_number_and_no_mistake(register):
    assert check_identifier(register, " - ") == ""


@pytest.mark.parametrize(
    ("register", "written"),
    [
        (Register.KVK, "1234567"),
        (Register.KVK, "123456789"),
        (Register.KVK, "1234567a"),
        (Register.KVK, "00000000"),
        (Register.KVK, "\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18"),
        (Register.RSIN, "111222334"),
        (Register.RSIN, "11122233"),
        (Register.RSIN, "000000000"),
        (Register.VAT, "NL111222334B01"),
        (Register.VAT, "NL111222333B00"),
        (Register.VAT, "NL111222333"),
        (Register.VAT, "111222333B01"),
        (Register.VAT, "BE0428759498"),
        (Register.VAT, "US123456789"),
        (Register.OIN, "0000000111122233400"),
        (Register.OIN, "00000001111222334000"),
        (Register.OIN, "00000003000000000000"),
        (Register.OIN, "10000003123456780000"),
        (Register.OIN, "0000000312345678000x"),
        (Register.PIC, "99912345"),
        (Register.PIC, "9991234567"),
    ],
)
def test_a_number_that_cannot_be_is_refused(register, written):
    with pytest.raises(Refusal) as refusal:
        check_identifier(register, written)
    assert refusal.value.code == f"{register.value}-wrong"


def test_all_numbers_are_looked_at():
    tidy = tidy_identifiers({Register.KVK: "1234 5678"})
    assert tidy == {register: "12345678" if register is Register.KVK else "" for register in Register}
    with pytest.raises(Refusal, match="pic-wrong"):
        tidy_identifiers({Register.KVK: "12345678", Register.PIC: "1"})
