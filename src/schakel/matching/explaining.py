"""From the true parts of a score to reasons a person recognises: your words, their words, and the sentence."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from schakel.kernel.languages import LANGUAGES
from schakel.library.public import ItemValue
from schakel.matching.attaching import attached_to
from schakel.matching.meaning import MEANING
from schakel.matching.quoting import Piece, Place, Quote, asking_sentence, telling_sentence
from schakel.search.analysis.analyser import (
    NAME_STREAM,
    THEME_FAMILY,
    AnalysedQuestion,
    Analyser,
    How,
)
from schakel.search.analysis.forms import is_stop_word, stem, telling
from schakel.search.analysis.words import Word, fold, words_of
from schakel.search.engine import Hit

MOST_REASONS = 3
SMALLEST_SHARE = 0.05
"""A part smaller than this of the score is no reason worth a line."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One true part of a score.

    ``your_words`` are the person's own; ``their_words`` every form in the item that met them (taking these out
    of the item takes ``amount`` off its score); ``part`` is the share of the score, 0 to 1.
    """

    how: How
    your_words: str
    their_words: tuple[str, ...]
    theme: str
    detail: str
    amount: float
    part: float
    places: tuple[Place, ...] = ()
    nearest: Quote | None = None
    """Where a language model compared: the sentence of the item that it finds nearest to the question."""


@dataclass(frozen=True)
class Explanation:
    """Why an item was found. ``rest`` is what the reasons leave of the score; ``met`` the telling weight met."""

    item: ItemValue
    reasons: tuple[Reason, ...]
    all_reasons: tuple[Reason, ...]
    rest: float
    met: float
    question: AnalysedQuestion | None = None

    @cached_property
    def your_sentence(self) -> tuple[Piece, ...]:
        """Of a question of several sentences the one that met most; none for a short question, which is seen whole."""
        if self.question is None:
            return ()
        weights: dict[str, float] = defaultdict(float)
        for reason in self.all_reasons:
            for written in reason.your_words.split():
                weights[stem(fold(written), self.question.language)] += reason.amount
        return asking_sentence(self.question, weights)

    @cached_property
    def quote(self) -> Quote | None:
        """The sentence in which the words of the shown reasons weigh most, those marked and no other.

        Where these stand in the title alone, of all reasons. Looked for only where it is shown.
        """
        return telling_sentence(self.item, _weights(self.reasons)) or telling_sentence(
            self.item, _weights(self.all_reasons)
        )


def _weights(reasons: Iterable[Reason]) -> dict[Place, float]:
    weights: dict[Place, float] = {}
    for reason in reasons:
        for place in reason.places:
            weights[place] = max(weights.get(place, 0.0), reason.amount)
    return weights


@dataclass(slots=True)
class _Gathered:
    """What one word of the question (or one theme) contributed, and through which words of the item."""

    how: How
    amount: float = 0.0
    best: float = 0.0
    targets: frozenset[tuple[str, str]] = frozenset()


def question_weight(question: AnalysedQuestion) -> float:
    """How much a question says: the sum of the telling weight of its different words."""
    seen: dict[str, float] = {}
    for word in question.words:
        if not is_stop_word(word.folded, question.language):
            seen[stem(word.folded, question.language)] = telling(word.folded, question.language)
    return sum(seen.values())


class Explainer:
    """Explains the hits of one question. What is the same for all of them is worked out once."""

    def __init__(self, question: AnalysedQuestion, analyser: Analyser) -> None:
        self._question = question
        self._analyser = analyser
        self._shares: dict[tuple[str, str], tuple[_Share, ...]] = {}
        self._words_of_themes: dict[str, str] = {}

    def explain(self, hit: Hit, item: ItemValue) -> Explanation:
        """The reasons of one hit, largest part first, with the sentence that met most."""
        question = self._question
        words, themes, contexts = self._gather(hit)
        meaning = [_meaning_reason(part.amount, hit.score) for part in hit.parts if part.term == MEANING]
        index = _item_words(item, self._analyser)
        reasons = _told_once(
            [_word_reason(key, gathered, question, index, hit.score) for key, gathered in words.items()],
            [
                _theme_reason(theme, gathered, self._words_of_theme(theme), item, index, hit.score)
                for theme, gathered in themes.items()
            ],
        )
        reasons = reasons or _letters_reason(_gather_letters(hit, question), question, index, hit.score)
        if reasons:  # where an item comes from is a reason beside others, never the only one
            reasons += [_context_reason(token, amount, hit.score) for token, amount in contexts.items()]
        reasons.sort(key=lambda reason: (-reason.amount, reason.your_words))
        told = [reason for reason in meaning if reason.part >= SMALLEST_SHARE]
        most = MOST_REASONS - len(told)
        shown = tuple(reason for reason in reasons if reason.part >= SMALLEST_SHARE)[:most] or tuple(
            reasons[:1]
        )
        if all(reason.how is How.RELATED for reason in shown):
            shown = ()  # what words and themes add is not worth a line, so there is no reason at all
        shown = (*shown, *told)  # meaning last, whatever it adds: words can be checked by whoever reads
        reasons = sorted([*reasons, *meaning], key=lambda reason: (-reason.amount, reason.your_words))
        met = sum(_telling_of(key, question) for key in words)
        met += sum(0.5 for gathered in themes.values() if gathered.amount)
        return Explanation(
            item=item,
            reasons=shown,
            all_reasons=tuple(reasons),
            rest=hit.score - sum(reason.amount for reason in shown),
            met=met,
            question=question,
        )

    def _gather(self, hit: Hit) -> tuple[dict[str, _Gathered], dict[str, _Gathered], dict[str, float]]:
        """What each word, theme and fact about who asks contributed. Most parts are letters: they are passed over."""
        words: dict[str, _Gathered] = {}
        themes: dict[str, _Gathered] = {}
        contexts: dict[str, float] = {}
        for part in hit.parts:
            if part.term == MEANING:
                continue
            name = (part.term.stream, part.term.token)
            if name not in self._question.origins:
                contexts[name[1]] = contexts.get(name[1], 0.0) + part.amount
                continue
            if name not in self._shares:
                self._shares[name] = tuple(_shares_of(name, self._question))
            for share in self._shares[name]:
                _add(themes if share.is_theme else words, share, part.amount)
        return words, themes, contexts

    def _words_of_theme(self, theme: str) -> str:
        if theme not in self._words_of_themes:
            self._words_of_themes[theme] = self._find_words_of(theme)
        return self._words_of_themes[theme]

    def _find_words_of(self, theme: str) -> str:
        """The words of the question in which the theme was recognised."""
        places = {
            place
            for (_, token), origins in self._question.origins.items()
            if token == theme
            for origin in origins
            if origin.how is How.THEME
            for place in origin.places
        }
        return " ".join(self._question.words[place].written for place in sorted(places))


@dataclass(frozen=True, slots=True)
class _Share:
    """The share of a term's part that belongs to one word of the question, or to a theme, and what it met."""

    is_theme: bool
    key: str
    how: How
    of_part: float
    met: tuple[str, str]


