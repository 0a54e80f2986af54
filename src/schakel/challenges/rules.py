"""The life of a challenge: where it can go, who takes it there, and when somebody waits too long; plain Python."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from unicodedata import normalize

from schakel.kernel.refusal import Refusal


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    TRIAGED = "triaged"
    OPEN = "open"
    MATCHED = "matched"
    IN_ACTION = "in-action"
    RESOLVED = "resolved"
    PARKED = "parked"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What somebody does to take a challenge further."""

    SUBMIT = "submit"
    SEND_BACK = "send-back"
    TRIAGE = "triage"
    OPEN = "open"
    MATCH = "match"
    BEGIN = "begin"
    PARK = "park"
    RESUME = "resume"
    RESOLVE = "resolve"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class Way:
    """From which states a step leads where, the act somebody must be allowed, and whether it asks for words.

    The words are the reason, and of a challenge that is resolved what came of it.
    """

    come_from: tuple[State, ...]
    to: State
    act: str
    asks_words: bool = False


MOVE, TRIAGE = "challenge.move", "challenge.triage"
"""By the owner or the staff; by the staff alone."""
_RUNNING = (State.OPEN, State.MATCHED, State.IN_ACTION)
WAYS: dict[Step, Way] = {
    Step.SUBMIT: Way((State.DRAFT,), State.SUBMITTED, MOVE),
    Step.TRIAGE: Way((State.SUBMITTED,), State.TRIAGED, TRIAGE),
    Step.OPEN: Way((State.SUBMITTED, State.TRIAGED), State.OPEN, TRIAGE),
    Step.SEND_BACK: Way((State.SUBMITTED, State.TRIAGED), State.DRAFT, MOVE, asks_words=True),
    Step.MATCH: Way((State.OPEN,), State.MATCHED, MOVE),
    Step.BEGIN: Way((State.OPEN, State.MATCHED), State.IN_ACTION, MOVE),
    Step.RESOLVE: Way(_RUNNING, State.RESOLVED, MOVE, asks_words=True),
    Step.PARK: Way(_RUNNING, State.PARKED, MOVE, asks_words=True),
    Step.RESUME: Way((State.PARKED, State.RESOLVED), State.OPEN, MOVE),
    Step.WITHDRAW: Way((State.DRAFT, *_RUNNING, State.PARKED), State.WITHDRAWN, MOVE, asks_words=True),
    Step.REOPEN: Way((State.WITHDRAWN,), State.DRAFT, MOVE),
}
"""The one table of who takes a challenge from where to where."""
FINISHED = frozenset({State.RESOLVED, State.PARKED, State.WITHDRAWN})
WAITING_FOR_STAFF = frozenset({State.SUBMITTED, State.TRIAGED})

ITEM_STATES: dict[State, frozenset[str]] = {
    State.DRAFT: frozenset({"draft"}),
    State.SUBMITTED: frozenset({"review"}),
    State.TRIAGED: frozenset({"review"}),
    State.OPEN: frozenset({"published"}),
    State.MATCHED: frozenset({"published"}),
    State.IN_ACTION: frozenset({"published"}),
    State.RESOLVED: frozenset({"published", "archived"}),
    State.PARKED: frozenset({"published"}),
    State.WITHDRAWN: frozenset({"archived"}),
}
"""In which states its item can be: what is open can be found, and what came of it stays to be learned from."""
_FIRST = {
    "draft": State.DRAFT,
    "review": State.SUBMITTED,
    "published": State.OPEN,
    "archived": State.WITHDRAWN,
}
LONGEST_WORDS = 4_000
"""Characters of a reason, a note or what came of a challenge."""


def next_state(state: State, step: Step) -> State:
    """Where this step leads; a Refusal when it is not possible from here."""
    way = WAYS[step]
    if state not in way.come_from:
        raise Refusal("challenge-step-not-possible", state=state.value, step=step.value)
    return way.to


def possible_steps(state: State) -> tuple[Step, ...]:
    return tuple(step for step, way in WAYS.items() if state in way.come_from)


