from datetime import timedelta

import pytest

from schakel.jobs.public import HUB, Registry


def test_a_name_has_one_handler():
    registry = Registry()
    registry.handles("letter.send")(lambda work: None)
    with pytest.raises(ValueError, match="two handlers"):
        registry.handles("letter.send")(lambda work: None)


@pytest.mark.parametrize("name", ["letter", "Letter.send", "letter.send.twice", "letter_send", ""])
def test_a_job_is_called_noun_verb(name):
    with pytest.raises(ValueError, match=r"noun\.verb"):
        Registry().handles(name)


def test_only_work_with_a_period_is_repeated():
    registry = Registry()
    registry.handles("letter.send")(lambda work: None)
    registry.handles("letter.forget", every=timedelta(days=1))(lambda work: None)
    assert registry.periods() == {"letter.forget": timedelta(days=1)}


def test_the_hub_finds_the_handlers_of_its_capabilities():
    assert HUB.periods()["jobs.tidy"] == timedelta(days=1)
