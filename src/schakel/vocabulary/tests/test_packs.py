"""Word lists that are found beside the hub's own, in the formats of dictd and WordNet."""

import gzip
from pathlib import Path

import pytest

from schakel.vocabulary.packs import PackPair, pack_pairs, packs_in

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
REAL = (Path("/usr/share/dictd"), Path("/usr/share/wordnet"))


def written(number):
    """A number as dictd writes it."""
    digits = DIGITS[number % 64]
    while number := number // 64:
        digits = DIGITS[number % 64] + digits
    return digits


def dictionary(folder, name, entries):
    text, index = b"", []
    for headword, entry in entries:
        encoded = entry.encode()
        index.append(f"{headword}\t{written(len(text))}\t{written(len(encoded))}\n")
        text += encoded
    (folder / f"{name}.index").write_text("".join(index), encoding="utf-8")
    (folder / f"{name}.dict.dz").write_bytes(gzip.compress(text))


def wordnet(folder, synsets, senses):
    """``synsets``: words of each; ``senses``: (word, number of its first synset, how often it was counted)."""
    data, places = "  1 This is the licence.\n", []
    for words in synsets:
        places.append(len(data))
        members = " ".join(f"{word} 0" for word in words)
        data += f"{places[-1]:08} 06 n {len(words):02x} {members} 000 | a gloss  \n"
    (folder / "data.noun").write_text(data, encoding="ascii")
    lines = [f"{word} n 1 1 @ 1 {counted} {places[at]:08}  \n" for word, at, counted in senses]
    (folder / "index.noun").write_text("  1 This is the licence.\n" + "".join(lines), encoding="ascii")
    for part in ("verb", "adj", "adv"):
        (folder / f"index.{part}").write_text("", encoding="ascii")
        (folder / f"data.{part}").write_text("", encoding="ascii")


def test_without_any_pack_there_is_nothing(tmp_path):
    assert packs_in([tmp_path, tmp_path / "not there"]) == ()
    assert list(pack_pairs([tmp_path], {})) == []


def test_a_dictionary_gives_its_translations_the_first_sense_first(tmp_path):
    dictionary(tmp_path, "freedict-nld-eng", [("blaam", "blaam /blam/\n1. remark, reproof\n2. reproach\n")])
    assert packs_in([tmp_path]) == ("freedict-nld-eng",)
    assert list(pack_pairs([tmp_path], {})) == [
        PackPair("blaam", "remark", 0),
        PackPair("blaam", "reproof", 1),
        PackPair("blaam", "reproach", 2),
    ]


def test_a_dictionary_the_other_way_round_gives_pairs_the_same_way_round(tmp_path):
    dictionary(tmp_path, "freedict-eng-nld", [("quicksand", "quicksand /x/\ndrĳfzand\n")])
    assert list(pack_pairs([tmp_path], {})) == [PackPair("drijfzand", "quicksand", 0)]


def test_what_is_no_word_is_passed_over(tmp_path):
    entries = [
        ("00databaseinfo", "00databaseinfo\nabout\n"),
        ("2e", "2e\nsecond\n"),
        ("aai", "aai /aj/\n<n>\n(a) stroke, something that is said when one pets, c\n"),
    ]
    dictionary(tmp_path, "freedict-nld-eng", entries)
    found = [pair.english for pair in pack_pairs([tmp_path], {})]
    assert found == ["stroke", "c"]


def test_an_entry_far_into_the_file_is_found(tmp_path):
    entries = [(f"woord{'a' * at}", f"woord /w/\nword{'b' * at}\n") for at in range(1, 90)]
    dictionary(tmp_path, "freedict-nld-eng", entries)
    assert [pair.english for pair in pack_pairs([tmp_path], {})] == [f"word{'b' * at}" for at in range(1, 90)]


def test_a_word_nobody_translated_is_reached_through_one_that_means_the_same(tmp_path):
    wordnet(tmp_path, [["eggplant", "aubergine", "mad_apple"]], [("eggplant", 0, 2), ("aubergine", 0, 1)])
    assert packs_in([tmp_path]) == ("wordnet",)
    assert list(pack_pairs([tmp_path], {"aubergine": ["aubergine"]})) == [
        PackPair("aubergine", "eggplant", 2)
    ]


def test_a_sense_nobody_counted_says_too_little(tmp_path):
    wordnet(tmp_path, [["eggplant", "aubergine"]], [("eggplant", 0, 0)])
    assert list(pack_pairs([tmp_path], {"aubergine": ["aubergine"]})) == []


@pytest.mark.skipif(
    packs_in(REAL) == (), reason="no pack of Debian is installed (dict-freedict-nld-eng, ...)"
)
def test_the_packs_of_debian_can_be_read():
    pairs = list(pack_pairs(REAL, {}))
    assert len(pairs) > 10_000
    assert all(pair.dutch and pair.english and pair.rank >= 0 for pair in pairs)
