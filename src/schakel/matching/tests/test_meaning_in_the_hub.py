"""Meaning in a hub with a database: switched on and off, kept up to date, never waited for long, and truly explained.

The model is one that the test makes: its weights are random, so what is near says nothing, but everything else is real.
"""

import logging
import shutil
import threading
import time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings
from django.urls import reverse

from schakel.jobs.public import HUB, Worker
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
from schakel.matching import asking
from schakel.matching import public as matching
from schakel.matching.asking import QuestionForm
from schakel.matching.encoding import ItemVectors, up_to_date
from schakel.matching.explaining import Explanation, Reason, with_nearest
from schakel.matching.indexing import index_key
from schakel.matching.jobs import VECTORS
from schakel.matching.meaning import Compared
from schakel.matching.reading import Meaning, Source
from schakel.matching.switching import (
    THINKER,
    Thinker,
    choose_model,
    load_meaning,
    switch_meaning_off,
    switch_meaning_on,
    vectors_folder,
)
from schakel.matching.tests.demonstration import demonstration_items
from schakel.matching.wording import reason_text
from schakel.search.analysis.analyser import How
from schakel.search.analysis.lexicon import Lexicon, Pair
from schakel.search.semantic.encoder import Encoder
from schakel.search.semantic.model_folder import UnusableModelError
from schakel.search.semantic.tests.tiny_model import write_model
from schakel.search.semantic.vectors import Progress
from schakel.vocabulary.public import change_word

pytest.importorskip("tokenizers", reason="the extra semantic is not installed")

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TODAY = date(2026, 11, 23)
QUESTION = "too much energy use in the sport hall"
PATIENT = 30.0


@pytest.fixture(autouse=True)
def hub(db, tmp_path):
    """A hub of its own: what was switched on or encoded by another test is not there."""
    shutil.rmtree(vectors_folder(), ignore_errors=True)
    matching.CURRENT.forget()
    THINKER.forget()
    yield
    switch_meaning_off()
    THINKER.forget()
    matching.CURRENT.forget()


@pytest.fixture
def model(tmp_path):
    return choose_model(write_model(tmp_path / "model"))


@pytest.fixture
def write(rotterdam):
    def written(title, summary, *, language="en", **more):
        content = Content(
            texts={language: {"title": title, "summary": summary}},
            facts={},
            owner=rotterdam,
            themes=(),
            original_language=language,
            **more,
        )
        item = write_item(kind=Kind.CASE, content=content, written_by=None, now=NOW)
        return move_item(item=item, step=Step.PUBLISH, moved_by=None, now=NOW)

    return written


KNOWN_WORDS = {
    "energie": "energy",
    "hal": "hall",
    "sport": "sport",
    "hitte": "heat",
    "stad": "city",
    "gebruik": "use",
}
"""A word that no word list knows is taken for a name."""


@pytest.fixture
def items(write, chaima):
    for dutch, english in KNOWN_WORDS.items():
        change_word(dutch=dutch, english=[english], changed_by=chaima, now=NOW)
    return [
        write("Sport hall energy", "The sport hall is using too much energy in our city. We give it shade."),
        write(
            "Heat in the city", "A tree is shade in the heat. The hall is too much in the heat of our city."
        ),
        write("Trees give shade", "Our city trees give shade in the heat, and use less energy too."),
        write("City sport", "Sport in our city is using too much. The hall is shade."),
    ]


def encode():
    return ItemVectors(load_meaning(matching.chosen_model())).catch_up(
        today=TODAY, report=lambda _done, _wanted: None
    )


def asked(text=QUESTION, person=None, **more):
    return matching.ask(QuestionForm(text, **more), person=person, now=NOW, patience=PATIENT)


def meant(match):
    return [reason for reason in match.explanation.all_reasons if reason.how is How.MEANING]


def changed(item, summary):
    content = Content(
        texts={"en": {"title": "Sport hall energy", "summary": summary}},
        facts={},
        owner=item.owner,
        themes=(),
        original_language="en",
    )
    return change_item(item=item, content=content, seen_version=item.version, changed_by=None, now=NOW)


def test_until_it_is_switched_on_answers_come_from_words_alone(items):
    answer = asked()
    assert answer.matches
    assert not any(meant(match) for match in answer.matches)
    assert not vectors_folder().exists()


