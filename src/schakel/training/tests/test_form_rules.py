"""The questions that are asked of who enrols, and their answers, as decisions on values."""

from dataclasses import replace
from itertools import count

import pytest

from schakel.kernel.refusal import Refusal
from schakel.training import form_rules
from schakel.training.form_rules import (
    Question,
    Shape,
    check_questions,
    checked_answers,
    named_as_before,
    stored_question,
    without_old,
)

ASKED = Question("diet", "Wat eet u?", Shape.CHOICE, "Lunch", 30, choices=("Vlees", "Vis"), is_required=True)


@pytest.mark.parametrize(
    ("shape", "said", "kept"),
    [
        (Shape.LINE, ["  een   regel "], ["een regel"]),
        (Shape.TEXT, ["twee\r\nregels"], ["twee\nregels"]),
        (Shape.CHOICE, ["Vis"], ["Vis"]),
        (Shape.CHOICES, ["Vis", "Vlees"], ["Vlees", "Vis"]),
        (Shape.YES_NO, ["no"], ["no"]),
        (Shape.NUMBER, ["2,5"], ["2,5"]),
    ],
)
def test_an_answer_is_kept_as_its_question_wants_it(shape, said, kept):
    answers, wrong = checked_answers([replace(ASKED, shape=shape)], {"diet": said, "other": ["x"]})
    assert (answers, wrong) == ({"diet": kept}, {})


@pytest.mark.parametrize(
    ("shape", "said", "code"),
    [
        (Shape.LINE, [" "], "answer-missing"),
        (Shape.LINE, ["x" * 201], "words-too-long"),
        (Shape.CHOICE, ["Kaas"], "answer-not-among-choices"),
        (Shape.CHOICES, ["Vis", "Kaas"], "answer-not-among-choices"),
        (Shape.YES_NO, ["perhaps"], "answer-not-among-choices"),
        (Shape.NUMBER, ["twee"], "answer-not-a-number"),
    ],
)
def test_an_answer_that_is_none_is_told_why(shape, said, code):
    answers, wrong = checked_answers([replace(ASKED, shape=shape)], {"diet": said})
    assert (answers, wrong["diet"].code) == ({}, code)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"purpose": " "}, "purpose-missing"),
        ({"choices": ("Vis",)}, "choices-not-usable"),
        ({"kept_days": 31}, "kept-days-unknown"),
        ({"label": ""}, "words-missing"),
    ],
)
def test_a_question_says_why_it_is_asked_and_how_long_answers_are_kept(changed, code):
    assert check_questions([ASKED]) == (ASKED,)
    assert stored_question(ASKED.stored()) == ASKED
    with pytest.raises(Refusal, match=code):
        check_questions([replace(ASKED, **changed)])


def test_two_questions_of_one_name_and_too_many_are_refused():
    with pytest.raises(Refusal, match="questions-of-one-name"):
        check_questions([ASKED, ASKED])
    with pytest.raises(Refusal, match="questions-too-many"):
        check_questions([replace(ASKED, key=str(number)) for number in range(21)])


def test_of_answers_only_those_stay_that_are_kept_longer():
    answers = {"diet": ["Vis"], "gone": ["x"]}
    assert without_old(answers, [ASKED], days_since=29) == {"diet": ["Vis"]}
    assert without_old(answers, [ASKED], days_since=30) == {}


def test_what_is_stored_keeps_its_words_and_what_is_promised_its_numbers():
    assert [one.value for one in Shape] == ["line", "text", "choice", "choices", "yes-no", "number"]
    assert {one.value for one in form_rules.CHOOSING} == {"choice", "choices"}
    assert (form_rules.MOST_QUESTIONS, form_rules.MOST_CHOICES, form_rules.KEPT_DAYS) == (
        20,
        30,
        (30, 90, 365),
    )


def test_what_is_not_said_of_a_question():
    question = Question("diet", "Wat eet u?", Shape.LINE, "Lunch", 30)
    assert (question.help_text, question.choices, question.is_required) == ("", (), False)


def test_a_question_is_stored_in_plain_words():
    assert replace(ASKED, help_text="Ook zonder").stored() == {
        "key": "diet",
        "label": "Wat eet u?",
        "shape": "choice",
        "purpose": "Lunch",
        "kept_days": 30,
        "help_text": "Ook zonder",
        "choices": ["Vlees", "Vis"],
        "is_required": True,
    }
    row = replace(ASKED, help_text="Ook zonder").stored()
    assert stored_question(row) == replace(ASKED, help_text="Ook zonder")


def test_a_question_is_tidied():
    untidy = replace(
        ASKED,
        label=" Wat  eet u? ",
        purpose=" Lunch ",
        help_text=" Ook  zonder ",
        choices=(" Vlees ", "Vis", "Vis", " ", "Gewoon  brood"),
    )
    [tidy] = check_questions([untidy])
    assert tidy == replace(ASKED, help_text="Ook zonder", choices=("Vlees", "Vis", "Gewoon brood"))
    [line] = check_questions([replace(ASKED, shape=Shape.LINE, choices=("Vlees",))])
    assert line.choices == ()


