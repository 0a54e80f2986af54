import re

import pytest

from tests.processes import ROOT
from tests.shares import EVERY_TIME, STATES_OF_PAGES, SWEEPS, WORLDS, Share, chosen, share_in


@pytest.mark.parametrize("ways", range(12))
@pytest.mark.parametrize("of", [1, 4])
def test_successive_shares_try_every_way_and_each_of_them_something(ways, of):
    for first in (0, 1203):
        parts = [Share(turn, of).part(range(ways)) for turn in range(first, first + max(of, ways))]
        assert {one for part in parts for one in part} == set(range(ways))
        assert all(parts) or not ways
        assert all(len(part) <= -(-ways // of) for part in parts)


def test_by_its_name_something_has_its_turn_once_in_four_whatever_is_beside_it():
    names = [f"test_{number}" for number in range(40)]
    for first in (0, 1203):
        assert all(sum(Share(turn, 4).has(name) for turn in range(first, first + 4)) == 1 for name in names)
    assert all(any(Share(turn, 4).has(name) for name in names) for turn in range(4))
    assert all(Share().has(name) for name in names)


def test_the_whole_is_everything():
    assert share_in("0/1").is_whole
    assert not share_in("1203/4").is_whole
    assert Share().part("abc") == ["a", "b", "c"]


@pytest.mark.parametrize("text", ["", "4", "-1/4", "1/0", "a/b", "1/2/3"])
def test_what_is_no_share_is_refused(text):
    with pytest.raises(ValueError, match=r"share|unpack|invalid"):
        share_in(text)


def test_only_sweeps_are_shared():
    cases = [f"{SWEEPS[0]}[{case}]" for case in "abcdefgh"]
    others = ["tests/test_x.py::test_a[1]", "tests/test_x.py::test_a[2]", "tests/test_x.py::test_b"]
    runs = [chosen([*cases, *others], Share(turn, 4)) for turn in range(4)]
    assert all(len(run) == 2 + len(others) and run.issuperset(others) for run in runs)
    assert set().union(*runs) == {*cases, *others}
    assert chosen([*cases, *others], Share()) == {*cases, *others}


def test_one_world_has_its_turn_whole_and_a_page_in_a_browser_with_the_others():
    tests = [f"{world}::test_{case}" for world in WORLDS for case in "abc"]
    pages = [f"{STATES_OF_PAGES}{case}" for case in "abcdefgh"]
    always = [f"{name}x" for name in EVERY_TIME]
    runs = [chosen([*tests, *pages, *always], Share(turn, 4)) for turn in range(len(WORLDS))]
    for run in runs:
        assert run.issuperset(always)
        assert len(run.intersection(pages)) == 2
        worlds = {name.partition("::")[0] for name in run & set(tests)}
        assert len(run.intersection(tests)) == 3
        assert len(worlds) == 1
    assert set().union(*runs) == {*tests, *pages, *always}
    assert chosen([*tests, *pages, *always], Share()) == {*tests, *pages, *always}


@pytest.mark.parametrize("part", [*SWEEPS, *WORLDS, *EVERY_TIME, STATES_OF_PAGES])
def test_what_takes_turns_is_there(part):
    path, _, name = part.partition("::")
    assert re.search(rf"^def {name or 'test_'}", (ROOT / path).read_text(), re.MULTILINE)