def test_switched_on_meaning_is_a_part_of_the_score_with_a_sentence_of_the_item(items, model):
    by_words = {match.item.pk: match.score for match in asked().matches}
    switch_meaning_on(model)
    assert encode() == 4
    answer = asked()
    assert {match.item.pk for match in answer.matches} == by_words.keys()
    quoted = 0
    for match in answer.matches:
        explanation = match.explanation
        assert sum(reason.amount for reason in explanation.reasons) + explanation.rest == pytest.approx(
            match.score, abs=1e-3
        )
        added = sum(reason.amount for reason in meant(match))
        assert match.score - added == pytest.approx(by_words[match.item.pk], abs=1e-3)
        for reason in meant(match):
            assert (reason.your_words, reason.their_words, reason.theme) == ("", (), "")
            if reason.nearest is not None:
                quoted += 1
                assert reason.nearest.text in match.item.texts["en"]["summary"]
                assert reason.nearest.text in reason_text(reason, {})
    assert quoted
    assert answer.matches[0].score > max(by_words.values())


BOTH = {
    "en": "The sport hall is using too much energy in our city. Trees give shade in the heat.",
    "nl": "De sporthal gebruikt te veel energie in onze stad. Bomen geven schaduw bij hitte.",
}


@pytest.mark.parametrize(
    ("screen", "dutch", "shown"),
    [
        ("en", BOTH["nl"], "Trees give shade in the heat."),
        ("nl", BOTH["nl"], "Bomen geven schaduw bij hitte."),
        ("nl", "De sporthal gebruikt te veel energie in onze stad.", "Trees give shade in the heat."),
        ("nl", "", "Trees give shade in the heat."),
    ],
)
def test_the_nearest_sentence_is_shown_in_the_language_of_the_screen_where_both_texts_run_alike(
    model, screen, dutch, shown
):
    texts = {
        language: {"title": "Sport", "summary": text} for language, text in (BOTH | {"nl": dutch}).items()
    }
    item = replace(demonstration_items()[0], texts=texts, original_language="nl")
    meaning = load_meaning(model)
    lexicon = Lexicon([])
    meaning.store.move_on(Progress(0, ""))
    readable = meaning.read(meaning.source_of(item), lexicon)
    meaning.store.put({index_key(item.pk): meaning.encode(readable)})
    vector = meaning.vector_of("Trees give shade in the heat.", "en", lexicon)
    compared = Compared(vector, meaning.store.find([index_key(item.pk)]))
    quote = meaning.nearest(item, compared, screen)
    assert quote.text == shown
    assert quote.language == ("nl" if shown in dutch else "en")


def test_without_a_near_sentence_meaning_is_a_reason_only_beside_words():
    def reason(how):
        return Reason(how, "", (), "", "", amount=1.0, part=0.5)

    def explained(*hows):
        reasons = tuple(map(reason, hows))
        explanation = Explanation(None, reasons, reasons, rest=0.0, met=0.0)
        return [left.how for left in with_nearest(explanation, lambda: None).reasons]

    assert explained(How.MEANING) == []
    assert explained(How.RELATED, How.MEANING) == []
    assert explained(How.WORD, How.MEANING) == [How.WORD, How.MEANING]
    assert explained(How.RELATED) == [How.RELATED]


def test_switched_off_everything_is_as_it_was(items, model):
    before = asked()
    switch_meaning_on(model)
    encode()
    asked()
    switch_meaning_off()
    after = asked()
    assert [(match.item.pk, match.score, match.explanation) for match in after.matches] == [
        (match.item.pk, match.score, match.explanation) for match in before.matches
    ]


def test_an_item_that_was_changed_is_compared_again_once_it_is_encoded_anew(items, model):
    switch_meaning_on(model)
    encode()
    store = load_meaning(model).store
    keys = [index_key(item.pk) for item in items]
    assert up_to_date(store, keys).keys == tuple(keys)
    changed(items[0], "The heat in our hall is too much.")
    assert up_to_date(store, keys).keys == tuple(keys[1:])
    assert list(ItemVectors(load_meaning(model)).differences(today=TODAY)) == [
        f"{keys[0]} has vectors of an older text"
    ]
    assert encode() == 1
    assert up_to_date(store, keys).keys == tuple(keys)
    assert list(ItemVectors(load_meaning(model)).differences(today=TODAY)) == []


