from itertools import pairwise

import pytest

from schakel.search.semantic.passages import SHORTEST, passages_of

TEXTS = [
    "",
    "Short.",
    "One. Two. Three.",
    "Our sports halls use too much energy. Why? We do not know that at all.",
    "A long enough sentence stands here. The end.",
    "First line of a list that is long\n\n- second\n- third line is long enough too\n",
]


def shown(text):
    return [text[start:end] for start, end in passages_of(text)]


def test_a_sentence_is_a_passage_and_a_short_one_goes_with_the_next():
    assert shown(TEXTS[3]) == ["Our sports halls use too much energy.", "Why? We do not know that at all."]


def test_a_short_end_goes_with_the_sentence_before():
    assert shown(TEXTS[4]) == ["A long enough sentence stands here. The end."]


def test_a_text_that_is_short_as_a_whole_is_one_passage():
    assert shown("One. Two.") == ["One. Two."]
    assert shown("Short.") == ["Short."]
    assert shown(" \n") == []


@pytest.mark.parametrize("text", TEXTS)
def test_passages_follow_each_other_and_lose_no_word(text):
    spans = passages_of(text)
    assert all(start < end for start, end in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))
    assert "".join("".join(shown(text)).split()) == "".join(text.split())
    assert all(len(passage.split()) >= SHORTEST for passage in shown(text)) or len(spans) == 1
