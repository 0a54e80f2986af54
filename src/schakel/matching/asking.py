"""Putting a question to the index and making an answer of what comes back."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache, partial
from time import perf_counter

from schakel.accounts.public import Person
from schakel.kernel.languages import LANGUAGES
from schakel.kernel.points import Point
from schakel.kernel.refusal import Refusal
from schakel.library import public as library
from schakel.library.public import Chance, ItemValue, Kind
from schakel.matching import rules
from schakel.matching.analysing import CURRENT
from schakel.matching.attaching import with_attachments
from schakel.matching.availability import NO_WISH, Wish, out_of_reach
from schakel.matching.chances import chances_of
from schakel.matching.explaining import Explainer, Explanation, question_weight, with_nearest
from schakel.matching.indexing import CONTEXT_STREAM, INLINE, HubIndex, facets_of, hub_index, index_key
from schakel.matching.meaning import DEPTH, Compared, find_with_meaning
from schakel.matching.places import KnownPlace
from schakel.matching.quoting import Quote
from schakel.matching.rules import Misfit
from schakel.matching.switching import THINKER, Thought
from schakel.organisations import public as organisations
from schakel.search.analysis.analyser import AnalysedQuestion, Analyser
from schakel.search.analysis.forms import grams
from schakel.search.analysis.words import words_of
from schakel.search.engine import Answer as Found
from schakel.search.engine import Hit, Question, Term

Nearest = Callable[[ItemValue], Quote | None]

LONGEST_QUESTION = 5000
PAGE = 20
COUNTED = ("kind", "theme", "region", "language", "status")
FLOOR = 0.12
"""What scores less than this share of the best is not part of the answer."""
OF_EACH_KIND = 4
NEAR_THE_TOP = 60
"""Up to here it takes less to find what stands before a page too than to ask for the best apart."""
PATIENCE = 0.15
"""Seconds that an answer by words is held back, at the most, for the model to finish reading the question."""
PATIENCE_FOR_ONE = 2.0
"""The same where one score is being explained, which has to be the one of the answer."""
CONTEXT_WEIGHTS = {"size": 0.5, "region": 0.5, "reused": 0.3, "reused-by-size": 0.2}
FIRST_FEW = 6
"""By so many of the best it is judged how well an answer fits, whatever page or view of it is shown."""


@dataclass(frozen=True, slots=True)
class QuestionForm:
    """What somebody asks and how they want to see it; every field can stand in an address."""

    text: str
    screen_language: str = "nl"
    language: str = ""
    """Language of the question; empty: recognised."""
    conditions: Mapping[str, frozenset[str]] = field(default_factory=dict)
    without_themes: tuple[str, ...] = ()
    with_themes: tuple[str, ...] = ()
    size_class: str = ""
    """Of the municipality the question is asked for; empty: not known."""
    region: str = ""
    wish: Wish = NO_WISH
    """When it should be, and how far away at the most."""
    near: Point | None = None
    """From where a distance is counted; where nothing is given, from the place that the question names."""
    page: int = 1
    most: int = PAGE
    each_kind: bool = True
    """Whether the best of each kind are wanted beside the ranked list."""


@dataclass(frozen=True, slots=True)
class Match:
    """One item of the answer; it cannot be without a reason."""

    item: ItemValue
    score: float
    dots: int
    fits: float
    explanation: Explanation
    misfits: tuple[Misfit, ...]
    says_something: bool = True
    """Whether it met more than one general word; only then it may stand as the best of its kind."""
    doubles: tuple[ItemValue, ...] = ()
    chance: Chance | None = None
    """When the one who asks can have it, as far as others know."""

    def __post_init__(self) -> None:
        if not self.explanation.reasons:
            raise ValueError("a match must say why")


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything the answer page needs."""

    form: QuestionForm
    language: str
    understood: tuple[str, ...]
    """The themes recognised in the question or added by the person."""
    place: KnownPlace | None
    """The municipality or province the question speaks of, when it names one and no other was given."""
    matches: tuple[Match, ...]
    best_of_each: Mapping[str, tuple[Match, ...]]
    total: int
    counts: Mapping[str, Mapping[str, int]]
    fits_well: bool
    watermark: int
    took_ms: float

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.form.most))