def test_what_changes_no_text_is_looked_at_and_not_encoded_anew(items, model):
    switch_meaning_on(model)
    encode()
    move_item(item=items[0], step=Step.ARCHIVE, moved_by=None, now=NOW)
    assert encode() == 0
    assert load_meaning(model).store.count() == 4


def test_a_changed_translation_encodes_what_it_is_glossed_with(write, model, chaima):
    write("Bomen", "De warmte in de stad is te veel voor ons allemaal.", language="nl")
    write("Trees", "The heat in our city is too much.")
    change_word(dutch="warmte", english=["warmth"], changed_by=chaima, now=NOW)
    switch_meaning_on(model)
    assert encode() == 2
    change_word(dutch="warmte", english=["heat"], changed_by=chaima, now=NOW)
    assert encode() == 1


def test_vectors_of_another_journal_are_looked_at_one_by_one(items, model):
    switch_meaning_on(model)
    encode()
    vectors = ItemVectors(load_meaning(model))
    kept = vectors.store.progress()
    vectors.store.move_on(type(kept)(kept.place, "another", kept.wanted, is_complete=True))
    keys = [index_key(item.pk) for item in items]
    assert up_to_date(vectors.store, keys).keys == ()
    assert vectors.is_behind
    assert encode() == 0
    assert up_to_date(vectors.store, keys).keys == tuple(keys)


def test_encoding_that_was_broken_off_goes_on_where_it_was(items, model, monkeypatch):
    monkeypatch.setattr("schakel.matching.encoding.TOGETHER", 1)
    switch_meaning_on(model)
    vectors = ItemVectors(load_meaning(model))

    def stop(done, wanted):
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        vectors.catch_up(today=TODAY, report=stop)
    assert vectors.store.count() == 3
    assert vectors.is_behind
    assert encode() == 1
    assert not vectors.is_behind


def test_while_another_process_encodes_nothing_is_done_twice(items, model):
    switch_meaning_on(model)
    with load_meaning(model).store.only_one_encodes():
        assert encode() is None
    assert encode() == 4


def test_what_somebody_may_not_see_has_no_influence(items, write, model, anna):
    switch_meaning_on(model)
    encode()
    before = asked()
    write(
        "Energy in the sport hall",
        "Too much energy use in the sport hall.",
        visibility=Visibility.ORGANISATION,
    )
    assert encode() == 1
    after = asked()
    assert any(meant(match) for match in after.matches)
    assert [(match.item.pk, match.score, match.explanation) for match in after.matches] == [
        (match.item.pk, match.score, match.explanation) for match in before.matches
    ]
    assert (after.total, after.counts, after.fits_well) == (before.total, before.counts, before.fits_well)
    assert len(asked(person=anna).matches) == len(before.matches) + 1


def test_one_score_is_explained_as_it_stands_in_the_answer(items, model):
    switch_meaning_on(model)
    encode()
    for match in asked().matches:
        explained = matching.explain_one(QuestionForm(QUESTION), match.item, person=None, now=NOW)
        assert explained.score == pytest.approx(match.score)
        assert [reason.amount for reason in meant(explained)] == [reason.amount for reason in meant(match)]


def test_the_page_that_explains_a_score_says_that_a_model_compared(items, model, client):
    def page(match):
        address = reverse("worked_out", args=[match.item.slug])
        return client.get(address, {"q": QUESTION}, headers={"accept-language": "nl"}).content.decode()

    said = "taalmodel op de eigen computer van deze hub"
    assert said not in page(asked().matches[0])
    switch_meaning_on(model)
    encode()
    shown = page(next(match for match in asked().matches if meant(match)))
    assert said in shown
    assert "lijkt in betekenis op uw vraag (taalmodel)" in shown


def test_similar_items_are_compared_by_the_vector_that_is_kept(items, model):
    switch_meaning_on(model)
    encode()
    THINKER.meaning()
    found = matching.similar(value_of(items[0], today=TODAY), person=None, now=NOW, screen_language="en")
    assert any(meant(match) for match in found)
    assert items[0].pk not in {match.item.pk for match in found}


