"""What has to be said of a picture, how many there may be, and what moving one does to the order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schakel.kernel.refusal import Refusal
from schakel.pictures import rules
from schakel.pictures.rules import (
    LARGEST,
    LONGEST_DESCRIPTION,
    MOST_PICTURES,
    check_room,
    check_seen,
    check_size,
    moved,
    tidy_descriptions,
)


def refused(check, *arguments, **named):
    with pytest.raises(Refusal) as caught:
        check(*arguments, **named)
    return caught.value


def code_of(check, *arguments, **named):
    return refused(check, *arguments, **named).code


def test_what_is_promised_keeps_its_numbers():
    assert (MOST_PICTURES, LARGEST, LONGEST_DESCRIPTION) == (8, 12, 250)
    assert (rules.LONGEST_MAKER, rules.LONGEST_LICENCE) == (120, 60)


def test_who_is_refused_reads_the_number():
    assert refused(check_size, 2**40).details == {"megabytes": 12}
    assert refused(check_room, 8).details == {"most": 8}
    assert refused(tidy_descriptions, {"nl": "x" * 251}, languages=["nl"]).details == {"most": 250}


def test_a_picture_has_something_in_it_and_is_no_larger_than_promised():
    check_size(1)
    check_size(LARGEST * 2**20)
    assert code_of(check_size, 0) == "picture-missing"
    assert code_of(check_size, LARGEST * 2**20 + 1) == "picture-too-large"


def test_there_is_room_for_eight():
    check_room(MOST_PICTURES - 1)
    assert code_of(check_room, MOST_PICTURES) == "pictures-too-many"


def test_a_picture_is_described_in_every_language_of_its_item():
    both = {"nl": " Een\nhal. ", "en": "A hall."}
    assert tidy_descriptions(both, languages=["nl", "en"]) == {"nl": "Een hal.", "en": "A hall."}
    assert tidy_descriptions(both, languages=["nl"]) == {"nl": "Een hal.", "en": "A hall."}
    assert code_of(tidy_descriptions, {"nl": "Een hal.", "en": " "}, languages=["nl", "en"]) == (
        "description-missing"
    )
    assert code_of(tidy_descriptions, {}, languages=[]) == "description-missing"
    exact = "x" * LONGEST_DESCRIPTION
    assert tidy_descriptions({"nl": exact}, languages=["nl"]) == {"nl": exact}
    assert code_of(tidy_descriptions, {"nl": f"{exact}x"}, languages=["nl"]) == "description-too-long"


def test_words_that_somebody_else_changed_are_not_overwritten():
    check_seen(seen_version=2, version=2)
    assert code_of(check_seen, seen_version=1, version=2) == "picture-changed-meanwhile"


@pytest.mark.parametrize(
    ("key", "by", "order"),
    [(7, 1, [8, 7, 9]), (9, -1, [7, 9, 8]), (7, -1, [7, 8, 9]), (9, 1, [7, 8, 9]), (7, 5, [8, 9, 7])],
)
def test_one_moves_and_the_others_close_up(key, by, order):
    assert moved([7, 8, 9], key, by=by) == order


@given(st.lists(st.integers(), min_size=1, max_size=8, unique=True), st.data())
def test_moving_loses_nothing_and_keeps_the_order_of_the_others(order, data):
    key, by = data.draw(st.sampled_from(order)), data.draw(st.integers(-9, 9))
    new = moved(order, key, by=by)
    assert sorted(new) == sorted(order)
    assert [one for one in new if one != key] == [one for one in order if one != key]
