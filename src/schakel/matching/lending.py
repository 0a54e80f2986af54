"""A document that somebody lent becomes a question: shortened, and without what is about persons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from schakel.documents import public as documents
from schakel.documents.public import Found, LentDocument
from schakel.matching.analysing import CURRENT
from schakel.matching.indexing import hub_index
from schakel.matching.shortening import question_of, shortened


@dataclass(frozen=True, slots=True)
class Choices:
    """What somebody can choose from: the sentences of their document and what in it is about persons.

    ``chosen`` and ``kept`` are the places of those that go into the question.
    """

    sentences: tuple[str, ...]
    personal: tuple[tuple[str, str], ...]
    """Kind and words of each thing that is about a person."""
    chosen: frozenset[int]
    kept: frozenset[int]

    def question(self) -> str:
        """The chosen sentences, with a mark in the place of everything personal that is not kept."""
        left_out = [words for place, (_, words) in enumerate(self.personal) if place not in self.kept]
        return question_of(
            [
                documents.without(sentence, left_out)
                for place, sentence in enumerate(self.sentences)
                if place in self.chosen
            ]
        )

    def stored(self) -> Mapping[str, object]:
        return {
            "sentences": list(self.sentences),
            "personal": [list(one) for one in self.personal],
            "chosen": sorted(self.chosen),
            "kept": sorted(self.kept),
        }


def propose(document: LentDocument, *, screen_language: str) -> Choices:
    """The choices as we make them: the sentences that matter, and nothing about persons."""
    analyser = CURRENT.get()
    language = analyser.language_of(document.text, otherwise=screen_language)
    sentences = shortened(document.text, language=language, engine=hub_index().engine)
    found = documents.personal_data(document.text, people=map(str, document.people))
    return Choices(
        sentences=tuple(sentence.text for sentence in sentences),
        personal=_in_sentences(found, [sentence.text for sentence in sentences]),
        chosen=frozenset(place for place, sentence in enumerate(sentences) if sentence.is_chosen),
        kept=frozenset(),
    )


def chosen_before(document: LentDocument) -> Choices:
    """The choices as they were stored with the document."""
    stored = document.choices
    return Choices(
        sentences=tuple(stored["sentences"]),
        personal=tuple((kind, words) for kind, words in stored["personal"]),
        chosen=frozenset(stored["chosen"]),
        kept=frozenset(stored["kept"]),
    )


def _in_sentences(found: Sequence[Found], sentences: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """What is personal in the sentences that can be chosen, each once; their white space is not that of the text."""
    tidy = {(one.kind.value, " ".join(one.words.split())) for one in found}
    return tuple(
        sorted(
            ((kind, words) for kind, words in tidy if any(words in sentence for sentence in sentences)),
            key=lambda one: (next(place for place, text in enumerate(sentences) if one[1] in text), one),
        )
    )
