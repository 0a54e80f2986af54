"""The life of a pilot, what has to be there before each step, and how far its measures came; plain Python."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from unicodedata import normalize

from schakel.kernel.refusal import Refusal


class State(StrEnum):
    PROPOSED = "proposed"
    AGREED = "agreed"
    RUNNING = "running"
    EVALUATED = "evaluated"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What somebody does to take a pilot further."""

    AGREE = "agree"
    START = "start"
    EVALUATE = "evaluate"
    SCALE = "scale"
    STOP = "stop"
    REPEAT = "repeat"
    WITHDRAW = "withdraw"


class Decision(StrEnum):
    SCALE = "scale"
    STOP = "stop"
    REPEAT = "repeat"


class Need(StrEnum):
    """What has to be there before a step can be taken."""

    PARTNERS = "partners"
    """Every partner that was asked said yes."""
    HYPOTHESIS = "hypothesis"
    """What one expects is written down, with at least one measure and its value before."""
    CHECKS = "checks"
    """Every check was looked at, and what is needed is done."""
    MEASURED = "measured"
    """Every measure has a value afterwards."""
    RESULTS = "results"
    LESSON = "lesson"


@dataclass(frozen=True, slots=True)
class Way:
    """From which states a step leads where, the act somebody must be allowed, what has to be there, and whether it
    asks for words."""

    come_from: tuple[State, ...]
    to: State
    act: str
    needs: tuple[Need, ...] = ()
    asks_words: bool = False


MOVE, DECIDE = "pilot.move", "pilot.decide"
"""By the owner or the staff; by the owner alone."""
WAYS: dict[Step, Way] = {
    Step.AGREE: Way((State.PROPOSED,), State.AGREED, MOVE, (Need.PARTNERS,)),
    Step.START: Way((State.AGREED,), State.RUNNING, MOVE, (Need.HYPOTHESIS, Need.CHECKS)),
    Step.EVALUATE: Way((State.RUNNING,), State.EVALUATED, MOVE, (Need.MEASURED, Need.RESULTS)),
    Step.SCALE: Way((State.EVALUATED,), State.DECIDED, DECIDE, asks_words=True),
    Step.REPEAT: Way((State.EVALUATED,), State.DECIDED, DECIDE, asks_words=True),
    Step.STOP: Way((State.RUNNING, State.EVALUATED), State.DECIDED, DECIDE, (Need.LESSON,), asks_words=True),
    Step.WITHDRAW: Way((State.PROPOSED, State.AGREED), State.WITHDRAWN, MOVE, asks_words=True),
}
"""The one table of who takes a pilot from where to where, and what for."""
DECISIONS = {Step.SCALE: Decision.SCALE, Step.STOP: Decision.STOP, Step.REPEAT: Decision.REPEAT}
_DONE = {
    Step.AGREE: "agreed",
    Step.START: "started",
    Step.EVALUATE: "evaluated",
    Step.SCALE: "scaled",
    Step.STOP: "stopped",
    Step.REPEAT: "repeated",
    Step.WITHDRAW: "withdrawn",
}


def happening(step: Step) -> str:
    """The name of the row of the journal in which it is written that this step was taken."""
    return f"pilot.{_DONE[step]}"


FLOW = (State.PROPOSED, State.AGREED, State.RUNNING, State.EVALUATED, State.DECIDED)
"""The row of steps as people see it."""
FINISHED = frozenset({State.DECIDED, State.WITHDRAWN})


class Reply(StrEnum):
    """What an organisation said to taking part."""

    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"
    LEFT = "left"


_REPLIES = {Reply.ASKED: (Reply.AGREED, Reply.DECLINED), Reply.AGREED: (Reply.LEFT,)}
TAKING_PART = frozenset({Reply.ASKED, Reply.AGREED})


class PartnerRole(StrEnum):
    PROVIDER = "provider"
    PUBLIC_BODY = "public-body"
    KNOWLEDGE = "knowledge"
    FACILITY = "facility"
    FUNDER = "funder"
    USER = "user"
    OTHER = "other"


class CheckName(StrEnum):
    """What has to be looked at before something is tried with people and their data."""

    DPIA = "dpia"
    AI_ACT = "ai-act"
    ETHICS = "ethics"
    PROCUREMENT = "procurement"


class CheckState(StrEnum):
    OPEN = "open"
    NOT_NEEDED = "not-needed"
    NEEDED = "needed"
    DONE = "done"


COST_BANDS = ("under-10k", "10k-50k", "50k-250k", "250k-1m", "over-1m")
"""The same as of cases and challenges, so that they are copied."""
TEXTS = ("problem", "hypothesis", "approach", "results", "failed", "lesson")
FIELDS = ("title", *TEXTS, "budget_band", "starts_on", "ends_on")
"""What people write of a pilot; of each, what it said before is kept."""
LONGEST_TITLE = 200
LONGEST_LINE = 120
LONGEST_TEXT = 8_000
MOST_MEASURES = 12
MOST_PHASES = 12
MOST_PARTNERS = 20
LARGEST = Decimal(10) ** 9


