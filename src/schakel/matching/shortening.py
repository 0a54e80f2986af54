"""A long text becomes a question: the sentences in which most is said, in their order, and nothing added.

Extractive, with statistics that are here already: how rare the words of a sentence are in this hub, how often the text
comes back to them, where it stands, and words by which people say that something is the matter. What a sentence
repeats of those before it counts for little (maximal marginal relevance, Carbonell & Goldstein 1998).
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

from schakel.kernel.languages import DUTCH, ENGLISH, LANGUAGES
from schakel.search.analysis.forms import is_stop_word, stem, telling
from schakel.search.analysis.words import sentences_of, words_of
from schakel.search.engine import Engine, Term

LONG_ENOUGH = 700
"""Characters of a question; a text that is no longer is asked as it is."""
MOST_SENTENCES = 6
MOST_OFFERED = 150
"""Sentences that somebody can choose from; of a longer text those in which most is said."""
SHORTEST = 3
"""Words; less is a heading, a date, a name."""
LONGEST = 600
"""Characters of one sentence; a table or list without full stops is cut there."""
WORTH_ADDING = 0.4
"""A sentence that says less than this share of the best one is left out, even where there is room."""
REPEATED = 0.25
"""What a word counts that an earlier sentence has said."""
UNKNOWN_HERE = 0.35
"""What a word counts that no item of the hub has: a name, mostly. It may be known by its translation."""
CUE, NOISE = 2.5, 0.25
KIN = 1.5
"""What a sentence gains that shares all its words with others: a letter comes back to what it is about."""
FIRST = 0.3
"""What the first sentences of a text get beside, falling with their place."""


def _any_of(phrases: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(phrase.strip() for phrase in phrases.split(','))})\b", re.IGNORECASE)


_CUES = {
    DUTCH: _any_of(
        r"""problem\w*, knelpunt\w*, uitdaging\w*, vraagstuk\w*, opgave, last van, overlast, tekort\w*, klacht\w*,
        lopen \w+ tegen, lopen (?:\w+ )?vast, lukt (?:het )?(?:\w+ )?niet, weten niet, kunnen niet, hebben geen,
        te (?:veel|weinig|duur|lang|traag|warm|hoog|laag), zoeken (?:naar|een|manieren), op zoek, moeite,
        willen (?:graag|we|wij|\w+en), we willen, wij willen, behoefte, hoe (?:kunnen|kan|pakken|krijgen|zorgen),
        verminderen, voorkomen, verbeteren, oplossing\w*, nodig hebben, ontbreekt, ontbreken, zorgen over,
        stijg\w+, toenam\w*, toenem\w*"""
    ),
    ENGLISH: _any_of(
        r"""problem\w*, challenge\w*, bottleneck\w*, issue is, difficult\w*, struggl\w+, suffer\w*, lack\w*,
        shortage\w*, complaint\w*, unable, cannot, do not know, too (?:much|many|few|little|slow|high|expensive|long),
        looking for, we (?:want|need|seek|would like), need\w* to, aim\w* to, goal, how (?:can|could|do|should|to),
        reduc\w+, prevent\w*, improv\w+, solution\w*, in order to, increase\w*, increasing, burden\w*, time-consuming"""
    ),
}
"""How people say that something is the matter, or what they want."""
_NOISE = {
    DUTCH: _any_of(
        r"""bijlage\w*, bijgevoegd, agenda(?:punt)?\w*, notulen, verslag van, vergadering, rondvraag, afspraak, bellen,
        telefonisch, mailen, mailtje, bereikbaar, hoor (?:ik|graag), graag (?:van u|hoor), alvast, bedank\w*, dank voor,
        dank u, vriendelijke groet\w*, hoogachtend, geachte, vakantie, afwezig, kantoor(?:uren)?, kenmerk, uw brief,
        ons gesprek, sorry, beloofd, koffie, lunch, borrel, kerst\w*, nieuwjaar\w*, pensioen, collega's, portefeuille,
        verhuiz\w+, namens, foto's, intranet, vorige week, volgende week, fijn weekend,
        (?:maan|dins|woens|donder|vrij)dag, factuur, vertrouwelijk\w*, disclaimer, afmelden, website:, www"""
    ),
    ENGLISH: _any_of(
        r"""attach\w*, enclosed, agenda, minutes of, meeting, any other business, appointment, call me, phone, reach me,
        look(?:ing)? forward, thank\w*, kind regards, sincerely, dear, holiday, out of office, office hours, reference:,
        sorry, promised, coffee, lunch, drinks, christmas, new year\w*, retire\w*, colleagues?, portfolio, moved? to,
        on behalf, photos, intranet, your letter, last week, next week, weekend,
        (?:mon|tues|wednes|thurs|fri)day, invoice, confidential\w*, disclaimer, unsubscribe, www"""
    ),
}
"""What belongs to a letter and not to what it is about."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a text, what it is worth, and whether it is one of those that matter."""

    text: str
    worth: float
    is_chosen: bool