def test_the_worker_encodes_what_was_written(items, model):
    switch_meaning_on(model)
    clock = iter(NOW + timedelta(seconds=second) for second in range(1000))
    worker = Worker(HUB, clock=lambda: next(clock), renews=False)
    while worker.work_once():
        pass
    assert load_meaning(model).store.count() == 4
    assert not ItemVectors(load_meaning(model)).is_behind


def test_a_worker_lets_other_work_go_first_and_then_goes_on(items, model, monkeypatch):
    monkeypatch.setattr("schakel.matching.jobs.SHIFT", -1.0)
    monkeypatch.setattr("schakel.matching.encoding.TOGETHER", 1)
    switch_meaning_on(model)
    done = []
    handler = HUB.handlers[VECTORS].do

    class Work:
        def now(self):
            return NOW

        def report(self, progress, *, size):
            done.append((progress, size))

        def completion(self):
            from django.db import transaction  # noqa: PLC0415

            return transaction.atomic()

    handler(Work())
    assert done == [(0, 4)]
    for _ in range(5):
        handler(Work())
    assert not done[1:] or done[-1][1] == 4


class SlowEncoder:
    """An encoder that takes as long as the test wants."""

    width, fingerprint = 4, "slow"

    def __init__(self):
        self.may_go_on = threading.Event()

    def encode(self, texts):
        self.may_go_on.wait(PATIENT)
        raise UnusableModelError(f"nobody waits for {len(texts)} texts")


def test_words_do_not_wait_for_a_model_that_is_slow(items, model, tmp_path, monkeypatch):
    slow = SlowEncoder()
    monkeypatch.setattr(
        asking, "THINKER", Thinker(lambda _choice: Meaning(slow, languages=("en",), folder=tmp_path / "slow"))
    )
    before = asked()
    switch_meaning_on(model)
    began = time.monotonic()
    answer = matching.ask(QuestionForm(QUESTION), person=None, now=NOW, patience=0.01)
    assert time.monotonic() - began < PATIENT / 3
    assert [match.item.pk for match in answer.matches] == [match.item.pk for match in before.matches]
    slow.may_go_on.set()


def test_a_model_that_is_gone_is_said_once_and_missed_by_nobody(items, model, caplog):
    before = asked()
    switch_meaning_on(model)
    shutil.rmtree(model.model)
    with caplog.at_level(logging.WARNING):
        answers = [asked(), asked()]
    assert [[match.score for match in answer.matches] for answer in answers] == 2 * [
        [match.score for match in before.matches]
    ]
    assert len([record for record in caplog.records if "cannot be compared" in record.message]) == 1


def test_a_question_in_a_language_the_model_does_not_read_is_answered_by_words(items, model):
    switch_meaning_on(model)
    encode()
    assert not any(meant(match) for match in asked("energy sport hall", language="de").matches)


def test_dutch_is_given_in_english_words_unless_the_model_reads_it(tmp_path):
    lexicon = Lexicon([Pair("warmte", "heat")])
    encoder = Encoder(write_model(tmp_path / "model"))
    english = Meaning(encoder, languages=("en",), folder=tmp_path)
    assert english.in_its_words("warmte in Peter", "nl", lexicon) == "heat in Peter."
    for languages in (("en", "nl"), ("multilingual",)):
        both = Meaning(encoder, languages=languages, folder=tmp_path)
        assert both.in_its_words("warmte", "nl", lexicon) == "warmte"
    assert not Meaning(encoder, languages=("fr",), folder=tmp_path).can_be_given("nl")


def test_a_text_without_passages_is_its_own(tmp_path):
    meaning = Meaning(Encoder(write_model(tmp_path / "model")), languages=("en",), folder=tmp_path)
    _, vectors = meaning.encode(meaning.read(Source("en", (("title", "the heat"),)), Lexicon([])))
    assert vectors.shape == (2, 16)
    assert (vectors[0] == vectors[1]).all()


def test_the_vectors_stand_beside_the_index():
    assert vectors_folder().parent == settings.SEARCH_INDEX.parent
    assert vectors_folder() != settings.SEARCH_INDEX