def ask(form: QuestionForm, *, person: Person | None, now: datetime, patience: float = PATIENCE) -> Answer:
    """Answer a question for somebody. Raises a Refusal for an empty or too long one.

    Where meaning is switched on, the answer by words waits at most `patience` seconds for it.
    """
    started = perf_counter()
    text = form.text.strip()
    if not words_of(text) and not form.with_themes:
        raise Refusal("question-empty")
    if len(text) > LONGEST_QUESTION:
        raise Refusal("question-too-long", longest=LONGEST_QUESTION)
    today = now.date()
    index = hub_index()
    index.catch_up(today=today, most=INLINE)
    analyser = CURRENT.get()
    language = form.language or analyser.language_of(text, otherwise=form.screen_language)
    thought = THINKER.begin(text, language, analyser.lexicon)
    analysed = analyser.question(text, language, without=form.without_themes, also=form.with_themes)
    place = CURRENT.places().find(analysed.words)
    form = replace(_with_place(form, place), near=form.near or _point_of(place))
    search = Search(index, thought, patience=patience, language=form.screen_language)
    question, found = search.find_settled(
        Question(
            terms=analysed.terms,
            audiences=library.audiences_for(person),
            conditions=form.conditions,
            without=out_of_reach(form.wish, near=form.near, person=person, now=now),
            most=form.most,
            skip=form.most * (form.page - 1),
            best_of="kind" if form.each_kind else "",
            most_of_each=OF_EACH_KIND,
            count=COUNTED,
            share_of_best=FLOOR,
        ),
        _context_terms(form),
    )
    first = search.first_few(question, found)
    leaders = search.leaders(question, first)
    hits = _each_once(found.hits, *found.best_of_each.values(), first, leaders)
    matches = _matches(form, analysed, hits, person, now, analyser, search.nearest)
    by_key = _with_dots(matches, best=found.best, leaders=leaders)
    shown = [by_key[hit.key] for hit in found.hits if hit.key in by_key]
    each = {
        kind: tuple(
            _fold([by_key[hit.key] for hit in hits if hit.key in by_key and by_key[hit.key].says_something])
        )
        for kind, hits in found.best_of_each.items()
    }
    return Answer(
        form=form,
        language=language,
        understood=analysed.themes,
        place=place,
        matches=tuple(_fold(shown)),
        best_of_each={kind: of_kind for kind, of_kind in each.items() if of_kind},
        total=found.total if matches else 0,
        counts=found.counts if matches else {},
        fits_well=rules.fits_well([by_key[hit.key].fits for hit in first if hit.key in by_key]),
        watermark=found.watermark,
        took_ms=(perf_counter() - started) * 1000,
    )


def _point_of(place: KnownPlace | None) -> Point | None:
    return organisations.points().get(place.code) if place is not None else None


SAMPLES = ("Onze sporthallen gebruiken te veel energie", "elderly people suffer from the heat")


def get_ready(*, now: datetime) -> None:
    """Read what questions need (vocabulary, index, word forms), so that the first person does not wait for it."""
    for sample in SAMPLES:
        ask(QuestionForm(sample), person=None, now=now)


def explain_one(form: QuestionForm, item: ItemValue, *, person: Person | None, now: datetime) -> Match | None:
    """How the score of one item for this question is made up; None when it does not meet the question at all."""
    found = explain_these(form, [item.pk], person=person, now=now)
    return found[0] if found else None


