"""Reasons are true: they add up to the score, and taking the named words out takes the named part away."""

from dataclasses import replace

import pytest

from schakel.matching.analysing import analyser_from_files
from schakel.matching.explaining import Explainer, without_words
from schakel.matching.indexing import entry_of, index_key, streams
from schakel.matching.tests.demonstration import demonstration_items
from schakel.search.analysis.analyser import How
from schakel.search.engine import PUBLIC, Question
from schakel.search.public import open_index

QUESTIONS = [
    ("nl", "Onze sporthallen gebruiken te veel energie en we weten niet waarom"),
    ("en", "elderly people in our neighbourhood suffer from the heat"),
    ("nl", "inwoners gooien afval naast de container"),
    ("nl", "hoe krijgen we minder bouwverkeer in de binnenstad"),
    ("en", "our letters are too difficult for residents who read badly"),
    ("en", "which public buildings need maintenance first"),
    ("nl", "mensen met schulden eerder helpen"),
    ("nl", "roofvogels beschermen"),
]


@pytest.fixture(scope="module")
def analyser():
    return analyser_from_files()


@pytest.fixture(scope="module")
def items():
    return {index_key(item.pk): item for item in demonstration_items()}


@pytest.fixture(scope="module")
def engine(items, analyser, tmp_path_factory):
    engine = open_index(tmp_path_factory.mktemp("explained") / "index", streams())
    engine.put([entry_of(item, analyser) for item in items.values()], watermark=1)
    return engine


def asked(analyser, engine, language, text, most=8):
    question = analyser.question(text, language)
    return question, engine.find(Question(question.terms, frozenset({PUBLIC}), most=most))


@pytest.mark.parametrize(("language", "text"), QUESTIONS)
def test_every_hit_has_reasons_that_add_up_to_its_score(language, text, items, analyser, engine):
    question, answer = asked(analyser, engine, language, text)
    assert answer.hits
    for hit in answer.hits:
        explanation = Explainer(question, analyser).explain(hit, items[hit.key])
        assert explanation.reasons
        assert sum(reason.amount for reason in explanation.reasons) + explanation.rest == pytest.approx(
            hit.score, abs=1e-3
        )
        assert explanation.rest >= -1e-3


@pytest.mark.parametrize(("language", "text"), QUESTIONS)
def test_taking_the_named_words_out_takes_the_stated_part_away(language, text, items, analyser, engine):
    question, answer = asked(analyser, engine, language, text)
    tested = 0
    for hit in answer.hits:
        item = items[hit.key]
        for reason in Explainer(question, analyser).explain(hit, item).reasons:
            if reason.how in (How.LETTERS, How.RELATED):
                continue
            shorter = without_words(item, reason.places)
            if reason.theme:
                shorter = replace(
                    shorter, themes=tuple(theme for theme in shorter.themes if theme != reason.theme)
                )
            fallen = hit.score - score_without(
                engine, entry_of(item, analyser), entry_of(shorter, analyser), question
            )
            assert fallen >= 0.9 * reason.amount, (item.slug, reason)
            tested += 1
    assert tested


def test_control_a_reason_that_claims_the_whole_score_is_caught(items, analyser, engine):
    question, answer = asked(analyser, engine, *QUESTIONS[0])
    hit = answer.hits[0]
    reason = next(
        reason
        for reason in Explainer(question, analyser).explain(hit, items[hit.key]).reasons
        if reason.how not in (How.LETTERS, How.RELATED) and not reason.theme
    )
    shorter = entry_of(without_words(items[hit.key], reason.places), analyser)
    fallen = hit.score - score_without(engine, entry_of(items[hit.key], analyser), shorter, question)
    assert fallen >= 0.9 * reason.amount
    assert fallen < 0.9 * hit.score


def score_without(engine, entry, shorter, question):
    """The score of the entry when it would read as the shorter one, with the statistics left as they are."""
    engine.put([replace(shorter, key="shorter", audiences=frozenset({"tester"}))], watermark=1)
    try:
        hits = engine.score(Question(question.terms, frozenset({"tester"})), ["shorter"])
    finally:
        engine.drop(["shorter"], watermark=1)
    return hits["shorter"].score if "shorter" in hits else 0.0


def test_the_quote_is_a_sentence_of_the_item_with_its_words_marked(items, analyser, engine):
    question, answer = asked(analyser, engine, *QUESTIONS[0])
    quote = Explainer(question, analyser).explain(answer.hits[0], items[answer.hits[0].key]).quote
    assert quote is not None
    text = "".join(piece.text for piece in quote.pieces).strip("… ")
    assert text in items[answer.hits[0].key].texts[quote.language][quote.name]
    assert any(piece.is_marked for piece in quote.pieces)


def test_your_words_are_the_persons_own(items, analyser, engine):
    question, answer = asked(analyser, engine, "en", "our letters are too difficult for residents")
    for hit in answer.hits:
        for reason in Explainer(question, analyser).explain(hit, items[hit.key]).reasons:
            assert all(word in question.text for word in reason.your_words.split())


@pytest.mark.parametrize(
    ("language", "text"), [("nl", "Ons zwembad verbruikt veel gas"), ("en", "we burn too many gases")]
)
def test_gas_is_not_taken_for_the_gases_of_refrigerators(language, text, analyser):
    assert "fluorinated-gas" not in analyser.question(text, language).themes
    assert "fluorinated-gas" in analyser.question("het koudemiddel van de warmtepomp", "nl").themes
