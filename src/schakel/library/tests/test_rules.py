from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from schakel.kernel.refusal import Refusal
from schakel.library.kinds import KINDS, Fact, Kind, Shape
from schakel.library.rules import (
    FINDABLE,
    STEPS,
    Draft,
    State,
    Step,
    Visibility,
    audiences_of,
    check_draft,
    fact_is_usable,
    is_date,
    next_state,
    organisation_audience,
    possible_steps,
    state_at,
)

TODAY = date(2026, 11, 23)
CASE = KINDS[Kind.CASE]
FINE = Draft(texts={"nl": {"title": "Warmte uit het kanaal"}}, facts={"status": "running"})


def refusal_of(draft: Draft, definition=CASE) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        check_draft(definition, draft)
    return refusal.value


def test_the_words_that_are_stored_stay_as_they_are():
    """They stand in databases, in the journal and in addresses."""
    assert [state.value for state in State] == ["draft", "review", "published", "needs-update", "archived"]
    assert [visibility.value for visibility in Visibility] == [
        "organisation",
        "partners",
        "network",
        "public",
    ]
    assert [step.value for step in Step] == ["submit", "publish", "send-back", "archive", "restore"]


def test_every_step_leads_where_the_table_says():
    assert {(*come, next_state(*come)) for come in STEPS} == {
        (State.DRAFT, Step.SUBMIT, State.REVIEW),
        (State.DRAFT, Step.PUBLISH, State.PUBLISHED),
        (State.DRAFT, Step.ARCHIVE, State.ARCHIVED),
        (State.REVIEW, Step.PUBLISH, State.PUBLISHED),
        (State.REVIEW, Step.SEND_BACK, State.DRAFT),
        (State.PUBLISHED, Step.ARCHIVE, State.ARCHIVED),
        (State.NEEDS_UPDATE, Step.PUBLISH, State.PUBLISHED),
        (State.NEEDS_UPDATE, Step.ARCHIVE, State.ARCHIVED),
        (State.ARCHIVED, Step.RESTORE, State.DRAFT),
    }


@pytest.mark.parametrize(
    ("state", "step"), [(state, step) for state in State for step in Step if (state, step) not in STEPS]
)
def test_every_other_step_is_refused_with_the_state_and_the_step(state, step):
    with pytest.raises(Refusal) as refusal:
        next_state(state, step)
    assert refusal.value.code == "step-not-possible"
    assert refusal.value.details == {"state": state.value, "step": step.value}


def test_the_possible_steps_are_those_of_the_state():
    assert possible_steps(State.DRAFT) == (Step.SUBMIT, Step.PUBLISH, Step.ARCHIVE)
    assert possible_steps(State.REVIEW) == (Step.PUBLISH, Step.SEND_BACK)
    assert possible_steps(State.ARCHIVED) == (Step.RESTORE,)


def test_a_published_item_needs_an_update_on_the_day_after_a_whole_year():
    a_year_ago = TODAY - timedelta(days=365)
    assert state_at(State.PUBLISHED, verified_on=a_year_ago, today=TODAY) is State.PUBLISHED
    assert (
        state_at(State.PUBLISHED, verified_on=a_year_ago - timedelta(days=1), today=TODAY)
        is State.NEEDS_UPDATE
    )


def test_what_was_never_verified_does_not_grow_old():
    assert state_at(State.PUBLISHED, verified_on=None, today=TODAY) is State.PUBLISHED


@pytest.mark.parametrize("state", [State.DRAFT, State.REVIEW, State.NEEDS_UPDATE, State.ARCHIVED])
def test_only_what_is_published_grows_old(state):
    assert state_at(state, verified_on=date(2020, 1, 1), today=TODAY) is state


def test_an_item_can_be_found_while_it_is_published_and_when_it_needs_an_update():
    assert frozenset({State.PUBLISHED, State.NEEDS_UPDATE}) == FINDABLE


