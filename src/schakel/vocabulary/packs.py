"""Word lists that an operator installs beside Schakel's own lexicon: FreeDict's dictionaries and WordNet.

They are used where they are found and never needed. They have licences of their own (FreeDict: GPL-2.0 or later;
WordNet: its own, like MIT), which is why nothing of them is part of Schakel. Their formats: dictd(8) for
``freedict-*.index`` and ``.dict.dz``, wndb(5WN) for ``index.*`` and ``data.*``.
"""

import gzip
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from schakel.kernel.languages import DUTCH, ENGLISH

FREEDICT = {"freedict-nld-eng": DUTCH, "freedict-eng-nld": ENGLISH}
"""Each dictionary with the language of its headwords."""
MOST_TRANSLATIONS = 4
MOST_WORDS = 3
"""A translation of more words is an explanation."""
WORDNET_PARTS = ("noun", "verb", "adj", "adv")
SYNONYM_RANK = 2
"""A word reached through a synonym stands behind translations that somebody wrote."""
_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_NO_PART_OF_A_WORD = re.compile(r"\d+\.|<[^>]*>|\([^)]*\)|\[[^\]]*\]")
_WORDS = re.compile(r"[^\W\d_]+(?:[ '-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class PackPair:
    """A Dutch and an English word that translate each other according to a pack; ``rank`` 0 is the best."""

    dutch: str
    english: str
    rank: int


def packs_in(folders: Iterable[Path]) -> tuple[str, ...]:
    """The names of the packs that are installed there."""
    places = list(folders)
    found = [name for name in FREEDICT if any((place / f"{name}.index").exists() for place in places)]
    if _wordnet(places) is not None:
        found.append("wordnet")
    return tuple(found)


def pack_pairs(folders: Iterable[Path], english: Mapping[str, Iterable[str]]) -> Iterator[PackPair]:
    """All pairs of the packs in these folders. ``english`` gives the Dutch words for each English one known already."""
    places = list(folders)
    known = {word: list(dutch) for word, dutch in english.items()}
    for name, language in FREEDICT.items():
        for headword, translation, rank in _freedict(places, name):
            pair = (headword, translation) if language == DUTCH else (translation, headword)
            known.setdefault(pair[1], []).append(pair[0])
            yield PackPair(*pair, rank)
    wordnet = _wordnet(places)
    if wordnet is not None:
        yield from _through_synonyms(wordnet, known)


def _freedict(places: Iterable[Path], name: str) -> Iterator[tuple[str, str, int]]:
    folder = next((place for place in places if (place / f"{name}.index").exists()), None)
    if folder is None:
        return
    text = gzip.decompress((folder / f"{name}.dict.dz").read_bytes())
    for line in (folder / f"{name}.index").read_text(encoding="utf-8").splitlines():
        headword, _, place = line.partition("\t")
        if headword.startswith("00database") or not _is_word(headword):
            continue
        start, size = map(_number, place.split("\t"))
        for rank, translation in enumerate(_translations(text[start : start + size].decode("utf-8"))):
            yield headword.lower(), translation, rank


def _translations(entry: str) -> list[str]:
    """The translations of an entry, whose first line repeats the headword with its sound."""
    _, _, senses = entry.partition("\n")
    plain = _NO_PART_OF_A_WORD.sub(" ", senses).replace("ĳ", "ij")
    words = (" ".join(word.split()).lower() for word in re.split(r"[,;\n]", plain))
    return list(dict.fromkeys(word for word in words if _is_word(word)))[:MOST_TRANSLATIONS]


def _is_word(text: str) -> bool:
    return _WORDS.fullmatch(text) is not None and len(text.split()) <= MOST_WORDS


def _number(digits: str) -> int:
    value = 0
    for digit in digits:
        value = value * 64 + _DIGITS.index(digit)
    return value


def _wordnet(places: Iterable[Path]) -> Path | None:
    return next((place for place in places if (place / "index.noun").exists()), None)


def _through_synonyms(folder: Path, known: Mapping[str, list[str]]) -> Iterator[PackPair]:
    """English words that are not known yet, with the Dutch of what means the same in their commonest sense."""
    done: set[str] = set()
    for part in WORDNET_PARTS:
        data = (folder / f"data.{part}").read_bytes()
        for word, offset in _commonest_senses(folder / f"index.{part}"):
            if word in known or word in done:
                continue
            dutch = [own for synonym in _synonyms(data, offset) for own in known.get(synonym, ())]
            for own in list(dict.fromkeys(dutch))[:MOST_TRANSLATIONS]:
                done.add(word)
                yield PackPair(own, word, SYNONYM_RANK)


def _commonest_senses(index: Path) -> Iterator[tuple[str, int]]:
    """Each single word with the place of its first sense, where texts were counted to know which comes first."""
    for line in index.read_text(encoding="ascii").splitlines():
        if line.startswith(" "):
            continue  # the licence
        fields = line.split()
        pointers = int(fields[3])
        counted = int(fields[5 + pointers])
        if counted and fields[0].isalpha():
            yield fields[0], int(fields[6 + pointers])


def _synonyms(data: bytes, offset: int) -> list[str]:
    fields = data[offset : data.index(b"\n", offset)].decode("ascii").split()
    size = int(fields[3], 16)
    return [fields[4 + 2 * place].lower().replace("_", " ") for place in range(size)]
