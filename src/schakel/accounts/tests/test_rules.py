import pytest

from schakel.accounts.rules import MAY, Role, check_language, check_name, may
from schakel.kernel.refusal import Refusal

V, M, O, S, A = Role.VISITOR, Role.MEMBER, Role.OWNER, Role.STAFF, Role.ADMINISTRATOR  # noqa: E741 - a table

# Who may what, once more and by hand: a change in the one table has to be meant in the other.
EXPECTED = {
    "ask": {V},
    "item.read": {V},
    "item.create": {M, S, A},
    "item.edit": {O, S, A},
    "item.submit": {O, S, A},
    "item.review": {S, A},
    "item.archive": {O, S, A},
    "item.history": {O, S, A},
    "staff.work": {S, A},
    "vocabulary.edit": {S, A},
    "hub.administer": {A},
}


def test_each_act_is_for_the_roles_that_were_agreed():
    assert {act: set(roles) for act, roles in MAY.items()} == EXPECTED


def test_the_names_of_the_roles_are_those_in_the_documents():
    assert [role.value for role in Role] == ["visitor", "member", "owner", "staff", "administrator"]


@pytest.mark.parametrize("act", sorted(EXPECTED))
@pytest.mark.parametrize("role", list(Role))
def test_one_role_is_enough_or_not(act, role):
    assert may(act, frozenset({role})) is (role in EXPECTED[act])


def test_any_of_several_roles_is_enough():
    assert may("item.edit", frozenset({V, M, O})) is True
    assert may("item.edit", frozenset({V, M})) is False


def test_nobody_may_an_act_that_is_not_in_the_table():
    assert may("item.burn", frozenset(Role)) is False


def test_without_a_role_nothing_is_allowed():
    assert may("ask", frozenset()) is False


def test_a_name_is_kept_without_needless_white_space():
    assert check_name("  Anna \n Verbeek ") == "Anna Verbeek"


@pytest.mark.parametrize("name", ["", "  ", "\n"])
def test_an_empty_name_is_refused(name):
    with pytest.raises(Refusal) as refusal:
        check_name(name)
    assert refusal.value.code == "name-missing"


def test_a_name_has_at_most_120_characters():
    assert check_name("x" * 120) == "x" * 120
    with pytest.raises(Refusal) as refusal:
        check_name("x" * 121)
    assert (refusal.value.code, refusal.value.details) == ("name-too-long", {"longest": 120})


@pytest.mark.parametrize("code", ["nl", "en"])
def test_a_language_of_the_screens_can_be_chosen(code):
    assert check_language(code) == code


@pytest.mark.parametrize("code", ["", "de", "NL"])
def test_another_language_is_refused(code):
    with pytest.raises(Refusal) as refusal:
        check_language(code)
    assert (refusal.value.code, refusal.value.details) == ("language-unknown", {"language": code})
