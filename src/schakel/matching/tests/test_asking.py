"""A question put to a hub with a database: what comes back, for whom, and how fresh it is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from schakel.journal.public import history_of
from schakel.kernel.refusal import Refusal
from schakel.library.public import (
    Content,
    Kind,
    Step,
    Visibility,
    change_item,
    move_item,
    value_of,
    write_item,
)
from schakel.matching import public as matching
from schakel.matching.asking import LONGEST_QUESTION, QuestionForm
from schakel.matching.indexing import OUTDATED, READ_BY, HubIndex, way_of_reading
from schakel.organisations.public import Organisation
from schakel.vocabulary.public import Concept, change_theme, change_word

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def understanding(db):
    """What a process knows of the vocabulary is renewed by the journal; here rows are made without it."""
    matching.CURRENT.forget()
    yield
    matching.CURRENT.forget()


@pytest.mark.parametrize(
    "damage", [lambda path: path.write_bytes(b"half"), lambda path: path.write_bytes(b"")]
)
def test_an_index_that_was_damaged_is_made_anew_when_the_hub_starts(write, damage, caplog, settings):
    write("Warmte uit het kanaal")
    matching.hub_index().catch_up(today=NOW.date())
    damage(matching.hub_index().folder / "current")
    started = HubIndex(matching.hub_index().folder)
    started.catch_up(today=NOW.date())
    assert len(started.engine.keys()) == 1
    assert "the search index is made anew: DamagedIndexError" in caplog.text


def test_after_an_upgrade_that_reads_items_otherwise_they_are_all_read_anew(write):
    write("Warmte uit het kanaal")
    index = matching.hub_index()
    index.catch_up(today=NOW.date())
    index.outdate_when_read_otherwise()
    assert not (index.folder / OUTDATED).exists()

    (index.folder / READ_BY).write_text("as an older version did")
    index.outdate_when_read_otherwise()
    assert (index.folder / OUTDATED).exists()
    index.catch_up(today=NOW.date(), most=100)
    assert (index.folder / OUTDATED).exists(), "nobody waits for it"
    index.catch_up(today=NOW.date())
    assert not (index.folder / OUTDATED).exists()
    assert (index.folder / READ_BY).read_text() == way_of_reading()


@pytest.fixture
def vocabulary(chaima):
    climate = Concept.objects.create(notation="climate-change", is_challenge=True)
    heat = Concept.objects.create(notation="heat-stress", broader=climate, position=1)
    climate.labels.create(language="nl", text="klimaatverandering", is_preferred=True)
    climate.labels.create(language="en", text="climate change", is_preferred=True)
    heat.labels.create(language="nl", text="hittestress", is_preferred=True)
    heat.labels.create(language="nl", text="te warm in huis")
    heat.labels.create(language="en", text="heat stress", is_preferred=True)
    for dutch, english in (
        ("oudere", "elderly"),
        ("boom", "tree"),
        ("schaduw", "shade"),
        ("fiets", "bicycle"),
    ):
        change_word(dutch=dutch, english=[english], changed_by=chaima, now=NOW)
    return {"heat-stress": heat, "climate-change": climate}


@pytest.fixture
def write(rotterdam):
    def written(
        title, summary="", *, language="nl", kind=Kind.CASE, owner=rotterdam, themes=(), publish=True, **more
    ):
        content = Content(
            texts={language: {"title": title, "summary": summary}},
            facts=more.pop("facts", {}),
            owner=owner,
            themes=tuple(themes),
            original_language=language,
            **more,
        )
        item = write_item(kind=kind, content=content, written_by=None, now=NOW)
        return move_item(item=item, step=Step.PUBLISH, moved_by=None, now=NOW) if publish else item

    return written


def titles(answer):
    return [match.item.title("nl") for match in answer.matches]


def asked(text, person=None, **more):
    return matching.ask(QuestionForm(text, **more), person=person, now=NOW)


def test_a_dutch_question_finds_dutch_and_english_items_with_reasons(vocabulary, write):
    write("Bomen geven schaduw aan ouderen")
    write("Trees give shade to elderly people", language="en")
    write("Fietsen in de winter")
    answer = asked("schaduw voor ouderen")
    assert set(titles(answer)) == {"Bomen geven schaduw aan ouderen", "Trees give shade to elderly people"}
    assert all(match.explanation.reasons for match in answer.matches)


def test_what_is_saved_is_found_at_once_and_what_is_archived_is_not(vocabulary, write):
    assert titles(asked("schaduw")) == []
    item = write("Bomen geven schaduw")
    assert titles(asked("schaduw")) == ["Bomen geven schaduw"]
    move_item(item=item, step=Step.ARCHIVE, moved_by=None, now=NOW)
    assert titles(asked("schaduw")) == []


def test_a_changed_text_is_found_by_its_new_words_and_not_by_its_old(vocabulary, write, rotterdam):
    item = write("Bomen geven schaduw")
    content = Content(texts={"nl": {"title": "Fietsen voor iedereen"}}, facts={}, owner=rotterdam)
    change_item(item=item, seen_version=item.version, content=content, changed_by=None, now=NOW)
    assert titles(asked("fietsen")) == ["Fietsen voor iedereen"]
    assert titles(asked("schaduw")) == []


def test_the_answer_carries_the_watermark_of_the_journal(vocabulary, write):
    before = asked("schaduw").watermark
    write("Bomen geven schaduw")
    assert asked("schaduw").watermark > before


@pytest.mark.parametrize("visibility", [Visibility.ORGANISATION, Visibility.PARTNERS, Visibility.NETWORK])
def test_a_visitor_finds_only_what_is_public(vocabulary, write, visibility):
    write("Bomen geven schaduw", visibility=visibility)
    assert titles(asked("schaduw")) == []


def test_a_draft_is_found_by_its_owner_and_staff_only(vocabulary, write, anna, dirk, chaima):
    write("Bomen geven schaduw", publish=False)
    assert titles(asked("schaduw", anna)) == ["Bomen geven schaduw"]
    assert titles(asked("schaduw", chaima)) == ["Bomen geven schaduw"]
    assert titles(asked("schaduw", dirk)) == []


def test_a_member_finds_what_is_for_the_network(vocabulary, write, bas, dirk):
    write("Bomen geven schaduw", visibility=Visibility.NETWORK)
    assert titles(asked("schaduw", bas)) == ["Bomen geven schaduw"]
    assert titles(asked("schaduw", dirk)) == []


def test_themes_are_recognised_in_plain_words_and_can_be_taken_away(vocabulary, write):
    write("Hittestress in flats", "Koele plekken.")
    write("Een koud bad", "Op het plein.")
    answer = asked("het is te warm in huis")
    assert answer.understood == ("heat-stress",)
    assert "Hittestress in flats" in titles(answer)
    without = asked("het is te warm in huis", without_themes=("heat-stress",))
    assert without.understood == ()
    assert not [
        reason for match in without.matches for reason in match.explanation.all_reasons if reason.theme
    ]


def test_a_changed_label_works_in_the_next_question(vocabulary, write, chaima):
    write("Hittestress in flats")
    assert titles(asked("zolderkamers als bakovens")) == []
    change_theme(
        concept=vocabulary["heat-stress"],
        preferred={"nl": "hittestress", "en": "heat stress"},
        others={"nl": ["zolderkamers als bakovens"]},
        broader=vocabulary["climate-change"],
        changed_by=chaima,
        now=NOW,
    )
    answer = asked("zolderkamers als bakovens")
    assert answer.understood == ("heat-stress",)
    assert titles(answer) == ["Hittestress in flats"]


def test_a_changed_word_works_in_the_next_question(vocabulary, write, chaima):
    write("A zeppelin for everybody", language="en")
    assert titles(asked("luchtschip")) == []
    change_word(dutch="luchtschip", english=["zeppelin"], changed_by=chaima, now=NOW)
    assert titles(asked("luchtschip")) == ["A zeppelin for everybody"]


def test_a_filter_keeps_only_what_it_says_and_the_other_counts_stay(vocabulary, write):
    write("Bomen geven schaduw")
    write("Schaduw als dienst", kind=Kind.SOLUTION)
    answer = asked("schaduw", conditions={"kind": frozenset({"solution"})})
    assert titles(answer) == ["Schaduw als dienst"]
    assert answer.counts["kind"] == {"case": 1, "solution": 1}


def test_a_place_in_the_question_says_who_asks(vocabulary, write, rotterdam):
    Organisation.objects.filter(pk=rotterdam.pk).update(size_class="over-250k")
    matching.CURRENT.forget()
    write("Bomen geven schaduw")
    answer = asked("meer schaduw in Rotterdam")
    assert answer.place is not None
    assert answer.place.name == "Rotterdam"


def test_nothing_fits_a_question_about_something_else(vocabulary, write):
    write("Bomen geven schaduw aan ouderen")
    answer = asked("voetbaluitslagen en pizza met ananas")
    assert not answer.fits_well


def test_what_shares_one_general_word_is_found_and_is_not_the_best_of_its_kind(vocabulary, write):
    write("Bomen geven schaduw aan ouderen")
    other = write("Wat een eigenaar nodig heeft", kind=Kind.TRAINING)
    answer = asked("Wij hebben meer schaduw nodig voor ouderen")
    assert {match.item.pk for match in answer.matches} > {other.pk}
    assert set(answer.best_of_each) == {"case"}


def test_near_doubles_stand_behind_the_first(vocabulary, write):
    write("Bomen geven schaduw aan ouderen in de wijk", "Schaduw op het plein.")
    write("Bomen geven schaduw aan ouderen in de wijk!", "Schaduw op het plein.")
    answer = asked("schaduw voor ouderen")
    assert len(answer.matches) == 1
    assert len(answer.matches[0].doubles) == 1


def test_an_empty_question_is_refused():
    with pytest.raises(Refusal, match="question-empty"):
        asked("  ?! ")


def test_a_question_may_be_as_long_as_the_limit_and_no_longer(vocabulary):
    assert asked("boom " * (LONGEST_QUESTION // 5)).total == 0
    with pytest.raises(Refusal, match="question-too-long"):
        asked("b" * (LONGEST_QUESTION + 1))


def test_an_item_is_not_similar_to_itself(vocabulary, write):
    item = write("Bomen geven schaduw")
    write("Schaduw van bomen op het plein")
    found = matching.similar(value_of(item, today=NOW.date()), person=None, now=NOW, screen_language="nl")
    assert [match.item.title("nl") for match in found] == ["Schaduw van bomen op het plein"]


def test_the_pages_of_an_answer_hold_everything_once(vocabulary, write):
    for number in range(7):
        write(f"Schaduw nummer {number} van {'abcdefg'[number] * 9}", f"{'hijklmn'[number] * 12}")
    form = QuestionForm("schaduw", most=3, each_kind=False)
    pages = [matching.ask(replace(form, page=page), person=None, now=NOW) for page in (1, 2, 3)]
    found = [match.item.pk for page in pages for match in page.matches]
    assert len(found) == len(set(found)) == 7
    assert pages[0].pages == 3


@pytest.fixture
def shade(vocabulary, write):
    """One item that meets a question about trees and shade well, seven that meet it a little, many about others."""
    write("Bomen geven schaduw aan ouderen")
    for number in range(7):
        kind = Kind.SOLUTION if number % 2 else Kind.CASE
        write(f"Schaduw nummer {number} van {'abcdefghijkl'[number] * 9}", kind=kind)
    for number in range(20):
        write(f"Fietsen {'abcdefghijklmnopqrstuvwxyz'[number] * 9}")


def test_dots_are_the_same_on_every_page_and_with_every_filter(shade):
    form = QuestionForm("bomen en schaduw voor ouderen", most=8)
    whole = {match.item.pk: match.dots for match in matching.ask(form, person=None, now=NOW).matches}
    assert len(whole) == 8
    assert len(set(whole.values())) > 1
    others = [
        replace(form, most=3, page=2),
        replace(form, most=3, page=3, each_kind=False),
        replace(form, conditions={"kind": frozenset({"solution"})}),
        replace(form, conditions={"kind": frozenset({"solution"})}, most=2, page=2),
    ]
    for other in others:
        shown = matching.ask(other, person=None, now=NOW).matches
        assert shown
        assert {match.item.pk: match.dots for match in shown}.items() <= whole.items()
        for match in shown:
            explained = matching.explain_one(form, match.item, person=None, now=NOW)
            assert (explained.dots, explained.score) == (match.dots, match.score)


def test_whether_an_answer_fits_is_said_the_same_on_every_page(shade):
    form = QuestionForm("bomen en schaduw voor ouderen", most=3)
    assert all(matching.ask(replace(form, page=page), person=None, now=NOW).fits_well for page in (1, 2, 3))


def test_where_an_item_comes_from_finds_nothing_by_itself(vocabulary, write, rotterdam):
    province = Organisation.objects.create(
        slug="zuid-holland", name="Zuid-Holland", type="province", code="pv28"
    )
    Organisation.objects.filter(pk=rotterdam.pk).update(size_class="over-250k", province=province)
    rotterdam.refresh_from_db()
    elsewhere = Organisation.objects.create(
        slug="assen", name="Assen", type="municipality", size_class="50k-100k"
    )
    matching.CURRENT.forget()
    users = {"used_by": ["gm0599", "pv28"]}
    write("Een zwembad op het dak", kind=Kind.SOLUTION, facts=users)
    for number in range(8):
        write(f"Fietsen {'abcdefgh'[number] * 9}", owner=elsewhere)
    write("Schaduw", facts={})
    answer = asked("schaduw", region="pv28", size_class="over-250k")
    assert titles(answer) == ["Schaduw"]
    assert answer.total == 1
    assert answer.counts["kind"] == {"case": 1}


def test_a_municipality_like_yours_comes_first_of_two_that_meet_the_question(vocabulary, write, rotterdam):
    Organisation.objects.filter(pk=rotterdam.pk).update(size_class="over-250k")
    rotterdam.refresh_from_db()
    small = Organisation.objects.create(
        slug="klein", name="Klein", type="municipality", size_class="under-20k"
    )
    matching.CURRENT.forget()
    write("Bomen geven schaduw aan iedereen", owner=rotterdam)
    write("Bomen geven schaduw aan niemand", owner=small)
    assert titles(asked("bomen voor schaduw", size_class="under-20k"))[0] == "Bomen geven schaduw aan niemand"
    assert (
        titles(asked("bomen voor schaduw", size_class="over-250k"))[0] == "Bomen geven schaduw aan iedereen"
    )


def test_a_contested_match_is_kept_without_the_question(vocabulary, write):
    item = write("Bomen geven schaduw")
    match = asked("schaduw").matches[0]
    matching.contest_match(
        match=match, because="another-subject", person=None, now=NOW + timedelta(minutes=1)
    )
    row = history_of(item.reference)[0]
    assert row.name == "match.contested"
    assert "schaduw" not in str(row.details)