@pytest.mark.parametrize("state", sorted(FINDABLE))
@pytest.mark.parametrize(
    ("visibility", "added"),
    [
        (Visibility.ORGANISATION, set()),
        (Visibility.PARTNERS, {"partners"}),
        (Visibility.NETWORK, {"network"}),
        (Visibility.PUBLIC, {"public"}),
    ],
)
def test_a_published_item_is_for_its_owner_and_staff_and_whom_its_visibility_names(state, visibility, added):
    found = audiences_of(state=state, visibility=visibility, owner_id=7)
    assert found == {"staff", "organisation:7"} | added


@pytest.mark.parametrize("state", [State.DRAFT, State.REVIEW, State.ARCHIVED])
@pytest.mark.parametrize("visibility", list(Visibility))
def test_what_is_not_published_is_for_its_owner_and_staff_alone(state, visibility):
    assert audiences_of(state=state, visibility=visibility, owner_id=7) == {"staff", "organisation:7"}


def test_an_organisation_is_an_audience_by_its_key():
    assert organisation_audience(12) == "organisation:12"


def test_a_draft_with_a_title_is_fine():
    check_draft(CASE, FINE)


def test_a_title_in_english_alone_is_fine():
    check_draft(CASE, replace(FINE, texts={"en": {"title": "Heat from the canal", "summary": "Short"}}))


@pytest.mark.parametrize("texts", [{}, {"nl": {}}, {"nl": {"title": ""}}, {"nl": {"title": " \n"}, "en": {}}])
def test_without_any_title_a_draft_is_refused(texts):
    refusal = refusal_of(replace(FINE, texts=texts))
    assert (refusal.code, refusal.details) == ("title-missing", {})


def test_a_language_with_texts_needs_its_own_title():
    refusal = refusal_of(replace(FINE, texts={"nl": {"title": "Warmte"}, "en": {"summary": "Heat"}}))
    assert (refusal.code, refusal.details) == ("title-missing", {"language": "en"})


def test_a_language_with_nothing_but_blanks_needs_no_title():
    check_draft(CASE, replace(FINE, texts={"nl": {"title": "Warmte"}, "en": {"title": " ", "summary": "  "}}))


def test_a_text_that_the_kind_does_not_have_is_refused():
    refusal = refusal_of(replace(FINE, texts={"nl": {"title": "Warmte", "steps": "Een"}}))
    assert (refusal.code, refusal.details) == ("text-unknown", {"name": "steps"})


@pytest.mark.parametrize(("name", "longest"), [("title", 200), ("summary", 400), ("problem", 20_000)])
def test_a_text_may_be_as_long_as_its_limit_and_no_longer(name, longest):
    texts = {"title": "Warmte", name: "x" * longest}
    check_draft(CASE, replace(FINE, texts={"nl": texts}))
    refusal = refusal_of(replace(FINE, texts={"nl": texts | {name: "x" * (longest + 1)}}))
    assert (refusal.code, refusal.details) == ("text-too-long", {"name": name, "longest": longest})


def test_a_fact_that_the_kind_does_not_have_is_refused():
    refusal = refusal_of(replace(FINE, facts={"seats": 3}))
    assert (refusal.code, refusal.details) == ("fact-unknown", {"name": "seats"})


def test_a_fact_of_the_wrong_shape_is_refused():
    refusal = refusal_of(replace(FINE, facts={"status": "sleeping"}))
    assert (refusal.code, refusal.details) == ("fact-not-usable", {"name": "status"})