def _shares_of(name: tuple[str, str], question: AnalysedQuestion) -> Iterator[_Share]:
    stream, token = name
    origins = question.origins[name]
    total = sum(origin.weight for origin in origins)
    for origin in origins:
        share = origin.weight / total
        if stream.startswith(f"{THEME_FAMILY}."):
            yield _Share(True, token, origin.how, share, (_languages_of(stream)[0], token))
        elif origin.how is not How.LETTERS:
            languages = _languages_of(stream)
            for place in origin.places:
                key = stem(question.words[place].folded, question.language)
                for language in languages:
                    met = stem(origin.target, language) if origin.how is How.NAME else token
                    yield _Share(
                        False,
                        key,
                        origin.how,
                        share / len(origin.places) / len(languages),
                        (language, met),
                    )


def _gather_letters(hit: Hit, question: AnalysedQuestion) -> dict[str, float]:
    """What the letters of each word contributed."""
    letters: dict[str, float] = defaultdict(float)
    for part in hit.parts:
        origins = question.origins.get((part.term.stream, part.term.token), ())
        total = sum(origin.weight for origin in origins)
        for origin in origins:
            if origin.how is not How.LETTERS:
                continue
            for place in origin.places:
                word = question.words[place].folded
                if not is_stop_word(word, question.language):
                    share = part.amount * origin.weight / total / len(origin.places)
                    letters[stem(word, question.language)] += share
    return dict(letters)


def _languages_of(stream: str) -> tuple[str, ...]:
    """The languages of the words in a stream; names are the same in all."""
    return LANGUAGES if stream == NAME_STREAM else (stream.split(".")[1],)


