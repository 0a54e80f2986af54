"""Of what is tried in very many ways, a part each time: see docs/adr/0018-in-shares.md.

Who is to run everything says ``./schakel test --whole``, names paths, or runs pytest itself. Otherwise the number of
the commit says which share it is, so that successive commits try all of them, and the same commit the same one again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar
from zlib import crc32

Way = TypeVar("Way")

SWEEPS = (
    "src/schakel/config/tests/test_verification.py::test_what_was_planted_is_found",
    "src/schakel/library/tests/test_browsing.py::test_what_is_hidden_leaves_no_trace_for_a_stranger",
    "src/schakel/matching/tests/test_explaining.py::test_taking_the_named_words_out_takes_the_stated_part_away",
    "src/schakel/search/tests/test_columnar_crash.py::test_a_fault_at_any_operation_leaves_the_old_or_the_new_state",
    "tests/architecture/test_imports.py::test_a_violation_of_the_contract_is_caught",
    "tests/security/test_forged_requests.py::test_",
    "tests/test_actions.py::test_an_action_without_its_row_leaves_nothing",
)
"""One rule each, tried on every route, action, role or state: a mistake of a sort shows in many of them."""
WORLDS = (
    "tests/security/test_canaries.py",
    "tests/security/test_twin_acts.py",
    "tests/api/test_fuzzing.py",
    "tests/security/test_hostile_words.py",
    "src/schakel/introductions/tests/test_secrecy.py",
    "tests/security/test_api_access.py",
    "tests/security/test_twin_worlds.py",
    "src/schakel/website/tests/test_public_pages.py",
    "tests/test_matching_bench.py::test_engines_find_the_same_and_a_kept_index_is_only_asked",
    "tests/test_migrations.py::test_made_alone_all_models_give_the_same_tables",
)
"""Also sweeps, but what they are tried in takes as long to make as to try: one has its turn, whole."""
STATES_OF_PAGES = "tests/browser/test_pages.py::test_"
"""Pages after something was done there, in a browser: each test one page, and each page in the journeys or the walk."""
EVERY_TIME = (
    "tests/browser/test_pages.py::test_control_",
    "tests/browser/test_pages.py::test_every_page_is_accessible_in_every_mode",  # takes its own part
)


@dataclass(frozen=True, slots=True)
class Share:
    """Whose turn it is: a number that goes up, and how many shares there are."""

    turn: int = 0
    of: int = 1

    @property
    def is_whole(self) -> bool:
        return self.of == 1

    def part(self, ways: Iterable[Way]) -> list[Way]:
        """One in so many of these; of fewer than there are shares, one."""
        every = list(ways)
        return every[self.turn % self.of :: self.of] or every[self.turn % len(every) :][:1] if every else []

    def has(self, name: str) -> bool:
        """Whether what is called so has its turn, whatever there is beside it."""
        return crc32(name.encode()) % self.of == self.turn % self.of


def share_in(text: str) -> Share:
    """From "1203/4", turn and shares. Raises a ValueError for what is no share."""
    turn, of = map(int, text.split("/"))
    if turn < 0 or of < 1:
        raise ValueError(f"no share: {text}")
    return Share(turn, of)


def chosen(nodeids: Iterable[str], share: Share) -> set[str]:
    """Of the tests with these names those that are run: every one, but of what takes turns the part of this share."""
    names = sorted(nodeids)
    turns: dict[str, list[str]] = {}
    for name in names:
        if kind := _takes_turns_with(name):
            turns.setdefault(kind, []).append(name)
    worlds = WORLDS if share.is_whole else [WORLDS[share.turn % len(WORLDS)]]
    waiting = {name for kind, every in turns.items() if kind not in worlds for name in every}
    having_turn = {one for kind, every in turns.items() if kind not in WORLDS for one in share.part(every)}
    return set(names) - waiting | having_turn


def _takes_turns_with(name: str) -> str:
    """A name for what takes turns with each other; nothing for what is tried every time."""
    if name.startswith(EVERY_TIME):
        return ""
    if name.startswith(STATES_OF_PAGES):
        return STATES_OF_PAGES
    if name.startswith(SWEEPS):
        return name.partition("[")[0]
    return next(filter(name.startswith, WORLDS), "")
