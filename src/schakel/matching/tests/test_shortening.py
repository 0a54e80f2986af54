"""A long text becomes a question of its own sentences: those that say what is the matter."""

from pathlib import Path

import pytest

from schakel.matching.analysing import analyser_from_files
from schakel.matching.shortening import LONG_ENOUGH, MOST_OFFERED, MOST_SENTENCES, question_of, shortened
from schakel.search.analysis.analyser import Passage, stream_settings
from schakel.search.engine import PUBLIC, Entry
from schakel.search.public import MemoryEngine

LETTER = """Naar aanleiding van ons gesprek van vorige week stuur ik u dit bericht.
De begroting is vastgesteld zonder grote wijzigingen.
In onze sporthallen is het energieverbruik veel te hoog en wij weten niet waardoor dat komt.
De ventilatie in de sporthallen staat dag en nacht aan, ook als er niemand sport.
Agendapunten voor donderdag zijn het parkeren en het zomerfeest.
In de bijlage vindt u de presentatie.
Ik ben op dinsdag bereikbaar."""


@pytest.fixture(scope="module")
def engine():
    analyser = analyser_from_files()
    texts = (
        "Sporthal met minder energie",
        "Parkeren bij een feest",
        "Ventilatie op school",
        "Presentatie geven",
    )
    engine = MemoryEngine(stream_settings())
    engine.put(
        [
            Entry(f"{place}", analyser.streams_of({"nl": [Passage(text)]}), frozenset({PUBLIC}))
            for place, text in enumerate(texts)
        ],
        watermark=1,
    )
    return engine


def chosen(text, engine, language="nl"):
    return [one.text for one in shortened(text, language=language, engine=engine) if one.is_chosen]


def test_what_is_the_matter_stays_and_what_belongs_to_the_letter_goes(engine):
    kept = chosen(LETTER, engine)
    assert kept == [line for line in LETTER.split("\n") if "sporthallen" in line]


def test_every_sentence_can_be_chosen_and_none_was_changed(engine):
    sentences = shortened(LETTER, language="nl", engine=engine)
    assert [one.text for one in sentences] == LETTER.split("\n")


def test_a_short_text_stays_whole(engine):
    assert chosen("Het is te warm in de klas.", engine) == ["Het is te warm in de klas."]
    assert chosen("hitte", engine) == ["hitte"]


def test_what_is_said_twice_is_asked_once(engine):
    one, two = (
        "In onze sporthallen is het energieverbruik te hoog.",
        "Het energieverbruik in onze sporthallen is te hoog.",
    )
    assert chosen(f"{one}\n{two}", engine) == [one]


def test_a_question_is_never_longer_than_is_good(engine):
    text = "\n".join(
        f"Wij hebben een probleem met onderwerp{n} en met zaak{n} en met ding{n}." for n in range(500)
    )
    sentences = shortened(text, language="nl", engine=engine)
    kept = [one.text for one in sentences if one.is_chosen]
    assert len(sentences) == MOST_OFFERED
    assert 1 < len(kept) <= MOST_SENTENCES
    assert len(question_of(kept)) <= LONG_ENOUGH


def test_a_language_that_is_not_known_is_shortened_too(engine):
    text = "Nous avons un problème de chaleur dans les écoles.\nBonjour à tous et à toutes ici."
    assert chosen(text, engine, "fr")


def test_it_adds_no_words_of_its_own():
    source = Path(__file__).parents[1].joinpath("shortening.py").read_text("utf-8")
    assert "def question_of" in source
    assert question_of([" Een. ", "Twee."]) == "Een.\nTwee."