@pytest.mark.parametrize(("number", "is_fine"), [(1, False), (2, True), (30, True), (31, False)])
def test_one_chooses_between_two_and_thirty(number, is_fine):
    choices = tuple(f"keuze {one}" for one in range(number))
    if is_fine:
        assert check_questions([replace(ASKED, choices=choices)])[0].choices == choices
        return
    with pytest.raises(Refusal) as refused:
        check_questions([replace(ASKED, choices=choices)])
    assert (refused.value.code, refused.value.details) == ("choices-not-usable", {"most": 30})


def test_twenty_questions_are_asked_and_who_asks_more_reads_the_number():
    every = [replace(ASKED, key=str(number)) for number in range(21)]
    assert len(check_questions(every[:20])) == 20
    with pytest.raises(Refusal) as refused:
        check_questions(every)
    assert refused.value.details == {"most": 20}


def keys_of(questions, before):
    numbers = count(1)
    return [one.key for one in named_as_before(questions, before, lambda: f"new{next(numbers)}")]


OTHER = replace(ASKED, key="travel", label="Hoe komt u?")


@pytest.mark.parametrize(
    ("questions", "before", "keys"),
    [
        ([ASKED], [], ["diet"]),
        ([ASKED], [ASKED], ["diet"]),
        ([replace(ASKED, purpose="Anders", is_required=False)], [ASKED], ["diet"]),
        ([replace(ASKED, label="Anders")], [ASKED], ["new1"]),
        ([replace(ASKED, shape=Shape.CHOICES)], [ASKED], ["new1"]),
        ([replace(ASKED, choices=("Vis", "Kaas"))], [ASKED], ["new1"]),
        ([replace(ASKED, key="x")], [ASKED], ["diet"]),
        ([replace(ASKED, key="x")], [replace(ASKED, key="old"), ASKED], ["diet"]),
        ([OTHER, ASKED], [ASKED, OTHER], ["travel", "diet"]),
        ([replace(OTHER, key="diet"), replace(ASKED, key="travel")], [ASKED, OTHER], ["travel", "diet"]),
        ([ASKED, ASKED], [ASKED], ["diet", "new1"]),
        ([ASKED, ASKED, ASKED], [], ["diet", "new1", "new2"]),
    ],
)
def test_what_was_answered_stays_with_the_words_that_were_read(questions, before, keys):
    assert keys_of(questions, before) == keys
    named = named_as_before(questions, before, lambda: "new")
    assert [replace(one, key="") for one in named] == [replace(one, key="") for one in questions]


@pytest.mark.parametrize(("shape", "longest"), [(Shape.LINE, 200), (Shape.TEXT, 4_000), (Shape.CHOICE, 200)])
def test_an_answer_has_a_length(shape, longest):
    question = replace(ASKED, shape=shape, choices=("x" * longest, "Vis"))
    assert checked_answers([question], {"diet": ["x" * longest]}) == ({"diet": ["x" * longest]}, {})
    _, wrong = checked_answers([question], {"diet": ["x" * (longest + 1)]})
    assert (wrong["diet"].code, wrong["diet"].details) == ("words-too-long", {"longest": longest})


@pytest.mark.parametrize(
    "number", ["0", "-3", "123456789012", "2.5", "2,1234", "1234567890123", "2,12345", "1,", "+1"]
)
def test_a_number_has_twelve_digits_and_four_behind_the_comma(number):
    is_one = number in ("0", "-3", "123456789012", "2.5", "2,1234")
    answers, wrong = checked_answers([replace(ASKED, shape=Shape.NUMBER)], {"diet": [number]})
    assert (answers, set(wrong)) == (({"diet": [number]}, set()) if is_one else ({}, {"diet"}))


def test_what_need_not_be_answered_is_left_out_and_of_one_choice_the_first_is_kept():
    free = replace(ASKED, is_required=False)
    assert checked_answers([free], {}) == checked_answers([free], {"diet": [" "]}) == ({}, {})
    assert checked_answers([free], {"diet": ["Vis", "Vlees"]}) == ({"diet": ["Vis"]}, {})
    answers, wrong = checked_answers(
        [replace(free, key="a"), replace(free, key="b")], {"a": ["Kaas"], "b": ["Vis"]}
    )
    assert (answers, set(wrong)) == ({"b": ["Vis"]}, {"a"})
    assert checked_answers([replace(free, shape=Shape.YES_NO)], {"diet": ["yes"]})[0] == {"diet": ["yes"]}
    assert checked_answers([replace(free, shape=Shape.CHOICES)], {"diet": ["Vis", "Vis"]})[0] == {
        "diet": ["Vis"]
    }
