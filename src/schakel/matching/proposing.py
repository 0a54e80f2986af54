"""A question becomes a challenge: its words as they are, with a title, themes, language and place beside them."""

from schakel.challenges import public as challenges
from schakel.kernel.languages import LANGUAGES
from schakel.kernel.refusal import Refusal
from schakel.library.public import Content
from schakel.matching.analysing import CURRENT
from schakel.matching.asking import LONGEST_QUESTION, QuestionForm
from schakel.matching.indexing import hub_index
from schakel.matching.shortening import shortened
from schakel.organisations import public as organisations
from schakel.organisations.public import Organisation
from schakel.search.analysis.words import words_of
from schakel.vocabulary.public import concepts_by_notation

MOST_THEMES = 3
_WITH_A_PLACE = ("municipality", "province")


def challenge_from(form: QuestionForm, *, owner: Organisation) -> Content:
    """What is saved of a question of this body. Nothing of its words is changed or left out.

    Raises a Refusal for an empty question or one that is too long.
    """
    text = form.text
    if not words_of(text):
        raise Refusal("question-empty")
    if len(text) > LONGEST_QUESTION:
        raise Refusal("question-too-long", longest=LONGEST_QUESTION)
    analyser = CURRENT.get()
    language = form.language or analyser.language_of(text, otherwise=form.screen_language)
    if language not in LANGUAGES:
        language = form.screen_language
    analysed = analyser.question(text, language, without=form.without_themes, also=form.with_themes)
    title = _title_of(text, language)
    named = CURRENT.places().find(analysed.words)
    return Content(
        texts={language: {"title": title, "question": text}},
        facts={},
        themes=tuple(concepts_by_notation(analysed.themes[:MOST_THEMES])),
        owner=owner,
        place=_place(named.code if named else "", owner),
        original_language=language,
    )


def _title_of(text: str, language: str) -> str:
    """The sentence in which most is said."""
    sentences = shortened(text, language=language, engine=hub_index().engine)
    best = max(sentences, key=lambda sentence: (sentence.is_chosen, sentence.worth))
    return challenges.title_from(best.text)


def _place(code: str, owner: Organisation) -> Organisation | None:
    """The place that the question names, else where the body is."""
    named = organisations.organisation_by_code(code) if code else None
    return named or (owner if owner.type in _WITH_A_PLACE else None)
