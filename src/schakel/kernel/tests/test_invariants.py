import pytest

from schakel.kernel.invariants import MOST_SHOWN, Finding, Invariant, found

NAME = "every town has a mayor"
REMEDY = "Appoint one."


def invariant_with(*violations):
    return Invariant(NAME, lambda: iter(violations), REMEDY)


def test_nothing_is_said_of_an_invariant_that_holds():
    assert found(invariant_with()) == Finding(NAME, ok=True, detail="")


def test_each_violation_is_named_and_what_to_do_is_said():
    assert found(invariant_with("Edam has none", "Urk has none")) == Finding(
        NAME, ok=False, detail="Edam has none; Urk has none. Appoint one."
    )


@pytest.mark.parametrize(("number", "end"), [(5, "; 4. Appoint one."), (6, "; 4; and 1 more. Appoint one.")])
def test_five_violations_are_named_and_the_others_counted(number, end):
    finding = found(invariant_with(*map(str, range(number))))
    assert MOST_SHOWN == 5
    assert finding.detail == "0; 1; 2; 3" + end


def test_a_check_that_stumbles_is_a_violation_and_says_over_what():
    def stumble():
        raise LookupError("no towns")

    assert found(Invariant(NAME, stumble, REMEDY)) == Finding(
        NAME, ok=False, detail="could not be checked: LookupError: no towns. Appoint one."
    )