def explain_these(
    form: QuestionForm, items: Collection[int], *, person: Person | None, now: datetime
) -> tuple[Match, ...]:
    """Those of these items (by key) that meet the question, in order, with the scores that the answer gives them.

    What this person may not see is left out; the conditions of the question are not looked at.
    """
    index = hub_index()
    index.catch_up(today=now.date(), most=INLINE)
    analyser = CURRENT.get()
    language = form.language or analyser.language_of(form.text, otherwise=form.screen_language)
    thought = THINKER.begin(form.text, language, analyser.lexicon)
    analysed = analyser.question(form.text, language, without=form.without_themes, also=form.with_themes)
    form = _with_place(form, CURRENT.places().find(analysed.words))
    search = Search(index, thought, patience=PATIENCE_FOR_ONE, language=form.screen_language)
    plain = Question(analysed.terms, library.audiences_for(person), most=FIRST_FEW, share_of_best=FLOOR)
    question, found = search.find_settled(plain, _context_terms(form))
    wanted = [index_key(pk) for pk in items]
    hits = dict(index.engine.score(question, wanted))
    if thought is not None and hits:
        # What meaning adds depends on what else was found, under the conditions of the answer that is explained.
        asked = replace(question, conditions=form.conditions, most=DEPTH, best_of="kind")
        ranked = search.find(asked)
        every = _each_once(ranked.hits, *ranked.best_of_each.values())
        hits |= {hit.key: hit for hit in every if hit.key in hits}
    every = _each_once(tuple(hits.values()), found.hits)
    matches = _matches(form, analysed, every, person, now, analyser, search.nearest)
    by_key = _with_dots(matches, best=found.best, leaders=found.hits)
    met = [by_key[key] for key in wanted if key in by_key]
    return tuple(sorted(met, key=lambda match: (-match.score, match.item.pk)))


def similar(
    item: ItemValue,
    *,
    person: Person | None,
    now: datetime,
    screen_language: str,
    most: int = 4,
    kinds: frozenset[Kind] = frozenset(),
) -> tuple[Match, ...]:
    """The items most like this one, for somebody who may see it; of these kinds, or of any."""
    form = form_like(item, screen_language=screen_language)
    index = hub_index()
    index.catch_up(today=now.date(), most=INLINE)
    analyser = CURRENT.get()
    thought = THINKER.begin_like(item)
    analysed = analyser.question(form.text, form.language, also=form.with_themes)
    search = Search(index, thought, patience=PATIENCE, language=screen_language)
    found = search.find(
        Question(
            terms=analysed.terms,
            audiences=library.audiences_for(person),
            without=frozenset({index_key(item.pk)}),
            conditions={"kind": frozenset(kind.value for kind in kinds)} if kinds else {},
            most=most,
            share_of_best=FLOOR,
        )
    )
    matches = _matches(form, analysed, found.hits, person, now, analyser, search.nearest)
    return tuple(_with_dots(matches, best=found.best, leaders=found.hits).values())


def form_like(item: ItemValue, *, screen_language: str) -> QuestionForm:
    """What an item says, as a question: its words in the language of the screen where it has those, and its themes."""
    language = screen_language if screen_language in item.languages else item.original_language
    names = ("title", "summary", "problem", "question", "body")
    text = "\n".join(item.texts.get(language, {}).get(name, "") for name in names).strip()
    return QuestionForm(
        text=text[:LONGEST_QUESTION],
        screen_language=screen_language,
        language=language,
        with_themes=item.themes,
    )


def meets_conditions(item: ItemValue, conditions: Mapping[str, frozenset[str]]) -> bool:
    """Whether an item stands in an answer with these filters: of each facet one value is enough."""
    has = facets_of(item, CURRENT.get())
    return all(has.get(facet, frozenset()) & values for facet, values in conditions.items())