def _add(gathered: dict[str, _Gathered], share: _Share, of: float) -> None:
    known = gathered.setdefault(share.key, _Gathered(share.how))
    amount = of * share.of_part
    known.amount += amount
    if share.how is not How.PAIR:
        known.targets |= {share.met}
        if amount > known.best:
            known.how, known.best = share.how, amount


def _telling_of(key: str, question: AnalysedQuestion) -> float:
    return max(
        (
            telling(word.folded, question.language)
            for word in question.words
            if stem(word.folded, question.language) == key
        ),
        default=0.0,
    )


def _your_words(key: str, question: AnalysedQuestion) -> str:
    return next((word.written for word in question.words if stem(word.folded, question.language) == key), key)


@dataclass(frozen=True, slots=True)
class _ItemWords:
    """Where each token and each theme of an item comes from: the forms and their places."""

    by_token: Mapping[tuple[str, str], tuple[tuple[str, Place], ...]]
    by_theme: Mapping[tuple[str, str], tuple[tuple[str, Place], ...]]
    """For each language and theme the words that name it or one below it."""


def _item_words(item: ItemValue, analyser: Analyser) -> _ItemWords:
    return _read_item(item.pk, item.version, _Texts(item), analyser)


class _Texts:
    """An item's texts as a key of the cache: an item and its version are always the same texts."""

    def __init__(self, item: ItemValue) -> None:
        self.item = item
        attached = sorted(name for language in LANGUAGES for name, _ in attached_to(item, language))
        self._key = (item.pk, item.version, item.changed_at, *attached)

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Texts) and self._key == other._key


@lru_cache(maxsize=4000)
def _read_item(_pk: int, _version: int, texts: _Texts, analyser: Analyser) -> _ItemWords:
    tokens: dict[tuple[str, str], list[tuple[str, Place]]] = defaultdict(list)
    themes: dict[tuple[str, str], list[tuple[str, Place]]] = defaultdict(list)
    item = texts.item
    for language in LANGUAGES:
        own = [text.name for text in item.definition.texts]
        for name in (*own, *(name for name, _ in attached_to(item, language))):
            words = words_of(item.texts.get(language, {}).get(name, ""))
            telling_words = [
                (word.written, Place(name, language, word.start, word.end))
                if not is_stop_word(word.folded, language)
                else None
                for word in words
            ]
            for word, entry in zip(words, telling_words, strict=True):
                if entry is not None:
                    for token in _tokens_of(word, language, analyser):
                        tokens[language, token].append(entry)
            for mention in analyser.mentions(words, language) if name in own else ():
                met = [
                    entry for entry in telling_words[mention.first : mention.last + 1] if entry is not None
                ]
                for theme in (mention.concept, *analyser.finder.ancestors(mention.concept)):
                    themes[language, theme].extend(met)
    return _ItemWords(
        {token: tuple(places) for token, places in tokens.items()},
        {theme: tuple(places) for theme, places in themes.items()},
    )


def _tokens_of(word: Word, language: str, analyser: Analyser) -> set[str]:
    tokens = {stem(word.folded, language)}
    if language == "nl":
        tokens |= {stem(part, language) for part in analyser.lexicon.parts(word.folded)}
    return tokens


def _word_reason(
    key: str, gathered: _Gathered, question: AnalysedQuestion, index: _ItemWords, score: float
) -> Reason:
    met = [entry for target in sorted(gathered.targets) for entry in index.by_token.get(target, ())]
    forms = _forms(met)
    return Reason(
        how=gathered.how,
        your_words=_your_words(key, question),
        their_words=forms,
        theme="",
        detail="",
        amount=gathered.amount,
        part=gathered.amount / score,
        places=tuple(place for _, place in met),
    )


def _theme_reason(
    theme: str,
    gathered: _Gathered,
    yours: str,
    item: ItemValue,
    index: _ItemWords,
    score: float,
) -> Reason:
    met = [entry for target in sorted(gathered.targets) for entry in index.by_theme.get(target, ())]
    return Reason(
        how=How.THEME,
        your_words=yours,
        their_words=_forms(met),
        theme=theme,
        detail="given" if theme in item.themes else "",
        amount=gathered.amount,
        part=gathered.amount / score,
        places=tuple(place for _, place in met),
    )


def _forms(met: Iterable[tuple[str, Place]]) -> tuple[str, ...]:
    return _each_once(form for form, _ in met)


def _each_once(forms: Iterable[str]) -> tuple[str, ...]:
    """The forms in order, those that differ only by capitals once."""
    return tuple({form.casefold(): form for form in reversed(list(forms))}.values())[::-1]