def check_words(step: Step, words: str) -> str:
    """The reason or outcome without white space around it; a Refusal where the step needs one, or it is too long."""
    tidy = words.strip()
    if WAYS[step].asks_words and not tidy:
        raise Refusal("outcome-missing" if step is Step.RESOLVE else "challenge-reason-missing")
    return _not_too_long(tidy)


def check_note(words: str) -> str:
    """A note or a reason for handing over, without white space around it; a Refusal for none or too much."""
    if not words.strip():
        raise Refusal("note-missing")
    return _not_too_long(words.strip())


def _not_too_long(words: str) -> str:
    if len(words) > LONGEST_WORDS:
        raise Refusal("challenge-words-too-long", longest=LONGEST_WORDS)
    return words


def agrees(state: State, item_state: str) -> bool:
    """Whether a challenge in this state can have an item in that one."""
    return item_state in ITEM_STATES[state]


def state_beside(item_state: str, state: State | None) -> State:
    """Where a challenge stands once its item is in this state: where it stood, if that agrees."""
    return state if state is not None and agrees(state, item_state) else _FIRST[item_state]


# ---------------------------------------------------------------------- waiting

TRIAGE_WITHIN = timedelta(days=5)
"""What is handed in gets its first answer within so long."""
ACT_WITHIN = timedelta(days=14)
"""Something happens with an open challenge within so long."""


class Late(StrEnum):
    """Why somebody should look now."""

    TRIAGE = "triage"
    QUIET = "quiet"
    DEADLINE = "deadline"


def lateness(state: State, *, since: datetime, wanted_by: date | None, now: datetime) -> Late | None:
    """Why a challenge is late at this moment; None when it is not. Worked out anew each time, and stored nowhere."""
    if state in WAITING_FOR_STAFF and now - since > TRIAGE_WITHIN:
        return Late.TRIAGE
    if state in _RUNNING and wanted_by is not None and wanted_by < now.date():
        return Late.DEADLINE
    if state is State.OPEN and now - since > ACT_WITHIN:
        return Late.QUIET
    return None


def review_is_due(review_on: date | None, *, today: date) -> bool:
    """Whether it is time to look whether a challenge still has to be confidential."""
    return review_on is not None and review_on <= today


class Heap(StrEnum):
    """The heaps of the desk at which advisers work."""

    NEW = "new"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    LATE = "late"
    RUNNING = "running"
    FINISHED = "finished"


# ---------------------------------------------------------------------- confidentiality

LONGEST_CONFIDENTIAL = timedelta(days=365)
"""After so long at the latest somebody looks whether it still has to be confidential."""
WOO_GROUNDS = (
    "5.1.1.a",
    "5.1.1.b",
    "5.1.1.c",
    "5.1.1.d",
    "5.1.1.e",
    "5.1.2.a",
    "5.1.2.b",
    "5.1.2.c",
    "5.1.2.d",
    "5.1.2.e",
    "5.1.2.f",
    "5.1.2.g",
    "5.1.2.h",
    "5.1.2.i",
    "5.1.5",
    "5.2.1",
)
"""Article, paragraph and letter of the Wet open overheid by which something may be kept from the public:
5.1 first paragraph (absolute), second (weighed against openness), fifth (other disproportionate harm), and 5.2 first
paragraph (personal views of policy in documents for internal consultation)."""


def check_confidentiality(*, ground: str, review_on: date | None, today: date) -> None:
    """A Refusal for a ground that the law does not know, or a day of review that is past or too far away."""
    if ground not in WOO_GROUNDS:
        raise Refusal("woo-ground-unknown")
    if review_on is None or not today < review_on <= today + LONGEST_CONFIDENTIAL:
        raise Refusal("review-date-not-usable", days=LONGEST_CONFIDENTIAL.days)


# ---------------------------------------------------------------------- saving a question

LONGEST_TITLE = 90
"""Characters of a title that is proposed."""


def saved_key(owner: int, words: str) -> str:
    """By what a question of a body is recognised when it is saved twice: the same but for white space and capitals."""
    same = " ".join(normalize("NFC", words).split()).casefold()
    return hashlib.sha256(f"{owner}\n{same}".encode()).hexdigest()


