"""What a label and a place in the tree must be; plain Python."""

import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from schakel.kernel.refusal import Refusal

LONGEST_LABEL = 160
LONGEST_NOTATION = 80
LONGEST_WORD = 120


def check_label(text: str) -> str:
    """The label without white space around and within it; a Refusal when nothing or too much is left."""
    tidy = " ".join(text.split())
    if not tidy:
        raise Refusal("label-missing")
    if len(tidy) > LONGEST_LABEL:
        raise Refusal("label-too-long", longest=LONGEST_LABEL)
    return tidy


def check_word(text: str) -> str:
    """The word in small letters without needless white space; a Refusal when that is nothing or too much."""
    tidy = " ".join(text.split()).lower()
    if not tidy:
        raise Refusal("word-missing")
    if len(tidy) > LONGEST_WORD:
        raise Refusal("word-too-long", longest=LONGEST_WORD)
    return tidy


def check_labels(preferred: str, others: Iterable[str]) -> list[str]:
    """All labels of a concept in one language, tidy, the preferred one first, each once (whatever its case)."""
    labels = [check_label(preferred)]
    for other in others:
        if other.strip() and check_label(other).casefold() not in {label.casefold() for label in labels}:
            labels.append(check_label(other))
    return labels


def check_notation(text: str) -> str:
    """The short name as it stands in addresses; a Refusal for anything but small letters, figures and hyphens."""
    if len(text) > LONGEST_NOTATION or re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", text) is None:
        raise Refusal("notation-not-usable", notation=text)
    return text


def fingerprint(labels: Mapping[str, Sequence[str]], broader: str) -> str:
    """Changes with any label, its language, its place in the list, and with the place of the concept."""
    parts = [broader, *(f"{language}\t{label}" for language in sorted(labels) for label in labels[language])]
    return sha256("\n".join(parts).encode()).hexdigest()[:16]


def check_broader(concept: str, broader: str, parents: Mapping[str, str]) -> None:
    """Raise a Refusal when placing `concept` under `broader` would make it its own ancestor."""
    step = broader
    while step:
        if step == concept:
            raise Refusal("theme-under-itself")
        step = parents.get(step, "")


def members_of_cycles(parents: Mapping[str, str]) -> dict[str, list[str]]:
    """Each concept that is its own ancestor, with the circle it stands in; empty when there is none."""
    found: dict[str, list[str]] = {}
    done: set[str] = set()
    for concept in parents:
        way: dict[str, int] = {}
        step = concept
        while step and step not in done and step not in way:
            way[step] = len(way)
            step = parents.get(step, "")
        if step in way:
            circle = list(way)[way[step] :]
            found |= dict.fromkeys(circle, circle)
        done |= way.keys()
    return found
