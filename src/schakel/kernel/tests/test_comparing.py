"""What is shown of two texts that differ, and what becomes of two people at one form."""

import pytest

from schakel.kernel.comparing import MOST_WORDS, Conflict, Piece, merged, pieces_of


def test_the_same_texts_have_nothing_gone_and_nothing_new():
    assert pieces_of("een twee", "een twee") == [Piece("same", "een twee")]
    assert pieces_of("", "een") == [Piece("new", "een")]
    assert pieces_of("een", "") == [Piece("gone", "een")]
    assert pieces_of("", "") == []


def test_of_a_long_text_only_the_words_around_a_change_are_shown():
    words = [f"woord{number}" for number in range(40)]
    changed = [*words[:20], "anders", *words[21:]]
    shown = pieces_of(" ".join(words), " ".join(changed))
    assert [piece.how for piece in shown] == ["skipped", "same", "gone", "new", "same", "skipped"]
    assert shown[1].text == " ".join(words[12:20])
    assert shown[4].text == " ".join(words[21:29])


def test_very_long_texts_are_compared_by_the_line():
    lines = [f"regel {number} " + "woord " * 30 for number in range(100)]
    shown = pieces_of("\n".join(lines), "\n".join([*lines[:50], "anders", *lines[51:]]))
    assert [piece.text.split()[0] for piece in shown if piece.how == "new"] == ["anders"]


def test_white_space_alone_is_no_change_of_two_people():
    both = merged(
        before={"a": "een\ntwee", "b": ["x", "y"], "c": ""},
        theirs={"a": "een\ntwee", "b": ["y", "x"], "c": []},
        yours={"a": "een\r\ntwee \r\n", "b": ["x", "y"], "c": ""},
    )
    assert (both.conflicts, both.taken_over) == ((), ())


def test_what_both_wrote_alike_is_no_conflict():
    both = merged(before={"a": "oud"}, theirs={"a": "nieuw"}, yours={"a": "nieuw"})
    assert (both.conflicts, both.taken_over, both.values) == ((), (), {"a": "nieuw"})


def shown_of(before, after):
    """In one line: what is gone as -this-, what is new as +this+."""
    marks = {"same": "", "gone": "-", "new": "+", "skipped": ""}
    return " ".join(f"{marks[one.how]}{one.text}{marks[one.how]}" for one in pieces_of(before, after))


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("een twee drie", "een drie", "een -twee- drie"),
        ("een drie", "een twee drie", "een +twee+ drie"),
        ("een twee drie", "een vier drie", "een -twee- +vier+ drie"),
        ("een", "twee", "-een- +twee+"),
        ("een  twee", "een twee", "-een- +een+ twee"),
        (" een", "een", "een"),
    ],
)
def test_what_is_gone_stands_before_what_is_new(before, after, shown):
    assert shown_of(before, after) == shown


def test_between_two_changes_only_the_words_next_to_them_are_shown():
    words = [f"{number}" for number in range(20)]
    few, many = (" ".join(["x", *words[:number], "y"]) for number in (16, 17))
    around, begin, end = few[2:-2], " ".join(words[:8]), " ".join(words[9:17])
    assert shown_of(few, few.replace("x", "a").replace("y", "b")) == f"-x- +a+ {around} -y- +b+"
    assert shown_of(many, many.replace("x", "a").replace("y", "b")) == f"-x- +a+ {begin} … {end} -y- +b+"


def test_a_change_at_the_beginning_or_the_end_has_nothing_before_or_behind_it():
    words = " ".join(f"{number}" for number in range(9))
    assert shown_of(f"x {words}", f"y {words}") == "-x- +y+ 0 1 2 3 4 5 6 7 …"
    assert shown_of(f"{words} x", f"{words} y") == "… 1 2 3 4 5 6 7 8 -x- +y+"


def test_texts_are_compared_by_the_word_up_to_so_many_and_then_by_the_line():
    before = "woord " * (MOST_WORDS // 2 - 1)
    assert MOST_WORDS == 3_000
    assert ("gone", "oud") in [(one.how, one.text) for one in pieces_of(f"{before}oud", f"{before}nieuw")]
    assert pieces_of(f"{before}nog oud", f"{before}nieuw")[0].text.startswith("woord woord")
    assert pieces_of(f"{before}nog oud", f"{before}nieuw")[0].how == "gone"


def test_what_only_they_changed_is_taken_over_and_what_both_changed_is_asked():
    both = merged(
        before={"a": "1", "b": "1", "c": "1", "d": "1"},
        theirs={"a": "2", "b": "2", "c": "1", "d": "2", "e": "2"},
        yours={"a": "1", "b": "3", "c": "3", "e": ""},
    )
    assert both.taken_over == ("a", "e")
    assert both.conflicts == (Conflict("b", "2", "3"), Conflict("d", "2", ""))
    assert both.values == {"a": "2", "b": "3", "c": "3", "e": "2"}


@pytest.mark.parametrize(
    ("old", "same"),
    [("een\ntwee", " een \r\ntwee\n"), (["b", "a"], ("a", "b")), ((), ""), (None, ""), ([1, 2], ["2", "1"])],
)
def test_what_differs_only_in_its_writing_is_the_same(old, same):
    both = merged(before={"a": old}, theirs={"a": same}, yours={"a": old})
    assert (both.conflicts, both.taken_over, both.values) == ((), (), {"a": old})