def _told_once(words: Sequence[Reason], themes: Sequence[Reason]) -> list[Reason]:
    """A word that met both as itself and as a theme is one reason; its amount is the sum of the two."""
    by_words = {reason.your_words: reason for reason in words}
    told: list[Reason] = []
    for theme in themes:
        word = by_words.pop(theme.your_words, None) if theme.your_words else None
        if word is None:
            told.append(theme)
            continue
        told.append(
            replace(
                word,
                their_words=_each_once((*word.their_words, *theme.their_words)),
                theme=theme.theme,
                detail=theme.detail,
                amount=word.amount + theme.amount,
                part=word.part + theme.part,
                places=tuple(dict.fromkeys((*word.places, *theme.places))),
            )
        )
    return [*by_words.values(), *told]


def _context_reason(token: str, amount: float, score: float) -> Reason:
    return Reason(
        how=How.RELATED,
        your_words="",
        their_words=(),
        theme="",
        detail=token,
        amount=amount,
        part=amount / score,
    )


def _meaning_reason(amount: float, score: float) -> Reason:
    """No words are named: a model compared the texts as wholes, and does not say by which words."""
    return Reason(
        how=How.MEANING,
        your_words="",
        their_words=(),
        theme="",
        detail="",
        amount=amount,
        part=amount / score,
    )


def with_nearest(explanation: Explanation, nearest: Callable[[], Quote | None]) -> Explanation:
    """The reason by meaning with the sentence that is nearest, asked for only where meaning is a reason.

    Without such a sentence meaning is no reason by itself, nor beside where an item comes from: something is always
    the nearest.
    """
    if all(reason.how is not How.MEANING for reason in explanation.reasons):
        return explanation
    sentence = nearest()
    if sentence is None and all(reason.how in (How.MEANING, How.RELATED) for reason in explanation.reasons):
        return replace(explanation, reasons=())
    return replace(
        explanation,
        reasons=_with_sentence(explanation.reasons, sentence),
        all_reasons=_with_sentence(explanation.all_reasons, sentence),
    )


def _with_sentence(reasons: Sequence[Reason], sentence: Quote | None) -> tuple[Reason, ...]:
    return tuple(
        replace(reason, nearest=sentence) if reason.how is How.MEANING else reason for reason in reasons
    )


def _letters_reason(
    letters: Mapping[str, float], question: AnalysedQuestion, index: _ItemWords, score: float
) -> list[Reason]:
    """When no word was met, similar letters are the honest reason (a name, a slip of the pen, another language)."""
    if not letters:
        return []
    key = max(letters, key=lambda word: (letters[word], word))
    near = _nearest_form(_your_words(key, question), index)
    if not near:
        return []
    return [
        Reason(
            how=How.LETTERS,
            your_words=_your_words(key, question),
            their_words=_forms(near),
            theme="",
            detail="",
            amount=letters[key],
            part=letters[key] / score,
            places=tuple(place for _, place in near),
        )
    ]


NEAR_ENOUGH = 0.45
"""Words that share less of their letter pairs than this are not taken for each other."""


def _nearest_form(word: str, index: _ItemWords) -> list[tuple[str, Place]]:
    """The words of the item spelled most like this one; none when none is near enough."""
    mine = set(_letter_pairs(word.lower()))
    best: list[tuple[str, Place]] = []
    most = NEAR_ENOUGH
    for entries in index.by_token.values():
        theirs = set(_letter_pairs(entries[0][0].lower()))
        shared = len(mine & theirs) / len(mine | theirs) if mine | theirs else 0.0
        if shared >= most and (shared > most or not best):
            most, best = shared, list(entries)
    return best


def _letter_pairs(word: str) -> Sequence[str]:
    return [word[at : at + 2] for at in range(len(word) - 1)]


BLOT = "zqzq"


def without_words(item: ItemValue, places: Sequence[Place]) -> ItemValue:
    """The item with the words at these places blotted out (the deletion test of a reason).

    A meaningless word stays where each one stood, so that its neighbours do not become a phrase they never were.
    """
    texts = {language: dict(named) for language, named in item.texts.items()}
    for place in sorted(places, key=lambda entry: -entry.start):
        text = texts[place.language][place.name]
        texts[place.language][place.name] = text[: place.start] + BLOT + text[place.end :]
    return replace(item, texts=texts, version=item.version + 1_000_000)