USABLE: dict[Shape, list[Any]] = {
    Shape.WORD: ["x", "x" * 300],
    Shape.WORDS: [[], ["x"], ["x", "y" * 300]],
    Shape.BODIES: [[], ["gm0599", "pv28"]],
    Shape.NUMBER: [0, 1, 10**13],
    Shape.CENTS: [0, 10**13],
    Shape.DECIMAL: [0, -1e6, 1e6, 52.5],
    Shape.YEAR: [1900, 2100],
    Shape.DATE: ["2026-11-23", "2024-02-29"],
    Shape.DATES: [[], ["2026-11-23", "2026-11-24"]],
    Shape.TIME: ["00:00", "09:59", "19:30", "23:59"],
    Shape.CHOICE: ["a"],
    Shape.CHOICES: [[], ["a"], ["a", "b"]],
    Shape.ADDRESS: ["https://a.nl", "http://x.y", "https://" + "x" * 1000],
    Shape.FIGURES: [
        [],
        [{"value": "25", "unit_nl": "", "unit_en": ""}],
        [{"value": "x" * 120, "unit_nl": "y" * 120, "unit_en": ""}],
    ],
    Shape.WINDOWS: [
        [],
        [{"opens_on": "2026-01-01", "closes_on": "2026-01-01"}],
        [{"opens_on": "2026-01-01", "closes_on": "2026-02-01"}],
    ],
}
UNUSABLE: dict[Shape, list[Any]] = {
    Shape.WORD: ["", "x" * 301, 3, ["x"], None],
    Shape.WORDS: ["x", [""], ["x" * 301], ["x", 3], None],
    Shape.BODIES: ["gm0599", [""], [3]],
    Shape.NUMBER: [-1, 10**13 + 1, True, 1.5, "1"],
    Shape.CENTS: [-1, 10**13 + 1, False, 1.5, "1"],
    Shape.DECIMAL: [-1e6 - 1, 1e6 + 1, True, "52", float("nan"), float("inf")],
    Shape.YEAR: [1899, 2101, True, "2020", 2020.0],
    Shape.DATE: [
        "2026-2-1",
        "2026-02-30",
        "23-11-2026",
        "20261123",
        20261123,
        "2026-11-23T10:00",
        "x2026-11-23",
    ],
    Shape.DATES: ["2026-11-23", ["2026-11-23", "morgen"]],
    Shape.TIME: ["24:00", "9:30", "12:60", "12.30", "1230", 1230, "12:30:00"],
    Shape.CHOICE: ["c", "", None, ["a"]],
    Shape.CHOICES: ["a", ["a", "c"], None],
    Shape.ADDRESS: [
        "ftp://a.nl",
        "a.nl",
        "https://",
        "https://x",
        "https://a b.nl",
        'https://a".nl',
        "https://<a>.nl",
        3,
        "https://" + "x" * 1001,
    ],
    Shape.FIGURES: [
        {"value": "25"},
        [{"value": "25"}],
        [{"value": "", "unit_nl": "", "unit_en": ""}],
        [{"value": 25, "unit_nl": "", "unit_en": ""}],
        [{"value": "25", "unit_nl": "x" * 121, "unit_en": ""}],
        [{"value": "25", "unit_nl": "", "unit_en": "", "more": ""}],
        ["25"],
    ],
    Shape.WINDOWS: [
        {"opens_on": "2026-01-01", "closes_on": "2026-02-01"},
        ["2026-01-01"],
        [{"opens_on": "2026-02-02", "closes_on": "2026-02-01"}],
        [{"opens_on": "2026-02-30", "closes_on": "2026-03-01"}],
        [{"opens_on": "2026-02-01", "closes_on": "straks"}],
        [{"opens_on": "2026-02-01"}],
        [{"opens_on": "2026-01-01", "closes_on": "2026-02-01", "more": ""}],
    ],
}


def test_every_shape_has_examples():
    assert set(USABLE) == set(UNUSABLE) == set(Shape)


@pytest.mark.parametrize(
    ("shape", "value"), [(shape, value) for shape, values in USABLE.items() for value in values]
)
def test_a_value_of_the_right_shape_is_usable(shape, value):
    assert fact_is_usable(Fact("fact", shape, ("a", "b")), value) is True


@pytest.mark.parametrize(
    ("shape", "value"), [(shape, value) for shape, values in UNUSABLE.items() for value in values]
)
def test_a_value_of_another_shape_is_not_usable(shape, value):
    assert fact_is_usable(Fact("fact", shape, ("a", "b")), value) is False


def test_a_day_is_a_day_of_the_calendar_written_in_full():
    assert is_date("2026-11-23") is True
    assert is_date("2023-02-29") is False
    assert is_date(date(2026, 11, 23)) is False