# ---------------------------------------------------------------------- steps


@dataclass(frozen=True, slots=True)
class Facts:
    """What a step is decided on."""

    replies: tuple[Reply, ...]
    hypothesis: str
    measures: tuple["Values", ...]
    checks: tuple[CheckState, ...]
    results: str
    lesson: str


@dataclass(frozen=True, slots=True)
class Values:
    """One measure in figures: before, aimed for, and as it was measured afterwards."""

    before: Decimal | None
    aimed: Decimal | None
    measured: Decimal | None


def next_state(state: State, step: Step) -> State:
    """Where this step leads; a Refusal when it is not possible from here."""
    way = WAYS[step]
    if state not in way.come_from:
        raise Refusal("pilot-step-not-possible", state=state.value, step=step.value)
    return way.to


def possible_steps(state: State) -> tuple[Step, ...]:
    return tuple(step for step, way in WAYS.items() if state in way.come_from)


def missing(step: Step, facts: Facts) -> tuple[Need, ...]:
    """What has to be there before this step, and is not."""
    return tuple(need for need in WAYS[step].needs if not _is_met(need, facts))


def check_needs(step: Step, facts: Facts) -> None:
    """A Refusal with everything that is missing. A pilot that stops leaves a lesson, whatever else."""
    if lacking := missing(step, facts):
        raise Refusal("pilot-not-ready", step=step.value, needs=tuple(need.value for need in lacking))


def _is_met(need: Need, facts: Facts) -> bool:
    match need:
        case Need.PARTNERS:
            return Reply.ASKED not in facts.replies
        case Need.HYPOTHESIS:
            return bool(facts.hypothesis.strip()) and any(one.before is not None for one in facts.measures)
        case Need.CHECKS:
            # GDPR art. 35(1): an assessment is carried out "prior to the processing"; the others are held to the same.
            return all_settled(facts.checks)
        case Need.MEASURED:
            return all(one.measured is not None for one in facts.measures)
        case Need.RESULTS:
            return bool(facts.results.strip())
        case Need.LESSON:  # pragma: no branch - mypy knows that this is the last need
            return bool(facts.lesson.strip())


def all_settled(checks: Iterable[CheckState]) -> bool:
    """Whether every check was looked at, and what is needed is done."""
    return all(state in (CheckState.DONE, CheckState.NOT_NEEDED) for state in checks)


def check_words(step: Step, words: str) -> str:
    """The reason without white space around it; a Refusal where the step needs one, or it is too long."""
    tidy = words.strip()
    if WAYS[step].asks_words and not tidy:
        raise Refusal("pilot-reason-missing")
    return check_text(tidy)


def check_text(words: str) -> str:
    """A text of a pilot, tidied; it may be empty. A Refusal for one that is too long."""
    tidy = words.replace("\r\n", "\n").strip()
    if len(tidy) > LONGEST_TEXT:
        raise Refusal("pilot-words-too-long", longest=LONGEST_TEXT)
    return tidy


def check_line(words: str, *, longest: int = LONGEST_LINE) -> str:
    """The words on one line; a Refusal for none or too many."""
    line = " ".join(words.split())
    if not line:
        raise Refusal("pilot-words-missing")
    if len(line) > longest:
        raise Refusal("pilot-words-too-long", longest=longest)
    return line


def check_period(starts_on: date | None, ends_on: date | None) -> None:
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        raise Refusal("period-ends-before-it-begins")


def day_begun(planned: date | None, *, today: date) -> date:
    """The first day of a pilot that starts today: the one that was planned, unless that is still to come."""
    return today if planned is None else min(planned, today)


def day_ended(planned: date | None, *, starts_on: date | None, today: date) -> date:
    """The last day of a pilot that is decided about today: the one that was planned, or today if that comes first.

    Never before the first day.
    """
    ended = today if planned is None else min(planned, today)
    return ended if starts_on is None else max(ended, starts_on)


def changes_between(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, list[str]]:
    """Name -> [before, after] of whatever is not the same."""
    return {name: [before[name], value] for name, value in after.items() if before[name] != value}


def fields_as_of(
    version: int, *, fields: Mapping[str, str], history: Iterable[Mapping[str, object]]
) -> dict[str, str]:
    """What a pilot said in an older version: what stands now with the newer changes taken back, the newest first."""
    then = dict(fields)
    for details in history:
        number, changes = details.get("version"), details.get("changes")
        if isinstance(number, int) and number > version and isinstance(changes, Mapping):
            then |= {str(name): str(pair[0]) for name, pair in changes.items()}
    return then


