from datetime import UTC, date, datetime, timedelta

import pytest

from schakel.accounts.rules import (
    LIFETIMES,
    MAY,
    MOST_ACCESS_TOKENS,
    SCOPE_NEEDS,
    Role,
    access_token_stands,
    check_access_token,
    check_hub_role,
    check_language,
    check_name,
    hub_role_stands,
    is_the_secret,
    may,
    secret_hash,
    split_token,
    use_is_worth_marking,
    with_staff,
    written_token,
)
from schakel.kernel.refusal import Refusal

V, M, P, O, OA = Role.VISITOR, Role.MEMBER, Role.PUBLIC_BODY, Role.OWNER, Role.ORGANISATION_ADMINISTRATOR  # noqa: E741
S, AD, ED, PM, CO, AU, A = (
    Role.STAFF,
    Role.ADVISER,
    Role.EDITOR,
    Role.PROGRAMME_MANAGER,
    Role.CONTROLLER,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
)

# Who may what, once more and by hand: a change in the one table has to be meant in the other.
EXPECTED = {
    "ask": {V},
    "item.read": {V},
    "item.read-every": {S, AU, A},
    "item.create": {M, S, A},
    "item.edit": {O, ED, A},
    "item.submit": {O, ED, A},
    "item.review": {ED, A},
    "item.archive": {O, ED, A},
    "item.history": {O, S, AU, A},
    "challenge.save": {P},
    "challenge.follow": {V},
    "challenge.move": {O, AD, A},
    "challenge.triage": {AD, A},
    "challenge.change-open": {AD, A},
    "agenda.follow": {V},
    "alert.keep": {V},
    "space.enter": {V},
    "space.reopen": {AD, A},
    "pilot.start": {M, S, A},
    "pilot.read": {V},
    "pilot.move": {O, AD, A},
    "pilot.decide": {O},
    "pilot.answer": {M},
    "training.enrol": {V},
    "training.enrol-group": {M},
    "training.organise": {O, ED, A},
    "adoption.report": {M, S, A},
    "adoption.confirm": {M},
    "facility.operate": {Role.OPERATOR, OA, A},
    "booking.make": {M},
    "booking.read": {V},
    "consultation.decide": {O},
    "consultation.help": {O, S, A},
    "consultation.ask": {V},
    "consultation.take-part": {M},
    "credential.own": {V},
    "credential.withdraw": {OA, PM, A},
    "fairness.review": {S, AU, A},
    "fairness.own": {V},
    "interest.declare": {V},
    "interest.review": {CO, AU, A},
    "organisation.register": {V},
    "organisation.join": {V},
    "organisation.see-members": {O, S, AU, A},
    "organisation.manage": {OA, S, A},
    "organisation.verify": {S, A},
    "organisation.merge": {S, A},
    "introduction.ask": {M},
    "introduction.read": {V},
    "introduction.answer": {O, AD, A},
    "introduction.withdraw": {O},
    "introduction.take-part": {O, AD, A},
    "introduction.broker": {AD, A},
    "introduction.set-clock": {AD, PM, A},
    "meeting-round.organise": {O, ED, A},
    "meeting-round.take-part": {M},
    "desk.change": {O, AD, A},
    "staff.work": {S, A},
    "import.run": {ED, A},
    "vocabulary.edit": {ED, A},
    "hub.see-roles": {AU, A},
    "hub.administer": {A},
}


def test_each_act_is_for_the_roles_that_were_agreed():
    assert {act: set(roles) for act, roles in MAY.items()} == EXPECTED


def test_the_names_of_the_roles_are_those_in_the_documents():
    assert [role.value for role in Role] == [
        "visitor",
        "member",
        "public-body",
        "provider",
        "expert",
        "operator",
        "trainer",
        "owner",
        "organisation-administrator",
        "staff",
        "adviser",
        "editor",
        "programme-manager",
        "controller",
        "auditor",
        "administrator",
    ]


def test_an_auditor_changes_nothing():
    """Every act that an auditor may do is one of reading, or one that everybody may."""
    own = {act for act, roles in MAY.items() if AU in roles}
    assert own == {
        "item.read-every",
        "item.history",
        "organisation.see-members",
        "fairness.review",
        "interest.review",
        "hub.see-roles",
    }


def test_whoever_does_work_of_the_hub_is_staff_and_an_auditor_is_not():
    for role in (AD, ED, Role.PROGRAMME_MANAGER, Role.CONTROLLER):
        assert with_staff([role]) == {role, S}
    assert with_staff([AU]) == {AU}
    assert with_staff([A]) == {A}
    assert with_staff([]) == frozenset()


DAY = date(2026, 11, 23)


def test_a_role_ends_on_its_day():
    assert hub_role_stands(ends_on=None, today=DAY)
    assert hub_role_stands(ends_on=DAY + timedelta(days=1), today=DAY)
    assert not hub_role_stands(ends_on=DAY, today=DAY)


@pytest.mark.parametrize("role", ["adviser", "editor", "programme-manager", "controller", "auditor"])
def test_a_role_in_the_hub_can_be_given_for_a_time(role):
    assert check_hub_role(role, ends_on=None, today=DAY) == role
    assert check_hub_role(role, ends_on=DAY + timedelta(days=1), today=DAY) == role
    assert check_hub_role(role, ends_on=DAY + timedelta(days=5 * 366), today=DAY) == role


@pytest.mark.parametrize(
    ("role", "days", "code"),
    [
        ("owner", None, "hub-role-unknown"),
        ("staff", None, "hub-role-unknown"),
        ("", None, "hub-role-unknown"),
        ("editor", 0, "hub-role-ends-when"),
        ("editor", -1, "hub-role-ends-when"),
        ("editor", 5 * 366 + 1, "hub-role-ends-when"),
        ("administrator", 30, "administrator-without-end"),
    ],
)
def test_what_cannot_be_given_is_refused(role, days, code):
    ends_on = None if days is None else DAY + timedelta(days=days)
    with pytest.raises(Refusal) as refusal:
        check_hub_role(role, ends_on=ends_on, today=DAY)
    assert refusal.value.code == code
    assert check_hub_role("administrator", ends_on=None, today=DAY) is A


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
    assert check_access_token(**FINE | {"scopes": ["read", "import"], "roles": frozenset({V, ED})})
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
