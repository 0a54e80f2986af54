"""Of what is tried in very many ways, a part each time: see docs/adr/0018-in-shares.md.

Who is to run everything says ``./schakel test --whole``, names paths, or runs pytest itself. Otherwise the number of
the commit says which share it is, so that successive commits try all of them, and the same commit the same one again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

Way = TypeVar("Way")

SWEEPS = (
    "src/schakel/config/tests/test_verification.py::test_what_was_planted_is_found",
    "src/schakel/introductions/tests/test_secrecy.py::test_only_the_two_see_each_other_and_only_after_both_said_yes",
    "src/schakel/library/tests/test_browsing.py::test_what_is_hidden_leaves_no_trace_for_a_stranger",
    "src/schakel/matching/tests/test_explaining.py::test_taking_the_named_words_out_takes_the_stated_part_away",
    "src/schakel/search/tests/test_columnar_crash.py::test_a_fault_at_any_operation_leaves_the_old_or_the_new_state",
    "src/schakel/website/tests/test_public_pages.py::test_",
    "tests/api/test_fuzzing.py::test_nothing_that_is_sent_is_answered_with_a_mistake_of_ours",
    "tests/architecture/test_imports.py::test_a_violation_of_the_contract_is_caught",
    "tests/security/test_api_access.py::test_no_program_reads_what_its_person_may_not_see",
    "tests/security/test_canaries.py::test_no_role_meets_what_is_not_for_it",
    "tests/security/test_forged_requests.py::test_",
    "tests/security/test_hostile_words.py::test_",
    "tests/security/test_twin_acts.py::test_what_others_do_is_not_seen_and_with_its_door_open_it_is",
    "tests/security/test_twin_worlds.py::test_what_is_hidden_has_no_influence_on_anything_an_outsider_gets",
    "tests/test_actions.py::test_an_action_without_its_row_leaves_nothing",
)
"""One rule each, tried on every route, action, role or state: a mistake of a sort shows in many of them."""


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


def share_in(text: str) -> Share:
    """From "1203/4", turn and shares. Raises a ValueError for what is no share."""
    turn, of = map(int, text.split("/"))
    if turn < 0 or of < 1:
        raise ValueError(f"no share: {text}")
    return Share(turn, of)


def chosen(nodeids: Iterable[str], share: Share) -> set[str]:
    """Of the tests with these names those that are run: every one, and of a sweep the cases of this share."""
    cases: dict[str, list[str]] = {}
    for nodeid in sorted(nodeids):
        cases.setdefault(nodeid.partition("[")[0], []).append(nodeid)
    return {
        one
        for test, every in cases.items()
        for one in (share.part(every) if test.startswith(SWEEPS) else every)
    }