def shortened(text: str, *, language: str, engine: Engine) -> tuple[Sentence, ...]:
    """The sentences of a text in their order, with those chosen that make a question together."""
    sentences = _sentences(text)
    words = [_telling_words(sentence, language) for sentence in sentences]
    worth = _worth_of_words(words, language, engine)
    kin = _kinship(words, worth)
    weights = [
        _weight(place, sentence, language) * (1 + KIN * kin[place])
        for place, sentence in enumerate(sentences)
    ]
    whole = [weights[place] * _sum(words[place], worth, set()) for place in range(len(sentences))]
    offered = sorted(sorted(range(len(sentences)), key=lambda place: -whole[place])[:MOST_OFFERED])
    chosen = _chosen(offered, sentences, words, weights, worth)
    return tuple(Sentence(sentences[place], whole[place], place in chosen) for place in offered)


def question_of(sentences: Sequence[str]) -> str:
    """The chosen sentences as a question."""
    return "\n".join(sentence.strip() for sentence in sentences)


def _sentences(text: str) -> list[str]:
    found: list[str] = []
    for start, end in sentences_of(text):
        sentence = " ".join(text[start:end].split())
        if len(words_of(sentence)) >= SHORTEST and sentence not in found[-MOST_OFFERED:]:
            found.append(sentence[:LONGEST])
    return found or [" ".join(text.split())[:LONGEST]]


def _telling_words(sentence: str, language: str) -> Mapping[str, float]:
    """The stems of a sentence with what they tell by themselves; numbers alone tell nothing."""
    return {
        stem(word.folded, language): telling(word.folded, language)
        for word in words_of(sentence)
        if not is_stop_word(word.folded, language) and not word.folded.isdigit()
    }


def _worth_of_words(
    words: Sequence[Mapping[str, float]], language: str, engine: Engine
) -> Mapping[str, float]:
    """What each stem is worth: rare in the hub, and something the text comes back to."""
    times = Counter(stemmed for sentence in words for stemmed in sentence)
    if language not in LANGUAGES:
        return dict.fromkeys(times, 1.0)
    known = list(times)
    streams = sorted({f"word.{language}.only", f"word.{language}.both"})
    rarities = engine.rarities([Term(streams[0], stemmed, 1.0) for stemmed in known])
    never = engine.rarities([Term(streams[0], "", 1.0)])[0]
    return {
        stemmed: (UNKNOWN_HERE * never if rare >= never else rare) * (1 + log(times[stemmed]))
        for stemmed, rare in zip(known, rarities, strict=True)
    }


def _weight(place: int, sentence: str, language: str) -> float:
    """What the sentence counts for by its place, its length, and words that say what it is for."""
    weight = (1 + FIRST / (1 + place)) / sqrt(max(len(words_of(sentence)), 8))
    if language in LANGUAGES:
        weight *= CUE if _CUES[language].search(sentence) or sentence.endswith("?") else 1.0
        weight *= NOISE if _NOISE[language].search(sentence) else 1.0
    return weight


def _kinship(words: Sequence[Mapping[str, float]], worth: Mapping[str, float]) -> Sequence[float]:
    """Per sentence the share of what it says that other sentences say too, from 0 to 1."""
    times = Counter(stemmed for sentence in words for stemmed in sentence)
    return [
        sum(tells * worth[one] for one, tells in sentence.items() if times[one] > 1)
        / (_sum(sentence, worth, set()) or 1)
        for sentence in words
    ]


def _chosen(
    offered: Sequence[int],
    sentences: Sequence[str],
    words: Sequence[Mapping[str, float]],
    weights: Sequence[float],
    worth: Mapping[str, float],
) -> set[int]:
    """The best sentence, then what adds most to those there are, as long as it adds enough and there is room."""
    chosen: set[int] = set()
    said: set[str] = set()
    best, room = 0.0, LONG_ENOUGH
    while len(chosen) < MOST_SENTENCES:
        left = [
            place
            for place in offered
            if place not in chosen and (len(sentences[place]) <= room or not chosen)
        ]
        if not left:
            break
        place = max(left, key=lambda one: (weights[one] * _sum(words[one], worth, said), -one))
        adds = weights[place] * _sum(words[place], worth, said)
        best = max(best, adds)
        if chosen and adds < WORTH_ADDING * best:
            break
        chosen.add(place)
        said |= words[place].keys()
        room -= len(sentences[place]) + 1
    return chosen


def _sum(words: Mapping[str, float], worth: Mapping[str, float], said: set[str]) -> float:
    return sum(
        tells * worth[stemmed] * (REPEATED if stemmed in said else 1.0) for stemmed, tells in words.items()
    )
