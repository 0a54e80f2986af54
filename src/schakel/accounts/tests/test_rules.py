from datetime import UTC, datetime, timedelta

import pytest

from schakel.accounts.rules import (
    LIFETIMES,
    MAY,
    MOST_ACCESS_TOKENS,
    SCOPE_NEEDS,
    Role,
    access_token_stands,
    check_access_token,
    check_language,
    check_name,
    is_the_secret,
    may,
    secret_hash,
    split_token,
    use_is_worth_marking,
    written_token,
)
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
    "challenge.save": {Role.MEMBER},
    "challenge.follow": {Role.VISITOR},
    "challenge.move": {Role.OWNER, Role.STAFF, Role.ADMINISTRATOR},
    "challenge.triage": {Role.STAFF, Role.ADMINISTRATOR},
    "challenge.change-open": {Role.STAFF, Role.ADMINISTRATOR},
    "introduction.ask": {M},
    "introduction.read": {V},
    "introduction.answer": {O, S, A},
    "introduction.withdraw": {O},
    "introduction.take-part": {O, S, A},
    "introduction.broker": {S, A},
    "introduction.set-clock": {S, A},
    "desk.change": {O, S, A},
    "staff.work": {S, A},
    "import.run": {S, A},
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


NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
FINE = {"name": " Intranet  of us ", "scopes": ["read"], "days": 30, "roles": frozenset({V})}


def test_a_token_is_for_something_for_some_time_and_for_what_one_may():
    assert check_access_token(**FINE) == "Intranet of us"
    assert check_access_token(**FINE | {"scopes": ["read", "import"], "roles": frozenset({V, S})})
    assert check_access_token(**FINE | {"name": "x" * 80}) == "x" * 80


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": "  "}, "token-name-missing"),
        ({"name": "x" * 81}, "token-name-too-long"),
        ({"days": 31}, "token-lifetime-unknown"),
        ({"scopes": []}, "token-scope-missing"),
        ({"scopes": ["nonsense"]}, "token-scope-not-allowed"),
        ({"scopes": ["import"]}, "token-scope-not-allowed"),
        ({"roles": frozenset()}, "token-scope-not-allowed"),
    ],
)
def test_a_token_that_nobody_may_have_is_refused(change, code):
    with pytest.raises(Refusal) as refusal:
        check_access_token(**FINE | change)
    assert refusal.value.code == code


def test_how_long_a_name_may_be_and_which_scope_was_wrong_are_told():
    with pytest.raises(Refusal) as refusal:
        check_access_token(**FINE | {"name": "x" * 81})
    assert refusal.value.details == {"longest": 80}
    with pytest.raises(Refusal) as refusal:
        check_access_token(**FINE | {"scopes": ["import"]})
    assert refusal.value.details == {"scope": "import"}
    with pytest.raises(Refusal) as refusal:
        check_access_token(**FINE | {"days": 7})
    assert refusal.value.details == {"days": 7}


def test_a_token_is_written_and_read_again():
    written = written_token("abcdefghij", "_" + "x" * 42)
    assert written == "schakel_abcdefghij_" + "_" + "x" * 42
    assert split_token(written) == ("abcdefghij", "_" + "x" * 42)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "schakel",
        "other_abcdefghij_" + "x" * 43,
        "schakel_abc_" + "x" * 43,
        "schakel_abcdefghij_x",
        "schakel_abcdefghij_" + "é" * 43,
    ],
)
def test_what_cannot_be_a_token(written):
    assert split_token(written) is None


def test_of_a_secret_only_its_hash_is_kept():
    kept = secret_hash("secret")
    assert kept == "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b"
    assert is_the_secret("secret", kept=kept)
    assert not is_the_secret("Secret", kept=kept)


def test_a_token_stands_until_it_expires_or_is_withdrawn():
    later = NOW + timedelta(seconds=1)
    assert access_token_stands(expires_at=later, withdrawn_at=None, now=NOW)
    assert not access_token_stands(expires_at=NOW, withdrawn_at=None, now=NOW)
    assert not access_token_stands(expires_at=later, withdrawn_at=NOW, now=NOW)


def test_use_is_marked_every_ten_minutes():
    assert use_is_worth_marking(last_used_at=None, now=NOW)
    assert use_is_worth_marking(last_used_at=NOW - timedelta(minutes=10), now=NOW)
    assert not use_is_worth_marking(last_used_at=NOW - timedelta(minutes=9, seconds=59), now=NOW)


def test_what_each_scope_needs_is_an_act_of_the_table():
    assert {scope.value: act for scope, act in SCOPE_NEEDS.items()} == {
        "read": "item.read",
        "import": "import.run",
    }
    assert set(SCOPE_NEEDS.values()) <= set(MAY)
    assert (LIFETIMES, MOST_ACCESS_TOKENS) == ((30, 90, 365), 20)
