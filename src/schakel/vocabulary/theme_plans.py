"""What reading themes from a file will do, theme by theme, found out without changing anything."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.text import slugify

from schakel.kernel.languages import LANGUAGES
from schakel.kernel.refusal import Refusal
from schakel.kernel.reports import Remark
from schakel.vocabulary import rules
from schakel.vocabulary.models import Concept, Label, ThemeSource
from schakel.vocabulary.queries import all_parents
from schakel.vocabulary.skos import FoundConcept, FoundScheme

Labels = dict[str, list[str]]
"""By language, the preferred one first, the others by the alphabet."""
LONGEST_URI = 400


class ThemeOutcome(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    ATTACH = "attach"
    REFUSE = "refuse"


@dataclass(slots=True)
class ThemeStep:
    """What becomes of one theme of the file. ``place`` is the notation it stands under, empty on top."""

    found: FoundConcept
    outcome: ThemeOutcome
    notation: str = ""
    labels: Labels = field(default_factory=dict)
    place: str = ""
    says: dict[str, Any] = field(default_factory=dict)
    source: ThemeSource | None = None


@dataclass(slots=True)
class ThemePlan:
    """Everything that reading a file does; a theme comes after the one it stands under."""

    scheme: str
    licence: str
    steps: list[ThemeStep] = field(default_factory=list)
    problems: list[Remark] = field(default_factory=list)
    repairs: Counter[str] = field(default_factory=Counter)
    gone: list[ThemeSource] = field(default_factory=list)


class Planner:
    """Decides about one theme after another; what it gave away to one, the next cannot have."""

    def __init__(self, found: FoundScheme) -> None:
        self._scheme = found.scheme
        self._found = {found.scheme.uri: found.scheme, **found.concepts}
        self._plan = ThemePlan(found.scheme.uri, found.licence, repairs=Counter(found.repairs))
        # Of every scheme: a theme can move to another one and stays the same theme.
        known = ThemeSource.objects.select_related("concept").order_by("pk")
        self._sources = {source.uri: source for source in known}
        self._here = _labels_by_notation()
        self._parents = all_parents()
        self._owners = {
            (language, text): notation
            for notation, labels in self._here.items()
            for language, texts in labels.items()
            for text in texts
        }
        self._folded = {
            (language, text.casefold()): notation for (language, text), notation in self._owners.items()
        }
        self._notations = set(Concept.objects.order_by().values_list("notation", flat=True))
        self._places = {uri: source.concept.notation for uri, source in self._sources.items()}
        """The notation of each theme of the file that has one by now."""

    def plan(self) -> ThemePlan:
        parents = {uri: self._parent(concept) for uri, concept in self._found.items()}
        in_circles = rules.members_of_cycles(parents)
        order = _broader_first(parents, in_circles, first=self._scheme.uri)
        fresh = [uri for uri in order if uri not in self._sources and uri not in in_circles]
        wanted = self._claim_names(fresh)
        for uri in order:
            self._plan.steps.append(self._step(uri, parents[uri], in_circles, wanted))
        self._plan.gone = [
            source
            for uri, source in sorted(self._sources.items())
            if uri not in self._found and source.scheme == self._scheme.uri
        ]
        for source in self._plan.gone:
            self._remark(source.uri, "", "no-longer-in-source", source.concept.notation)
        return self._plan

    def _parent(self, concept: FoundConcept) -> str:
        """The first broader theme that the file has; what has none stands under its scheme."""
        if concept is self._scheme:
            return ""
        return next((uri for uri in concept.broader if uri in self._found), self._scheme.uri)

    def _claim_names(self, fresh: Iterable[str]) -> dict[str, Labels]:
        """The labels that new themes get: first every name, then every other word that nobody has."""
        wanted: dict[str, Labels] = {}
        for uri in fresh:
            found = self._found[uri]
            if found.is_deprecated or self._twin(found) or not _fits(uri, found):
                continue
            names: Labels = {}
            for language, texts in found.labels.items():
                if self._owners.setdefault((language, texts[0]), uri) == uri:
                    names[language] = [texts[0]]
                else:
                    self._remark(uri, f"name.{language}", "label-taken", texts[0])
            wanted[uri] = names
        for uri, labels in wanted.items():
            for language, texts in self._found[uri].labels.items():
                if language in labels:
                    labels[language] += [
                        text for text in sorted(texts[1:]) if self._may_have(uri, language, text)
                    ]
        return wanted

    def _may_have(self, owner: str, language: str, text: str) -> bool:
        if len(text) > rules.LONGEST_LABEL:
            self._plan.repairs["label-too-long-left-out"] += 1
            return False
        if self._owners.setdefault((language, text), owner) != owner:
            self._plan.repairs["label-of-another-theme-left-out"] += 1
            return False
        return True

    def _twin(self, found: FoundConcept) -> str:
        """The theme of this hub that has its name."""
        for language in LANGUAGES:
            for text in found.labels.get(language, ())[:1]:
                if notation := self._folded.get((language, text.casefold())):
                    return notation
        return ""

    def _step(
        self, uri: str, parent: str, in_circles: Mapping[str, Sequence[str]], wanted: Mapping[str, Labels]
    ) -> ThemeStep:
        found = self._found[uri]
        if uri in in_circles:
            return self._refused(
                found, "broader-in-circle", " → ".join([*in_circles[uri], in_circles[uri][0]])
            )
        says = _said(found, parent)
        source = self._sources.get(uri)
        if source is not None:
            return self._known(found, source, says)
        if found.is_deprecated:
            self._plan.repairs["deprecated-left-out"] += 1
            return ThemeStep(found, ThemeOutcome.UNCHANGED)
        if twin := self._twin(found):
            self._places[uri] = twin
            self._remark(uri, "", "theme-is-here", twin)
            return ThemeStep(found, ThemeOutcome.ATTACH, twin, says=says)
        if why := _unfit(uri, found):
            return self._refused(found, why)
        if not wanted[uri]:
            return self._refused(found, "", "")  # every name is another one's, which was told
        notation = self._new_notation(found, wanted[uri])
        place = self._place_under(uri, parent)
        self._places[uri] = notation
        self._parents[notation] = place
        return ThemeStep(found, ThemeOutcome.CREATE, notation, wanted[uri], place, says)

    def _known(self, found: FoundConcept, source: ThemeSource, says: dict[str, Any]) -> ThemeStep:
        """What the source changed since the last time, over what was changed here."""
        notation = source.concept.notation
        self._places[found.uri] = notation
        if found.is_deprecated:
            self._remark(found.uri, "", "deprecated-in-source", notation)
        if source.is_attached:
            return ThemeStep(found, ThemeOutcome.UNCHANGED, notation, says=says, source=source)
        here, place = self._here.get(notation, {}), self._parents.get(notation, "")
        labels = self._merged_labels(found.uri, notation, source.says.get("labels", {}), here, found.labels)
        after_place = self._merged_place(found.uri, notation, source, says, place)
        is_same = labels == here and after_place == place
        outcome = ThemeOutcome.UNCHANGED if is_same else ThemeOutcome.UPDATE
        self._parents[notation] = after_place
        return ThemeStep(found, outcome, notation, labels, after_place, says, source)

    def _merged_labels(self, uri: str, notation: str, before: Labels, here: Labels, now: Labels) -> Labels:
        merged: Labels = {}
        for language in LANGUAGES:
            said, has, says = (labels.get(language, []) for labels in (before, here, now))
            name = self._merged_name(uri, notation, language, _first(said), _first(has), _first(says))
            added = [text for text in says[1:] if text not in said[1:] and text not in has]
            kept = {text for text in has[1:] if text not in said[1:] or text in says[1:]}
            kept |= {text for text in added if self._may_have(notation, language, text)}
            if name:
                merged[language] = [name, *sorted(kept - {name})]
        return merged

    def _merged_name(self, uri: str, notation: str, language: str, said: str, has: str, says: str) -> str:
        if says in (said, has):
            return has
        if has != said:
            self._remark(uri, f"name.{language}", "changed-here", says)
            return has
        if not says or len(says) > rules.LONGEST_LABEL:
            self._remark(uri, f"name.{language}", "name-left-out", has)
            return has
        if self._owners.setdefault((language, says), notation) != notation:
            self._remark(uri, f"name.{language}", "label-taken", says)
            return has
        return says

    def _merged_place(
        self, uri: str, notation: str, source: ThemeSource, says: Mapping[str, Any], here: str
    ) -> str:
        before, now = (
            self._places.get(source.says.get("broader", ""), ""),
            self._places.get(says["broader"], ""),
        )
        if says["broader"] == source.says.get("broader", "") or now == here:
            return here
        if here != before and before:
            self._remark(uri, "broader", "changed-here", now)
            return here
        try:
            rules.check_broader(notation, now, self._parents)
        except Refusal:
            self._remark(uri, "broader", "theme-under-itself", now)
            return here
        return now

    def _place_under(self, uri: str, parent: str) -> str:
        if uri == self._scheme.uri:
            return ""
        if parent not in self._places:
            self._remark(uri, "broader", "broader-not-here", parent)
        return self._places.get(parent) or self._places.get(self._scheme.uri, "")

    def _new_notation(self, found: FoundConcept, labels: Labels) -> str:
        """A short name that nothing has: of its English name, and with its number behind it when that is taken."""
        name = _first(labels.get("en", [])) or _first(labels.get("nl", []))
        wished = slugify(name)[: rules.LONGEST_NOTATION - 20].strip("-_").replace("_", "-")
        ending = slugify(found.notation or found.uri.rstrip("/").rpartition("/")[2]).replace("_", "-")[-16:]
        notation, number = wished or f"theme-{ending.strip('-')}".strip("-"), 1
        while notation in self._notations:
            number += 1
            notation = f"{wished or 'theme'}-{ending.strip('-') or number}"[: rules.LONGEST_NOTATION].strip(
                "-"
            )
            if number > 2:  # noqa: PLR2004 - the second try had the source's own number
                notation = f"{wished[:50] or 'theme'}-{number}"
        self._notations.add(notation)
        return notation

    def _refused(self, found: FoundConcept, code: str, value: str = "") -> ThemeStep:
        if code:
            self._remark(found.uri, "", code, value)
        return ThemeStep(found, ThemeOutcome.REFUSE)

    def _remark(self, record: str, field_: str, code: str, value: str = "") -> None:
        self._plan.problems.append(Remark(record[:LONGEST_URI], field_, code, value[:400]))


def _labels_by_notation() -> dict[str, Labels]:
    found: dict[str, Labels] = {}
    rows = Label.objects.order_by("-is_preferred", "pk").values_list("concept__notation", "language", "text")
    for notation, language, text in rows:
        found.setdefault(notation, {}).setdefault(language, []).append(text)
    return {
        notation: {language: [texts[0], *sorted(texts[1:])] for language, texts in labels.items()}
        for notation, labels in found.items()
    }


def _broader_first(parents: Mapping[str, str], in_circles: Mapping[str, object], *, first: str) -> list[str]:
    """Every theme after the one it stands under."""
    order: dict[str, None] = {}
    for uri in [first, *sorted(parents)]:
        chain = []
        step = uri
        while step and step not in order and step not in chain:
            chain.append(step)
            step = "" if step in in_circles else parents[step]
        order.update(dict.fromkeys(reversed(chain)))
    return list(order)


def _said(found: FoundConcept, parent: str) -> dict[str, Any]:
    return {
        "labels": found.labels,
        "broader": parent,
        "notation": found.notation,
        "is_deprecated": found.is_deprecated,
        **found.matches,
    }


def _fits(uri: str, found: FoundConcept) -> bool:
    return not _unfit(uri, found)


def _unfit(uri: str, found: FoundConcept) -> str:
    if len(uri) > LONGEST_URI:
        return "address-too-long"
    if not found.labels:
        return "name-missing"
    if any(len(texts[0]) > rules.LONGEST_LABEL for texts in found.labels.values()):
        return "label-too-long"
    return ""


def _first(texts: Sequence[str]) -> str:
    return texts[0] if texts else ""