class Search:
    """Looks for a question in the index: by words, and by meaning too where a model reads the question."""

    def __init__(self, index: HubIndex, thought: Thought | None, *, patience: float, language: str) -> None:
        """`patience`: seconds that what words found waits for the model, at the most; `language`: of the screen."""
        self._language = language
        self._index = index
        self._thought = thought
        self._patience = patience
        self._compared: Compared | None = None
        self._first: tuple[Hit, ...] | None = None

    def find(self, question: Question) -> Found:
        thought, find = self._thought, self._index.engine.find
        if thought is None:
            return self._by_words(question)
        found, compared = find_with_meaning(find, question, lambda: thought.known(within=self._patience))
        self._compared = compared or self._compared
        return found

    @property
    def nearest(self) -> Nearest | None:
        """How the sentence of an item that is nearest in meaning is found; None when meaning did not count."""
        if self._thought is None or self._compared is None:
            return None
        return partial(self._thought.nearest, compared=self._compared, language=self._language)

    def find_settled(self, plain: Question, context: tuple[Term, ...]) -> tuple[Question, Found]:
        """The question as it was put in the end, and what was found.

        What surrounds the one who asks tips the balance between items that meet the question. It must find none by
        itself, so it never weighs more than what is left out of an answer anyway.
        """
        question = replace(plain, terms=(*plain.terms, *context))
        by_words = self._by_words(question if self._thought is None else _only_best(question))
        most = _most_from_context(self._index, by_words.watermark, context, plain.audiences)
        if most >= FLOOR * by_words.best:
            share = 0.9 * FLOOR * max(0.0, by_words.best - most) / most if most else 0.0
            lighter = tuple(replace(term, weight=share * term.weight) for term in context)
            question = replace(plain, terms=(*plain.terms, *(term for term in lighter if term.weight > 0)))
        elif self._thought is None:
            return question, by_words
        return question, self.find(question)

    def first_few(self, question: Question, found: Found) -> tuple[Hit, ...]:
        """The best of the answer, also where another page of it is shown."""
        if question.skip == 0 and question.most >= FIRST_FEW:
            return found.hits[:FIRST_FEW]
        if self._first is not None:
            return self._first
        return self.find(_only_first_few(question)).hits

    def _by_words(self, question: Question) -> Found:
        """What words find. On the first pages in one go with the best, which are needed on every page."""
        if not 0 < question.skip <= NEAR_THE_TOP:
            return self._index.engine.find(question)
        found = self._index.engine.find(replace(question, skip=0, most=question.skip + question.most))
        self._first = found.hits[:FIRST_FEW]
        return replace(found, hits=found.hits[question.skip :])

    def leaders(self, question: Question, first: tuple[Hit, ...]) -> tuple[Hit, ...]:
        """The best of the answer when no filter is on: beside these every item is measured."""
        if not question.conditions:
            return first
        return self.find(_only_first_few(replace(question, conditions={}))).hits


def _only_best(question: Question) -> Question:
    return replace(question, skip=0, most=0, best_of="", count=())


def _context_terms(form: QuestionForm) -> tuple[Term, ...]:
    terms = [Term(CONTEXT_STREAM, "reused", CONTEXT_WEIGHTS["reused"])]
    if form.size_class:
        terms.append(Term(CONTEXT_STREAM, f"size:{form.size_class}", CONTEXT_WEIGHTS["size"]))
        terms.append(Term(CONTEXT_STREAM, f"reused:{form.size_class}", CONTEXT_WEIGHTS["reused-by-size"]))
    if form.region:
        terms.append(Term(CONTEXT_STREAM, f"region:{form.region}", CONTEXT_WEIGHTS["region"]))
    return tuple(terms)


def _with_place(form: QuestionForm, place: KnownPlace | None) -> QuestionForm:
    """A place named in the question says where the asker stands, unless they said so themselves."""
    if place is None or form.region or form.size_class:
        return form
    return replace(form, region=place.region, size_class=place.size_class)


@lru_cache(maxsize=1000)
def _most_from_context(
    index: HubIndex, _watermark: int, context: tuple[Term, ...], audiences: frozenset[str]
) -> float:
    """The most that any item somebody may see gets by its surroundings alone, as the index stands."""
    return index.engine.find(Question(context, audiences, most=0)).best


def _only_first_few(question: Question) -> Question:
    return replace(question, skip=0, most=FIRST_FEW, best_of="", count=())


def _each_once(*several: tuple[Hit, ...]) -> tuple[Hit, ...]:
    return tuple({hit.key: hit for hits in several for hit in hits}.values())