def title_from(sentence: str) -> str:
    """A sentence as a title: on one line, and cut at a word where it is too long."""
    line = " ".join(sentence.split())
    if len(line) <= LONGEST_TITLE:
        return line.rstrip(".;,")
    return f"{line[:LONGEST_TITLE].rpartition(' ')[0].rstrip('.;,:')}…"


# ---------------------------------------------------------------------- bundles


class Reply(StrEnum):
    """What an owner said to a bundle that was proposed."""

    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"
    LEFT = "left"
    RELEASED = "released"
    """The bundle ended without their saying no: they can be asked for another."""


class BundleState(StrEnum):
    PROPOSED = "proposed"
    STANDING = "standing"
    ENDED = "ended"


MOST_CO_OWNERS = 20


def check_co_owner(*, is_public_body: bool, is_owner: bool, before: Reply | None, number: int) -> None:
    """A Refusal for an organisation that cannot be asked to own a challenge too.

    Who said no or left is not asked again; who was let go can be.
    """
    if not is_public_body:
        raise Refusal("not-a-public-body")
    if is_owner or before in (Reply.ASKED, Reply.AGREED):
        raise Refusal("co-owner-already")
    if before in (Reply.DECLINED, Reply.LEFT):
        raise Refusal("co-owner-declined-before")
    if number >= MOST_CO_OWNERS:
        raise Refusal("co-owners-too-many", most=MOST_CO_OWNERS)


FEWEST = 2
"""Bodies that make a bundle."""
MOST_TOGETHER = 20
LONGEST_BUNDLE_TITLE = 200
_REPLIES = {Reply.ASKED: (Reply.AGREED, Reply.DECLINED), Reply.AGREED: (Reply.LEFT,)}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A challenge that may be bundled. ``is_shared``: every body of the network may find it."""

    owner: int
    state: State
    is_shared: bool
    is_bundled: bool


def check_bundle(
    candidates: Sequence[Candidate], *, title: str, text: str, was_declined: bool
) -> tuple[str, str]:
    """Title and shared text, tidied. A Refusal for a bundle that cannot be proposed.

    Nobody is shown a challenge of another by it that they could not find themselves, and what owners decided is
    remembered: who declined or left is not asked again to join the same others.
    """
    if not FEWEST <= len(candidates) <= MOST_TOGETHER or len({one.owner for one in candidates}) < FEWEST:
        raise Refusal("bundle-too-few", fewest=FEWEST, most=MOST_TOGETHER)
    if not all(one.is_shared and one.state in _RUNNING for one in candidates):
        raise Refusal("bundle-not-shared")
    if was_declined:
        raise Refusal("bundle-declined-before")
    if any(one.is_bundled for one in candidates):
        raise Refusal("bundled-already")
    line = " ".join(title.split())
    if not line or len(line) > LONGEST_BUNDLE_TITLE:
        raise Refusal("bundle-title-not-usable", longest=LONGEST_BUNDLE_TITLE)
    return line, check_note(text)


def next_reply(before: Reply, reply: Reply) -> Reply:
    """The reply, when it can follow the one before; otherwise a Refusal."""
    if reply not in _REPLIES.get(before, ()):
        raise Refusal("reply-not-possible")
    return reply


def bundle_state(replies: Iterable[Reply]) -> BundleState:
    """A bundle stands with two owners who agreed; it has ended once there can no longer be two."""
    said = list(replies)
    if said.count(Reply.AGREED) >= FEWEST:
        return BundleState.STANDING
    can_still = said.count(Reply.AGREED) + said.count(Reply.ASKED)
    return BundleState.PROPOSED if can_still >= FEWEST else BundleState.ENDED


def bundle_code(slugs: Iterable[str]) -> str:
    """What stands in the address of a bundle: of what is in it, so that it tells nothing of how many there are."""
    return hashlib.sha256(" ".join(sorted(slugs)).encode()).hexdigest()[:16]