def check_seen_version(*, stored: int, seen: int) -> None:
    """A Refusal when somebody else stored a version after the one that was seen."""
    if stored != seen:
        raise Refusal("changed-meanwhile", version=stored)


def next_reply(before: Reply, reply: Reply) -> Reply:
    """The reply, when it can follow the one before; otherwise a Refusal."""
    if reply not in _REPLIES.get(before, ()):
        raise Refusal("partner-answered-already")
    return reply


def check_check(state: CheckState, words: str) -> str:
    """The words of a check; not needing one asks why, and one that is done where that can be read."""
    tidy = check_text(words)
    if state in (CheckState.NOT_NEEDED, CheckState.DONE) and not tidy:
        raise Refusal("check-words-missing")
    return tidy


def start_key(owner: int, challenge: int | None, title: str) -> str:
    """By what a pilot is recognised when the same is started twice: the same but for white space and capitals."""
    same = " ".join(normalize("NFC", title).split()).casefold()
    return hashlib.sha256(f"{owner}\n{challenge or ''}\n{same}".encode()).hexdigest()


# ---------------------------------------------------------------------- measures


def number_in(written: str) -> Decimal | None:
    """A number as people here write it: 1.250,5 or 1250.5; None for nothing. A Refusal for what is no number.

    A dot with exactly three digits behind it, and no comma anywhere, separates thousands, as in Dutch.
    """
    text = written.strip().replace(" ", "").replace(" ", "")
    if not text:
        return None
    if "," in text:
        text = text.replace(".", "").replace(",", ".")
    elif text.count(".") > 1 or (text.count(".") == 1 and len(text.rpartition(".")[2]) == 3):  # noqa: PLR2004
        text = text.replace(".", "")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise Refusal("number-not-usable", written=written.strip()[:40]) from None
    if not number.is_finite() or abs(number) > LARGEST or number != round(number, 3):
        raise Refusal("number-not-usable", written=written.strip()[:40])
    return number


def written_number(number: Decimal | None) -> str:
    """As it is typed: without zeros at the end, with a comma."""
    if number is None:
        return ""
    plain = f"{number:f}"
    return (plain.rstrip("0").rstrip(".") if "." in plain else plain).replace(".", ",")


def progress(values: Values) -> int | None:
    """How far a measure came from its value before to the one aimed for, in percent from 0 to 100.

    None where one of the three is not known, or nothing was to change.
    """
    before, aimed, measured = values.before, values.aimed, values.measured
    if before is None or aimed is None or measured is None or before == aimed:
        return None
    share = (measured - before) / (aimed - before) * 100
    return int(min(max(share, Decimal(0)), Decimal(100)))


def reached(values: Values) -> bool | None:
    """Whether what was aimed for was reached; None where that is not known, nor whether more or less is better."""
    if values.aimed is None or values.measured is None:
        return None
    if values.aimed in (values.before, values.measured):
        return True if values.aimed == values.measured else None
    is_less_better = values.before is not None and values.aimed < values.before
    return values.measured <= values.aimed if is_less_better else values.measured >= values.aimed


# ---------------------------------------------------------------------- phases


def phases_in(text: str) -> tuple[str, ...]:
    """The phases that stand in a text, one a line, such as the steps of a method. A Refusal for too many."""
    lines = tuple(
        dict.fromkeys(check_line(line, longest=LONGEST_TITLE) for line in text.splitlines() if line.strip())
    )
    if len(lines) > MOST_PHASES:
        raise Refusal("phases-too-many", most=MOST_PHASES)
    return lines


# ---------------------------------------------------------------------- the case


STATUS_OF_CASE = {Decision.STOP: "stopped", Decision.SCALE: "scaled", Decision.REPEAT: "pilot"}
"""How far a case is, by what was decided."""


def status_of_case(decision: Decision | None) -> str:
    return STATUS_OF_CASE[decision] if decision else "pilot"


def changed_by_hand(now_there: Mapping[str, object], written_before: Mapping[str, object]) -> frozenset[str]:
    """The names of what somebody changed, added or took away since the hub wrote it."""
    names = {*now_there, *written_before}
    return frozenset(name for name in names if now_there.get(name) != written_before.get(name))


def updated(
    now_there: Mapping[str, object], wanted: Mapping[str, object], *, by_hand: frozenset[str]
) -> dict[str, object]:
    """What a draft says after it is written again: only what nobody changed by hand becomes what is wanted now."""
    kept = {name: value for name, value in now_there.items() if name in by_hand}
    return {name: value for name, value in wanted.items() if name not in by_hand} | kept


def unmet(needs: Iterable[str]) -> Sequence[Need]:
    """The needs of a Refusal, in the order of the table."""
    given = set(needs)
    return [need for need in Need if need.value in given]