def _with_dots(matches: tuple[Match, ...], *, best: float, leaders: tuple[Hit, ...]) -> dict[str, Match]:
    """The matches by their key in the index. Their dots are the same on every page and with every filter."""
    by_key = {index_key(match.item.pk): match for match in matches}
    best_fit = max((by_key[hit.key].fits for hit in leaders if hit.key in by_key), default=0.0)
    return {
        key: replace(match, dots=rules.dots(score=match.score, best=best, best_fit=best_fit))
        for key, match in by_key.items()
    }


def _matches(
    form: QuestionForm,
    analysed: AnalysedQuestion,
    hits: tuple[Hit, ...],
    person: Person | None,
    now: datetime,
    analyser: Analyser,
    nearest: Nearest | None,
) -> tuple[Match, ...]:
    """The hits with their items and reasons. The database decides: what it does not show is left out."""
    today = now.date()
    items = library.values_by_reference([hit.key for hit in hits], person, today=today)
    chances = chances_of(items.values(), person=person, now=now, wish=form.wish, near=form.near)
    whole = {index_key(item.pk): item for item in with_attachments(items.values())}
    weight = question_weight(analysed)
    explainer = Explainer(analysed, analyser)
    matches: list[Match] = []
    for hit in hits:
        item = items.get(hit.key)
        if item is None or hit.score <= 0:
            continue
        explanation = explainer.explain(hit, whole[index_key(item.pk)])
        if nearest is not None:
            explanation = with_nearest(explanation, partial(nearest, item))
        fitted = rules.fit(met=explanation.met, question_weight=weight)
        if not explanation.reasons:
            continue
        matches.append(
            Match(
                item=item,
                score=hit.score,
                dots=1,
                fits=fitted,
                says_something=rules.says_something(met=explanation.met, question_weight=weight),
                explanation=explanation,
                misfits=rules.misfits(
                    _situation(form, analysed.language, item, today, chance=chances.get(item.pk))
                ),
                chance=chances.get(item.pk),
            )
        )
    return tuple(matches)


def _situation(
    form: QuestionForm, language: str, item: ItemValue, today: date, *, chance: Chance | None
) -> rules.Situation:
    facts = item.facts
    body = item.place if item.place is not None and item.place.type == "municipality" else item.owner
    return rules.Situation(
        question_language=form.screen_language if language not in LANGUAGES else language,
        item_languages=item.languages,
        today=today,
        verified_on=item.verified_on,
        status=str(facts.get("status", "")),
        is_illustrative=item.is_illustrative,
        asker_size=form.size_class,
        item_size=body.size_class if body.type == "municipality" else "",
        windows=tuple(
            (date.fromisoformat(window["opens_on"]), date.fromisoformat(window["closes_on"]))
            for window in _list(facts.get("windows"))
        ),
        inhabitants_min=_number(facts.get("inhabitants_min")),
        partners_min=_number(facts.get("partners_min")),
        last_day=_last_day(facts.get("starts_on"), facts.get("ends_on")) if chance is None else chance.on,
    )


def _list(value: object) -> list[dict[str, str]]:
    return value if isinstance(value, list) else []


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _last_day(starts: object, ends: object) -> date | None:
    days = starts if isinstance(starts, list) else [starts, ends]
    return max((date.fromisoformat(day) for day in days if isinstance(day, str)), default=None)


def _fold(matches: list[Match]) -> list[Match]:
    """Items that are nearly the same, of one kind, stand behind the best of them."""
    places = rules.folded([_print_of(match.item) for match in matches])
    kept: dict[int, Match] = {}
    for place, match in enumerate(matches):
        if places[place] == place:
            kept[place] = match
        else:
            first = kept[places[place]]
            kept[places[place]] = replace(first, doubles=(*first.doubles, match.item))
    return list(kept.values())


def _print_of(item: ItemValue) -> frozenset[str]:
    """The letters of an item's title and summary in its original language, and its kind."""
    texts = item.texts.get(item.original_language) or next(iter(item.texts.values()), {})
    return _letters_of(f"{texts.get('title', '')} {texts.get('summary', '')}") | {f"kind {item.kind}"}


@lru_cache(maxsize=4000)
def _letters_of(text: str) -> frozenset[str]:
    return frozenset(gram for word in words_of(text) for gram in grams(word.folded))
