"""A race of meetings of two at events: one hour, asked for in many rounds at once."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from bench.races_kit import NOW, Race, asker, dropped_constraints, organisation, replaced


class Meetings(Race):
    """Somebody is asked for the same hour in four rounds, each of which is locked by itself, and says yes to all of
    them at once, from several devices; in turn, one round has so many pairs for a single table."""

    name = "meetings"
    KINDS = ("one person", "one table")
    AT_ONCE = 4

    def prepared(self, number: int) -> tuple[int, str, list[int]]:
        kind = self.KINDS[number % len(self.KINDS)]
        return number, kind, self._in_rounds(number) if kind == "one person" else self._at_a_table(number)

    def kind_of(self, thing: tuple[int, str, list[int]]) -> str:
        return thing[1]

    def _in_rounds(self, number: int) -> list[int]:
        from tests.meetings import asked_meeting, joined, round_at

        asked, who = self._people(number, "een", "ander")
        found = []
        for _ in range(self.AT_ONCE):
            meeting_round = round_at(self._event(), asked)
            meeting = asked_meeting(joined(meeting_round, who), joined(meeting_round, asked))
            found.append(int(meeting.pk))
        return found

    def _at_a_table(self, number: int) -> list[int]:
        from tests.meetings import asked_meeting, joined, round_at

        pairs = [self._people(number, f"vraagt-{place}", f"zegt-{place}") for place in range(self.AT_ONCE)]
        meeting_round = round_at(self._event(), pairs[0][0], tables=1)
        return [
            int(asked_meeting(joined(meeting_round, one), joined(meeting_round, other)).pk)
            for one, other in pairs
        ]

    def _event(self) -> Any:
        from tests.meetings import event_of

        return event_of(organisation("gm0599", "municipality"))

    def _people(self, number: int, *names: str) -> list[Any]:
        return [asker(f"ontmoet-{name}", number)[1] for name in names]

    def tried(self, thing: tuple[int, str, list[int]], process: int) -> str:
        from schakel.agenda.actions import accept_meeting
        from schakel.agenda.meeting_rules import Side
        from schakel.agenda.models import Meeting

        meeting = Meeting.objects.select_related("asked__person").get(pk=thing[2][process % self.AT_ONCE])
        by = meeting.asked.person
        assert by is not None
        accept_meeting(meeting=meeting, side=Side.ASKED, seen_version=1, by=by, now=NOW)
        return f"agreed {meeting.pk}"

    def violations(self, thing: tuple[int, str, list[int]], outcomes: Sequence[str]) -> Iterator[str]:
        from schakel.agenda.models import Meeting, TakenTime

        number, kind, keys = thing
        agreed = list(Meeting.objects.filter(pk__in=keys, state="agreed").order_by("pk"))
        told = sorted(outcome for outcome in outcomes if outcome.startswith("agreed"))
        if told != [f"agreed {one.pk}" for one in agreed]:
            yield f"round {number} ({kind}): {agreed} are agreed, and they were told {told}"
        if len(agreed) != 1:
            yield f"round {number} ({kind}): {len(agreed)} meetings at one hour"
        taken = TakenTime.objects.filter(meeting__in=keys).values_list("person", "table", "begins_at")
        if twice := [one for one, times in Counter(taken).items() if times > 1]:
            yield f"round {number} ({kind}): {len(twice)} stretches are taken twice"
        known = {"slot-taken", "meeting-step-not-possible", "meeting-changed", "no-table-free"}
        if unexpected := {outcome.partition(" ")[0] for outcome in outcomes} - known - {"agreed"}:
            yield f"round {number} ({kind}): {unexpected}"

    @contextmanager
    def unguarded(self) -> Iterator[None]:
        from schakel.agenda import actions
        from schakel.agenda.models import TakenTime

        with (
            replaced(actions, "_locked", lambda seen: seen),
            replaced(actions.meeting_rules, "free_table", lambda tables, _taken: next(iter(tables))),
            dropped_constraints(TakenTime, "somebody_is_in_one_meeting"),
            dropped_constraints(TakenTime, "a_table_has_one_meeting"),
        ):
            yield


RACES = (Meetings(),)
