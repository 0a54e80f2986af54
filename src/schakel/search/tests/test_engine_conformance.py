"""What every engine promises; an engine is finished when all of this passes on it."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schakel.search.engine import PUBLIC, Engine, Entry, Hit, Question, StreamSettings, Term, fingerprint
from schakel.search.engines import hashing
from schakel.search.engines.columnar import (
    ColumnarEngine,
    OtherSettingsError,
    Sizes,
    answering,
    files,
    labels,
    merging,
    scoreboard,
    view,
)
from schakel.search.engines.columnar import terms as columnar_terms
from schakel.search.engines.columnar.building import SegmentBuilder
from schakel.search.engines.columnar.labels import Mask
from schakel.search.engines.columnar.segment import Segment
from schakel.search.engines.hashing import hashed
from schakel.search.engines.lots import lot, salt_of
from schakel.search.engines.memory import MemoryEngine
from schakel.search.engines.weighing import rarity
from schakel.search.tests import worlds
from schakel.search.tests.worlds import OUTSIDER, STREAMS, Change, Drop, Merge, Put, ReplaceAll

SMALL = Sizes(head=3, load=15, postings=5)
"""So small that a handful of entries goes through every path there is."""


@pytest.fixture(params=["memory", "columnar", "columnar in small pieces"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    if request.param == "memory":
        return MemoryEngine(STREAMS)
    if request.param == "columnar":
        return ColumnarEngine(tmp_path / "index", STREAMS)
    return ColumnarEngine(tmp_path / "index", STREAMS, sorted_by="kind", sizes=SMALL)


@pytest.fixture
def columnar(tmp_path: Path) -> ColumnarEngine:
    return ColumnarEngine(tmp_path / "index", STREAMS, sorted_by="kind", merges_by_itself=False, sizes=SMALL)


def entry(key: str, words: str = "heat", *, audiences: str = PUBLIC, **facets: str) -> Entry:
    tokens = words.split()
    return Entry(
        key=key,
        streams={"words": {token: float(tokens.count(token)) for token in tokens}},
        audiences=frozenset(audiences.split()),
        facets={facet: frozenset(values.split()) for facet, values in facets.items()},
    )


def question(words: str = "heat", **changes: object) -> Question:
    asked = Question(tuple(Term("words", token, 1.0) for token in words.split()), OUTSIDER)
    return replace(asked, **changes)  # type: ignore[arg-type]


def found_keys(engine: Engine, asked: Question) -> list[str]:
    return [hit.key for hit in engine.find(asked).hits]


# Scores


def test_a_score_is_weight_times_rarity_times_saturation(engine):
    halls = Entry("halls", {"words": {"heat": 2.0, "sport": 1.0}}, OUTSIDER)
    engine.put([halls, entry("roofs", "green roof"), entry("pools", "sport pool")], watermark=1)
    hit = engine.find(Question((Term("words", "heat", 0.5), Term("words", "sport", 2.0)), OUTSIDER)).hits[0]
    # k1 1.2, b 0.75, pivot 10, length 3: the divisor holds 1.2 * (0.25 + 0.75 * 3 / 10) = 0.57 beside f.
    heat = 0.5 * math.log(1 + 2.5 / 1.5) * (2 * 2.2 / 2.57)
    sport = 2.0 * math.log(1 + 1.5 / 2.5) * (1 * 2.2 / 1.57)
    assert [part.amount for part in hit.parts] == pytest.approx([heat, sport], abs=1e-3)
    assert hit.score == pytest.approx(2.157, abs=1e-3)


def test_a_score_is_the_sum_of_its_parts(engine):
    engine.put([entry("halls", "heat in sport halls"), entry("roofs", "heat and roofs")], watermark=1)
    for hit in engine.find(question("halls heat sport roofs and")).hits:
        assert hit.score == pytest.approx(sum(part.amount for part in hit.parts), abs=1e-3)


def test_parts_name_the_terms_that_the_entry_has_in_the_order_of_the_question(engine):
    engine.put([entry("halls", "heat in sport halls")], watermark=1)
    hit = engine.find(question("sport roofs heat")).hits[0]
    assert [part.term.token for part in hit.parts] == ["sport", "heat"]


def test_a_token_asked_twice_counts_twice(engine):
    engine.put([entry("halls")], watermark=1)
    once, twice = engine.find(question("heat")).hits[0], engine.find(question("heat heat")).hits[0]
    assert twice.score == pytest.approx(2 * once.score)
    assert len(twice.parts) == 2


def test_a_token_counts_only_in_the_stream_it_is_asked_in(engine):
    engine.put([Entry("halls", {"dutch": {"hal": 1.0}}, OUTSIDER)], watermark=1)
    assert engine.find(Question((Term("english", "hal", 1.0),), OUTSIDER)).total == 0
    assert engine.find(Question((Term("dutch", "hal", 1.0),), OUTSIDER)).total == 1


def test_a_term_without_weight_finds_nothing(engine):
    engine.put([entry("halls")], watermark=1)
    assert engine.find(Question((Term("words", "heat", 0.0),), OUTSIDER)).total == 0


def test_streams_with_the_same_statistics_share_their_frequencies(engine):
    shared = [
        Entry("nl", {"dutch": {"data": 1.0}}, OUTSIDER),
        Entry("en", {"english": {"data": 1.0}}, OUTSIDER),
    ]
    engine.put([*shared, entry("other", "data")], watermark=1)
    part = engine.find(Question((Term("dutch", "data", 1.0),), OUTSIDER)).hits[0].parts[0]
    saturation = 3.0 / (1 + 2.0 * (0.7 + 0.3 * 1 / 5))
    assert part.amount == pytest.approx(rarity(frequency=2, entries=2) * saturation, abs=1e-3)


def test_an_entry_with_a_token_in_two_streams_of_one_group_counts_once_in_its_frequency(engine):
    both = Entry("both", {"dutch": {"data": 1.0}, "english": {"data": 1.0}}, OUTSIDER)
    engine.put([both, Entry("nl", {"dutch": {"hal": 1.0}}, OUTSIDER)], watermark=1)
    part = engine.find(Question((Term("dutch", "data", 1.0),), OUTSIDER)).hits[0].parts[0]
    saturation = 3.0 / (1 + 2.0 * (0.7 + 0.3 * 1 / 5))
    assert part.amount == pytest.approx(rarity(frequency=1, entries=2) * saturation, abs=1e-3)


def test_a_rarer_token_weighs_more(engine):
    engine.put([entry("halls", "heat rare"), entry("roofs", "heat"), entry("pools", "heat")], watermark=1)
    common, rare = engine.find(question("heat rare")).hits[0].parts
    assert rare.amount > common.amount


def test_rarities_are_those_by_which_scores_are_made_whatever_the_weights(engine):
    hidden = entry("hidden", "roof roof", audiences="staff")
    engine.put([entry("halls", "heat sport"), entry("roofs", "heat roof"), hidden], watermark=1)
    terms = [
        Term("words", token, weight) for token, weight in (("heat", 0.0), ("roof", 3.0), ("nothing", 1.0))
    ]
    expected = [rarity(frequency=frequency, entries=2) for frequency in (2, 1, 0)]
    assert engine.rarities(terms) == pytest.approx(expected)
    assert list(engine.rarities([])) == []


def test_a_longer_text_holds_a_token_back(engine):
    engine.put([entry("short", "heat"), entry("long", "heat " + "word " * 30)], watermark=1)
    assert found_keys(engine, question()) == ["short", "long"]


def test_a_word_that_is_repeated_gains_no_more_than_it_can(engine):
    """However often: less than 2.2 times as much as one that weighs as if it was alone, and less than two words."""
    stuffed = [entry(f"stuffed-{times}", "heat " * times) for times in (10, 100, 10_000)]
    engine.put([entry("plain", "heat"), entry("fitting", "heat halls"), *stuffed], watermark=1)
    scores = {hit.key: hit.score for hit in engine.find(question()).hits}
    assert max(scores.values()) < 2.2 * scores["plain"]
    assert scores["stuffed-10000"] < 1.05 * scores["stuffed-100"]
    assert found_keys(engine, question("heat halls"))[0] == "fitting"


def test_entries_of_one_call_and_of_many_calls_score_alike(engine):
    written = [entry(f"item:{number}", "heat " * (number + 1) + "halls") for number in range(9)]
    engine.put(written, watermark=1)
    at_once = engine.find(question("heat halls"))
    engine.replace_all([], watermark=2)
    for one in written:
        engine.put([one], watermark=1)
    assert engine.find(question("heat halls")) == at_once


# Order and pages


def by_lot(asked: Question, keys: Iterable[str]) -> list[str]:
    return sorted(keys, key=lambda key: lot(salt_of(asked), key))


def test_hits_stand_highest_score_first_then_by_lot(engine):
    engine.put([entry("b"), entry("c", "heat heat"), entry("a"), entry("ä"), entry("Z")], watermark=1)
    assert found_keys(engine, question()) == ["c", *by_lot(question(), ["Z", "a", "b", "ä"])]


def test_ties_at_the_cut_are_decided_by_lot(engine):
    keys = [f"item:{number:02}" for number in range(30)]
    engine.put([entry(key) for key in reversed(keys)], watermark=1)
    assert found_keys(engine, question(most=3)) == by_lot(question(), keys)[:3]


def test_keys_decide_between_those_that_draw_by_the_same_name(engine):
    keys = [f"item:{number:02}" for number in range(30)]
    engine.put([replace(entry(key), lot="same") for key in reversed(keys)], watermark=1)
    assert found_keys(engine, question(most=3)) == keys[:3]
    assert found_keys(engine, question(most=3, skip=3)) == keys[3:6]


def test_few_entries_that_are_very_long_are_all_there(engine):
    words = " ".join(f"word{number}" for number in range(40))
    engine.put([entry(f"item:{number}", words) for number in range(10)], watermark=1)
    assert len(engine.keys()) == 10
    engine.replace_all([entry(f"item:{number}", words) for number in range(12)], watermark=2)
    assert len(engine.keys()) == engine.find(question("word7", most=20)).total == 12


def test_no_entry_is_favoured_by_its_key_over_many_questions(engine):
    """Ten entries that say the same, asked for in 400 ways: each comes first about as often (a mean of 40)."""
    words = [f"word{number}" for number in range(400)]
    engine.put([entry(f"item:{number}", " ".join(words)) for number in range(10)], watermark=1)
    firsts = Counter(found_keys(engine, question(word, most=1))[0] for word in words)
    assert len(firsts) == 10
    assert max(firsts.values()) < 80
    assert min(firsts.values()) > 15


def test_the_same_question_draws_the_same_lots_whatever_its_page_and_conditions(engine):
    engine.put([entry(f"item:{number}", kind="case") for number in range(20)], watermark=1)
    whole = found_keys(engine, question())
    assert found_keys(engine, question()) == whole
    assert found_keys(engine, question(skip=5, most=5)) == whole[5:10]
    assert found_keys(engine, question(conditions={"kind": frozenset({"case"})})) == whole


def test_pages_laid_side_by_side_are_the_whole_list(engine):
    engine.put([entry(f"item:{number:02}", "heat " * (number % 4 + 1)) for number in range(20)], watermark=1)
    whole = engine.find(question(most=100)).hits
    pages = [engine.find(question(most=3, skip=skip)).hits for skip in range(0, 21, 3)]
    assert tuple(hit for page in pages for hit in page) == whole


def test_a_page_beyond_the_end_is_empty_and_knows_the_total(engine):
    engine.put([entry("halls")], watermark=1)
    answer = engine.find(question(skip=5))
    assert (answer.hits, answer.total) == ((), 1)


def test_asked_for_no_hits_it_still_counts(engine):
    engine.put([entry("halls", kind="case")], watermark=1)
    answer = engine.find(question(most=0, count=("kind",)))
    assert (answer.hits, answer.total, answer.counts) == ((), 1, {"kind": {"case": 1}})


def test_what_shares_no_token_is_not_found(engine):
    engine.put([entry("halls", "sport halls")], watermark=1)
    answer = engine.find(question("heat"))
    assert (answer.hits, answer.total, answer.best) == ((), 0, 0.0)


def test_a_question_without_terms_finds_nothing(engine):
    engine.put([entry("halls")], watermark=1)
    assert engine.find(Question((), OUTSIDER, count=("kind",))).counts == {"kind": {}}


# Conditions and counts


@pytest.fixture
def library(engine: Engine) -> Engine:
    engine.put(
        [
            entry("a", "heat", kind="case", theme="climate water"),
            entry("b", "heat halls", kind="case", theme="energy"),
            entry("c", "heat", kind="solution", theme="climate"),
            entry("d", "heat", kind="expert"),
            entry("e", "other", kind="case", theme="climate"),
        ],
        watermark=1,
    )
    return engine


def kinds(*values: str) -> dict[str, frozenset[str]]:
    return {"kind": frozenset(values)}


def test_within_a_facet_one_accepted_value_is_enough(library):
    assert set(found_keys(library, question(conditions=kinds("case", "expert")))) == {"a", "b", "d"}


def test_every_facet_with_a_condition_must_match(library):
    conditions = kinds("case") | {"theme": frozenset({"climate"})}
    assert found_keys(library, question(conditions=conditions)) == ["a"]


def test_an_unknown_value_or_facet_matches_nothing(library):
    assert library.find(question(conditions=kinds("nonsense"))).total == 0
    assert library.find(question(conditions={"nonsense": frozenset({"case"})})).total == 0


def test_counts_leave_out_their_own_condition_and_keep_the_others(library):
    conditions = kinds("case") | {"theme": frozenset({"climate"})}
    counts = library.find(question(conditions=conditions, count=("kind", "theme"))).counts
    assert counts == {
        "kind": {"case": 1, "solution": 1},
        "theme": {"climate": 1, "water": 1, "energy": 1},
    }


def test_counts_go_over_everything_that_matches_and_not_only_the_page(library):
    assert library.find(question(most=1, count=("kind",))).counts["kind"] == {
        "case": 2,
        "solution": 1,
        "expert": 1,
    }


def test_a_condition_has_no_influence_on_scores_or_best(library):
    free, bound = library.find(question()), library.find(question(conditions=kinds("expert")))
    assert bound.best == free.best
    assert bound.hits[0] in free.hits


def test_where_the_best_is_not_wanted_all_else_is_the_same(library):
    asked = question("heat halls", conditions=kinds("case", "expert"), best_of="kind", count=("theme",))
    whole, spared = library.find(asked), library.find(replace(asked, wants_best=False))
    assert whole.best > 0
    assert spared == replace(whole, best=0.0)


def test_a_floor_needs_the_best_whether_or_not_it_is_wanted(library):
    asked = question("heat halls", conditions=kinds("case"), share_of_best=0.9, wants_best=False)
    assert library.find(asked) == library.find(replace(asked, wants_best=True))
    assert library.find(asked).total == 1


def test_best_of_gives_the_best_of_every_value(library):
    each = library.find(question("heat halls", most=1, best_of="kind", most_of_each=1)).best_of_each
    assert {value: [hit.key for hit in hits] for value, hits in each.items()} == {
        "case": ["b"],
        "solution": ["c"],
        "expert": ["d"],
    }


def test_best_of_is_subject_to_the_conditions(library):
    each = library.find(question(best_of="kind", conditions={"theme": frozenset({"climate"})})).best_of_each
    assert {value: [hit.key for hit in hits] for value, hits in each.items()} == {
        "case": ["a"],
        "solution": ["c"],
    }


def test_an_entry_with_two_values_stands_among_the_best_of_both(library):
    each = library.find(question(best_of="theme")).best_of_each
    assert "a" in {hit.key for hit in each["climate"]} & {hit.key for hit in each["water"]}


def test_without_leaves_entries_out_of_hits_counts_total_and_best(library):
    everything = library.find(question("heat halls", count=("kind",)))
    answer = library.find(question("heat halls", without=frozenset({"b", "unknown"}), count=("kind",)))
    assert "b" not in {hit.key for hit in answer.hits}
    assert answer.total == everything.total - 1
    assert answer.counts["kind"]["case"] == everything.counts["kind"]["case"] - 1
    assert answer.best < everything.best


def test_share_of_best_leaves_out_what_scores_less(library):
    answer = library.find(question("heat halls", share_of_best=0.9, count=("kind",)))
    assert ([hit.key for hit in answer.hits], answer.total, answer.counts) == (
        ["b"],
        1,
        {"kind": {"case": 1}},
    )


def test_share_of_best_measures_by_the_best_before_conditions(library):
    asked = question("heat halls", share_of_best=0.9, conditions=kinds("expert"))
    assert library.find(asked).total == 0


def test_share_of_best_measures_by_what_the_asker_may_see(engine):
    engine.put([entry("secret", "heat halls", audiences="network"), entry("open", "heat")], watermark=1)
    assert found_keys(engine, question("heat halls", share_of_best=0.9)) == ["open"]


def test_a_share_of_one_keeps_all_that_equal_the_best(engine):
    engine.put([entry("a"), entry("b"), entry("c", "heat and more")], watermark=1)
    assert found_keys(engine, question(share_of_best=1.0)) == ["a", "b"]


# Audiences


@pytest.mark.parametrize(
    ("audiences", "seen"),
    [
        ("", set()),
        ("public", {"open"}),
        ("network", {"network"}),
        ("public organisation:1", {"open", "ours"}),
        ("public network organisation:1 organisation:2", {"open", "network", "ours"}),
    ],
)
def test_one_sees_what_one_shares_an_audience_with(engine, audiences, seen):
    engine.put(
        [
            entry("open"),
            entry("network", audiences="network"),
            entry("ours", audiences="organisation:1 organisation:3"),
            entry("nobody's", audiences=""),
        ],
        watermark=1,
    )
    asked = question(audiences=frozenset(audiences.split()))
    assert set(found_keys(engine, asked)) == seen
    assert set(engine.score(asked, ["open", "network", "ours", "nobody's"])) == seen


def test_what_is_hidden_has_no_influence_on_rarity(engine):
    engine.put([entry("open", "heat"), entry("other", "roof")], watermark=1)
    before = engine.find(question()).hits
    engine.put([entry(f"secret:{number}", "heat", audiences="network") for number in range(9)], watermark=2)
    assert engine.find(question()).hits == before


def test_an_entry_that_is_hidden_from_now_on_counts_no_longer(engine):
    engine.put([entry("open", "heat"), entry("other", "roof")], watermark=1)
    before = engine.find(question()).hits
    engine.put([entry("third", "heat")], watermark=2)
    engine.put([entry("third", "heat", audiences="network")], watermark=3)
    assert engine.find(question()).hits == before


# Changes


def test_a_put_replaces_the_entry_with_the_same_key(engine):
    engine.put([entry("halls", "heat"), entry("roofs", "heat")], watermark=1)
    engine.put([entry("halls", "sport")], watermark=2)
    assert found_keys(engine, question("heat")) == ["roofs"]
    assert found_keys(engine, question("sport")) == ["halls"]


def test_of_two_entries_with_one_key_in_one_put_the_last_counts(engine):
    engine.put([entry("halls", "heat"), entry("roofs", "heat"), entry("halls", "sport")], watermark=1)
    assert found_keys(engine, question("heat")) == ["roofs"]
    assert engine.find(question("sport")).hits[0].parts[0].amount == pytest.approx(
        rarity(frequency=1, entries=2) * 2.2 / (1 + 1.2 * (0.25 + 0.75 / 10)), abs=1e-3
    )


def test_what_is_dropped_is_not_found_and_counts_no_longer(engine):
    engine.put([entry("other", "roof"), entry("halls", "heat")], watermark=1)
    before = engine.find(question("heat"))
    engine.put([entry("pools", "heat")], watermark=1)
    engine.drop(["pools", "unknown"], watermark=1)
    assert engine.find(question("heat")) == before


def test_what_was_dropped_can_be_put_again(engine):
    engine.put([entry("halls")], watermark=1)
    engine.drop(["halls"], watermark=2)
    engine.put([entry("halls")], watermark=3)
    assert found_keys(engine, question()) == ["halls"]


def test_replace_all_leaves_nothing_of_what_there_was(engine):
    engine.put([entry(f"old:{number}") for number in range(12)], watermark=1)
    engine.replace_all([entry("new")], watermark=2)
    assert found_keys(engine, question()) == ["new"]
    assert set(engine.keys()) == {"new"}


def test_everything_can_be_replaced_by_nothing(engine):
    engine.put([entry("halls")], watermark=1)
    engine.replace_all([], watermark=2)
    assert engine.find(question()).total == 0


def test_the_watermark_is_minus_one_at_first_and_then_what_the_last_change_said(engine):
    assert engine.watermark() == -1
    engine.put([entry("halls")], watermark=7)
    assert engine.watermark() == engine.find(question()).watermark == 7
    engine.drop(["halls"], watermark=8)
    assert engine.watermark() == 8
    engine.put([], watermark=9)
    assert engine.watermark() == 9
    engine.replace_all([], watermark=4)
    assert engine.watermark() == 4


def test_keys_come_with_the_fingerprints_of_their_entries(engine):
    written = [entry(f"item:{number}", kind="case") for number in range(9)]
    engine.put(written, watermark=1)
    engine.drop(["item:3"], watermark=2)
    written.remove(written[3])
    assert engine.keys() == {one.key: fingerprint(one) for one in written}


def test_score_gives_the_hits_of_these_entries_whatever_their_rank_and_the_conditions(library):
    asked = question("heat", most=1, conditions=kinds("nonsense"), share_of_best=1.0)
    best = library.find(question("heat", most=100)).hits
    assert library.score(asked, [hit.key for hit in best]) == {hit.key: hit for hit in best}


def test_score_of_an_entry_that_shares_no_token_is_zero(library):
    assert library.score(question("heat"), ["e", "unknown"]) == {"e": Hit("e", 0.0, ())}


def test_an_entry_with_an_unknown_stream_is_refused_and_nothing_of_the_call_is_kept(engine):
    with pytest.raises(ValueError, match="unknown streams: title"):
        engine.put([entry("halls"), Entry("bad", {"title": {"heat": 1.0}}, OUTSIDER)], watermark=1)
    assert (engine.find(question()).total, engine.watermark()) == (0, -1)


def test_a_question_about_an_unknown_stream_is_refused(engine):
    with pytest.raises(ValueError, match="unknown streams: title"):
        engine.find(Question((Term("title", "heat", 1.0),), OUTSIDER))


@pytest.mark.parametrize("frequency", [0.0, -1.0, math.inf, math.nan])
def test_a_frequency_that_cannot_be_weighed_is_refused(engine, frequency):
    with pytest.raises(ValueError, match="frequency"):
        engine.put([Entry("bad", {"words": {"heat": frequency, "hall": 1.0}}, OUTSIDER)], watermark=1)


# The columnar engine's own promises


def test_an_index_survives_being_reopened(tmp_path):
    first = ColumnarEngine(tmp_path, STREAMS, sizes=SMALL)
    first.put(
        [entry(f"item:{number}", "heat " * number + "halls", kind="case") for number in range(9)], watermark=5
    )
    first.drop(["item:2"], watermark=6)
    asked = question("heat halls", count=("kind",), best_of="kind")
    assert ColumnarEngine(tmp_path, STREAMS).find(asked) == first.find(asked)
    assert ColumnarEngine(tmp_path, STREAMS).keys() == first.keys()


def test_an_index_made_with_other_settings_is_refused(tmp_path):
    ColumnarEngine(tmp_path, STREAMS).put([entry("halls")], watermark=1)
    with pytest.raises(OtherSettingsError):
        ColumnarEngine(tmp_path, STREAMS | {"words": StreamSettings(pivot=11)})


def test_a_merge_changes_no_answer_and_leaves_fewer_segments(columnar, tmp_path):
    for number in range(40):
        columnar.put([entry(f"item:{number % 30}", "heat " * (number % 5 + 1) + "halls")], watermark=number)
    before, files = columnar.find(question("heat halls", most=50)), len(list(tmp_path.rglob("*.segment")))
    while columnar.merge():
        assert columnar.find(question("heat halls", most=50)) == before
    assert len(list(tmp_path.rglob("*.segment"))) < files


def test_segments_stay_few_however_many_puts_there_were(columnar, tmp_path):
    for number in range(120):
        columnar.put([entry(f"item:{number}")], watermark=number)
        columnar.merge()
    assert len(list(tmp_path.rglob("*.segment"))) <= math.log2(120)


def test_it_merges_by_itself(tmp_path):
    engine = ColumnarEngine(tmp_path, STREAMS, sizes=SMALL)
    for number in range(60):
        engine.put([entry(f"item:{number}")], watermark=number)
    engine.close()
    engine.put([entry("last")], watermark=60)
    engine.close()
    assert len(list(tmp_path.glob("*.segment"))) < 8
    assert engine.find(question()).total == 61


def test_what_is_dropped_while_a_merge_works_stays_dropped(columnar, monkeypatch):
    for number in range(20):
        columnar.put([entry(f"item:{number:02}", "heat " * (number + 1))], watermark=number)
    expected = MemoryEngine(STREAMS)
    expected.put([entry(f"item:{number:02}", "heat " * (number + 1)) for number in range(20)], watermark=19)
    build = columnar._written

    def changes_come_in_between(sources):
        path = build(sources)
        monkeypatch.undo()
        for engine in (columnar, expected):
            engine.drop(["item:03", "item:07"], watermark=20)
            engine.put([entry("item:05", "roof"), entry("item:99", "heat roof")], watermark=21)
        return path

    monkeypatch.setattr(columnar, "_written", changes_come_in_between)
    assert columnar.merge()
    assert columnar.find(question("heat roof", most=50)) == expected.find(question("heat roof", most=50))


def test_keys_whose_hashes_fall_together_are_still_told_apart(columnar, monkeypatch):
    def same_for_all_keys(text: str) -> int:
        return 7 if text.startswith("item:") else hashed(text)

    monkeypatch.setattr(hashing, "hashed", same_for_all_keys)
    monkeypatch.setattr(hashing, "_remembered", same_for_all_keys)
    columnar.put([entry(f"item:{number}", "heat") for number in range(9)], watermark=1)
    columnar.put([entry("item:4", "roof")], watermark=2)
    columnar.drop(["item:7"], watermark=3)
    while columnar.merge():
        pass
    assert set(found_keys(columnar, question("heat"))) == {
        f"item:{number}" for number in (0, 1, 2, 3, 5, 6, 8)
    }
    assert set(columnar.score(question("roof"), ["item:4", "item:5", "item:7"])) == {"item:4", "item:5"}
    assert columnar.find(question("heat", without=frozenset({"item:0"}))).total == 6


def test_tokens_whose_hashes_fall_together_do_not_spoil_the_index(columnar, monkeypatch):
    monkeypatch.setattr(hashing, "hashed", lambda text: len(text) % 2)
    monkeypatch.setattr(hashing, "_remembered", lambda text: len(text) % 2)
    for number in range(9):
        columnar.put([entry(f"item:{number}", "heat roof hall and water")], watermark=number)
    while columnar.merge():
        pass
    columnar.drop(["item:3", "item:4"], watermark=9)
    assert set(found_keys(columnar, question("heat"))) == {
        f"item:{number}" for number in (0, 1, 2, 5, 6, 7, 8)
    }
    for segment in (live.segment for live in columnar._current().view.segments):
        postings = segment.postings["words"]
        for first, end in pairwise(postings.starts.tolist()):
            assert (np.diff(postings.entries[first:end].astype(np.int64)) > 0).all()


# Sorted by a facet: who asks for one value of it need not look at the others

KINDS = ["case", "solution", "expert", "case", "event", "expert", "case", "solution"]
OF_ONE_KIND = question("heat", conditions=kinds("expert"), wants_best=False, most=50)


def of_many_kinds() -> list[Entry]:
    return [entry(f"item:{n}", "heat " * (n % 3 + 1), kind=KINDS[n % len(KINDS)]) for n in range(24)]


def looked_at(engine: ColumnarEngine, asked: Question) -> int:
    """How many entries a question is asked of."""
    return engine._current().view.narrowed(asked.conditions).size


def test_a_question_for_one_value_looks_at_its_entries_only(columnar, monkeypatch):
    monkeypatch.setattr(view, "FEW_ENTRIES", 0)
    columnar.put(of_many_kinds(), watermark=1)
    assert looked_at(columnar, OF_ONE_KIND) == columnar.find(OF_ONE_KIND).total == 6
    between = replace(OF_ONE_KIND, conditions=kinds("case", "solution"))
    assert looked_at(columnar, between) == columnar.find(between).total == 15
    assert looked_at(columnar, replace(OF_ONE_KIND, conditions=kinds("nonsense"))) == 0


def test_an_index_from_before_it_was_sorted_stays_readable_and_is_sorted_by_a_merge(tmp_path, monkeypatch):
    monkeypatch.setattr(view, "FEW_ENTRIES", 0)
    before = ColumnarEngine(tmp_path, STREAMS, merges_by_itself=False, sizes=SMALL)
    for entries in (of_many_kinds()[:12], of_many_kinds()[12:]):
        before.put(entries, watermark=1)
    after = ColumnarEngine(tmp_path, STREAMS, sorted_by="kind", merges_by_itself=False, sizes=SMALL)
    assert after.find(OF_ONE_KIND) == before.find(OF_ONE_KIND)
    assert looked_at(after, OF_ONE_KIND) > 6
    assert after.merge()
    assert looked_at(after, OF_ONE_KIND) == 6
    assert after.find(OF_ONE_KIND) == before.find(OF_ONE_KIND)


def test_more_entries_than_can_be_told_apart_are_refused_and_change_nothing(columnar, monkeypatch):
    columnar.put(of_many_kinds()[:4], watermark=1)
    monkeypatch.setattr(merging, "ENTRY_BITS", 3)
    with pytest.raises(OverflowError):
        columnar.put(of_many_kinds()[4:], watermark=2)
    assert columnar.watermark() == 1
    assert columnar.find(question("heat", most=50)).total == 4


def test_a_stretch_that_misses_an_entry_would_be_caught(columnar, monkeypatch):
    monkeypatch.setattr(view, "FEW_ENTRIES", 0)
    reference = MemoryEngine(STREAMS)
    for engine in (columnar, reference):
        engine.put(of_many_kinds(), watermark=1)
    assert columnar.find(OF_ONE_KIND) == reference.find(OF_ONE_KIND)
    spans = labels.Labels.spans
    monkeypatch.setattr(
        labels.Labels,
        "spans",
        lambda column, values: [(begin, end - 1) for begin, end in spans(column, values)],
    )
    assert columnar.find(OF_ONE_KIND) != reference.find(OF_ONE_KIND)


def apply(change: Change, engine: Engine, watermark: int) -> None:
    match change:
        case Put(entries):
            engine.put(entries, watermark=watermark)
        case Drop(keys):
            engine.drop(keys, watermark=watermark)
        case ReplaceAll(entries):
            engine.replace_all(entries, watermark=watermark)
        case Merge():
            if isinstance(engine, ColumnarEngine):
                engine.merge()


@contextmanager
def empty_columnar(streams: dict[str, StreamSettings] = STREAMS) -> Iterator[ColumnarEngine]:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        # What only large collections would go through otherwise.
        patch.setattr(columnar_terms, "AT_ONCE", 5)
        patch.setattr(columnar_terms, "LONG", 3)
        patch.setattr(columnar_terms, "MANY_TIMES", 1)
        patch.setattr(labels, "AT_ONCE", 3)
        patch.setattr(answering, "MANY_ENTRIES", 2)
        patch.setattr(view, "FEW_ENTRIES", 2)
        patch.setattr(view, "WORTH_NARROWING", 0.9)
        patch.setattr(scoreboard, "BLOCK", 2)
        patch.setattr(scoreboard, "FEW_BLOCKS", 3)
        patch.setattr(scoreboard, "FEW_OF_BLOCKS", 0.7)
        patch.setattr(scoreboard, "SPARE", (1, 2))
        patch.setattr(scoreboard, "MANY_ENTRIES", 8)
        patch.setattr(scoreboard, "ROUGH", np.uint8)
        # Durability has its own tests; here it only takes time.
        patch.setattr(files, "sync", lambda _: None)
        patch.setattr(files, "sync_folder", lambda _: None)
        yield ColumnarEngine(Path(folder), streams, sorted_by="kind", merges_by_itself=False, sizes=SMALL)


@given(
    st.lists(worlds.changes(worlds.any_entry), max_size=10),
    st.lists(worlds.any_question, min_size=1, max_size=5),
    st.lists(st.sampled_from(worlds.KEYS), max_size=4),
)
@settings(max_examples=120, deadline=None)
def test_the_columnar_engine_answers_as_the_reference_does(changes, questions, keys):
    reference = MemoryEngine(STREAMS)
    with empty_columnar() as columnar:
        for watermark, change in enumerate(changes):
            apply(change, reference, watermark)
            apply(change, columnar, watermark)
        assert columnar.keys() == reference.keys()
        for asked in questions:
            # To the last bit: the same keys, order, scores, parts, totals and counts.
            assert columnar.find(asked) == reference.find(asked)
            assert columnar.score(asked, keys) == reference.score(asked, keys)


# Twin worlds: what one may not see has no influence on what one sees


@dataclass(frozen=True, slots=True)
class Lives:
    """What happens in a world and its twin, who differ only in what an outsider may not see."""

    public: tuple[Change, ...]
    hidden: tuple[tuple[Change, ...], ...]
    """What happens only in the twin, before each of the public changes."""
    hides_instead: bool
    """Whether the twin keeps what the world drops, out of sight."""


lives = st.integers(0, 3).flatmap(
    lambda size: st.builds(
        Lives,
        public=st.tuples(worlds.first_puts, *[worlds.changes(worlds.public_entry)] * size),
        hidden=st.tuples(*[st.lists(worlds.hidden_changes, min_size=1, max_size=2).map(tuple)] * (size + 1)),
        hides_instead=st.booleans(),
    )
)
outsiders_questions = st.lists(worlds.outsiders_question, min_size=1, max_size=4)


def an_outsider_can_tell_them_apart(
    world: Engine, twin: Engine, lives: Lives, questions: list[Question]
) -> bool:
    for watermark, change in enumerate(lives.public):
        for secret in lives.hidden[watermark]:
            apply(secret, twin, watermark)
        apply(change, world, watermark)
        if isinstance(change, Drop) and lives.hides_instead:
            apply(
                Put(tuple(entry(key, "token-a", audiences="network") for key in change.keys)), twin, watermark
            )
        else:
            apply(change, twin, watermark)
    world.put([], watermark=len(lives.public))
    twin.put([], watermark=len(lives.public))
    return any(
        world.find(asked) != twin.find(asked)
        or world.score(asked, worlds.KEYS) != twin.score(asked, worlds.KEYS)
        for asked in questions
    )


@given(lives, outsiders_questions)
@settings(max_examples=50, deadline=None)
def test_worlds_that_differ_in_what_is_hidden_are_the_same_to_an_outsider(lives, questions):
    with empty_columnar() as world, empty_columnar() as twin:
        assert not an_outsider_can_tell_them_apart(world, twin, lives, questions)
    assert not an_outsider_can_tell_them_apart(MemoryEngine(STREAMS), MemoryEngine(STREAMS), lives, questions)


def test_an_engine_that_counts_hidden_entries_in_its_rarity_would_be_caught(monkeypatch):
    def everybody(counted: Segment | SegmentBuilder) -> Mask:
        size = counted.size if isinstance(counted, Segment) else len(counted._keys)
        return np.ones(size, np.bool_)

    monkeypatch.setattr(SegmentBuilder, "_public", everybody)
    monkeypatch.setattr(Segment, "public", property(everybody))

    caught = []

    @given(lives, outsiders_questions)
    @settings(max_examples=30, deadline=None, database=None, derandomize=True)
    def look(lives: Lives, questions: list[Question]) -> None:
        with empty_columnar() as world, empty_columnar() as twin:
            caught.append(an_outsider_can_tell_them_apart(world, twin, lives, questions))

    look()
    assert sum(caught) > len(caught) / 6, "the worlds must be such that a leak shows often"


def test_a_lot_is_drawn_by_what_the_entry_says_and_not_by_its_key(engine):
    """Keys count up with what is hidden; what an entry draws by does not, so hidden entries move nothing."""
    names = ["beek", "dijk", "haven", "plein", "singel", "veld"]
    engine.put([replace(entry(f"item:{n}"), lot=name) for n, name in enumerate(names)], watermark=1)
    first = [names[int(key.partition(":")[2])] for key in found_keys(engine, question())]
    assert first == by_lot(question(), names)
    shifted = [replace(entry(f"item:{n + 40}"), lot=name) for n, name in enumerate(names)]
    engine.replace_all(shifted, watermark=2)
    assert [names[int(key.partition(":")[2]) - 40] for key in found_keys(engine, question())] == first
