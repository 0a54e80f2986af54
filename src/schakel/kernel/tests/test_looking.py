"""Within one look the same is asked once; outside of it, and after something was stored, anew."""

from threading import Thread

import pytest

from schakel.kernel.looking import ask_anew, asked_once, one_look


@pytest.fixture
def asked():
    """What was really asked, and the question."""
    heard = []

    @asked_once
    def question(*words, **more):
        heard.append((words, more))
        return [len(heard)]

    return heard, question


def test_outside_of_a_look_everything_is_asked(asked):
    heard, question = asked
    assert (question("a"), question("a")) == ([1], [2])
    assert len(heard) == 2


def test_within_a_look_the_same_is_asked_once_and_something_else_is_asked(asked):
    heard, question = asked
    with one_look():
        assert question("a") == question("a") == [1]
        assert question("b") == [2]
        assert question("a", day=1, then=2) == question("a", then=2, day=1) == [3]
    assert question("a") == [4]
    assert len(heard) == 4


def test_what_somebody_does_with_the_list_they_got_is_theirs(asked):
    _, question = asked
    with one_look():
        question("a").append("mine")
        assert question("a") == [1]


def test_after_something_was_stored_it_is_asked_anew(asked):
    _, question = asked
    ask_anew()  # nothing to forget outside of a look
    with one_look():
        assert question("a") == [1]
        ask_anew()
        assert question("a") == [2]


def test_another_thread_looks_for_itself(asked):
    _, question = asked
    elsewhere = []
    with one_look():
        question("a")
        thread = Thread(target=lambda: elsewhere.append(question("a")))
        thread.start()
        thread.join()
        assert question("a") == [1]
    assert elsewhere == [[2]]


def test_a_look_that_fails_leaves_nothing(asked):
    _, question = asked
    with pytest.raises(ValueError, match="no"), one_look():
        question("a")
        raise ValueError("no")
    assert question("a") == [2]
