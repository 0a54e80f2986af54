"""Races of items and challenges: two who edit one text, and many who save one question."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from bench.races_kit import NOW, Race, organisation, person, replaced


class TwoEditors(Race):
    """Each stores a text of their own over the version that all of them saw."""

    name = "two editors"

    def prepared(self, number: int) -> tuple[int, int]:
        from tests.items import item_of

        item = item_of(organisation("gm0599", "municipality"), f"Wat wij schreven {number}")
        return item.pk, item.version

    def tried(self, thing: tuple[int, int], process: int) -> str:
        from schakel.library.actions import change_item
        from schakel.library.models import Item
        from tests.items import content

        item = Item.objects.get(pk=thing[0])
        if item.version != thing[1]:
            item.version = thing[1]  # as they saw it
        change_item(
            item=item,
            seen_version=thing[1],
            content=content(organisation("gm0599", "municipality"), _title(process)),
            changed_by=person("anna"),
            now=NOW,
        )
        return f"stored {process}"

    def violations(self, thing: tuple[int, int], outcomes: Sequence[str]) -> Iterator[str]:
        from schakel.journal.public import history_of
        from schakel.library.models import Item

        item = Item.objects.get(pk=thing[0])
        stored = [outcome for outcome in outcomes if outcome.startswith("stored")]
        title = item.texts.get(name="title").text
        if [_title(int(outcome.partition(" ")[2])) for outcome in stored] != [title]:
            yield f"item {item.pk} is called {title}, and {stored} were told that they stored theirs"
        changed = [row for row in history_of(item.reference) if row.name == "item.changed"]
        if len(changed) != 1 or item.version != thing[1] + 1:
            yield f"item {item.pk} has version {item.version}, and the journal {len(changed)} changes"
        if unexpected := set(outcomes) - {*stored, "changed-meanwhile"}:
            yield f"item {item.pk}: {unexpected}"

    @contextmanager
    def unguarded(self) -> Iterator[None]:
        from schakel.library import actions

        with replaced(actions, "_seen", lambda item, _version: item):
            yield


def _title(process: int) -> str:
    return f"Wat nummer {process} schreef"


class ManyClicks(Race):
    """All press "Save as challenge" under the same answer, for the same body."""

    name = "double click"

    def prepared(self, number: int) -> int:
        return number

    def tried(self, thing: int, process: int) -> str:
        from schakel.challenges.actions import save_challenge
        from tests.items import content

        del process
        texts = {"nl": {"title": f"Vraag {thing}", "question": _question(thing)}}
        said = content(organisation("gm0599", "municipality"), texts=texts)
        saved = save_challenge(content=said, saved_by=person("anna"), now=NOW)
        return "saved" if saved.is_new else "same"

    def violations(self, thing: int, outcomes: Sequence[str]) -> Iterator[str]:
        from schakel.library.models import Item

        found = Item.objects.filter(texts__name="question", texts__text=_question(thing)).count()
        if found != 1 or outcomes.count("saved") != 1:
            yield f"question {thing}: {found} challenges, {outcomes.count('saved')} were told that it is new"
        if unexpected := set(outcomes) - {"saved", "same"}:
            yield f"question {thing}: {unexpected}"

    @contextmanager
    def unguarded(self) -> Iterator[None]:
        from schakel.challenges import actions

        with replaced(actions.rules, "saved_key", lambda *_, **__: os.urandom(16).hex()):
            yield


def _question(number: int) -> str:
    return f"Waar blijft de warmte van zwembad nummer {number}?"


RACES = (TwoEditors(), ManyClicks())
