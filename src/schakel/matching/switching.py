"""Whether meaning is compared at all, with which model, and the model as this process has it."""

import json
import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotInTimeError
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.conf import settings

from schakel.kernel.languages import ENGLISH
from schakel.library.public import ItemValue
from schakel.matching.encoding import up_to_date
from schakel.matching.meaning import Compared, Known
from schakel.matching.quoting import Quote
from schakel.matching.reading import Meaning
from schakel.search.analysis.lexicon import Lexicon
from schakel.search.semantic.encoder import Encoder
from schakel.search.semantic.model_folder import UnusableModelError, read_languages

SWITCH = "switched-on.json"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Choice:
    """The model that was switched on: its folder, and the languages it reads."""

    model: Path
    languages: tuple[str, ...]


def choose_model(model: Path, languages: Sequence[str] = ()) -> Choice:
    """This model with these languages, or those its card names, or else English."""
    return Choice(model.resolve(), tuple(languages) or read_languages(model) or (ENGLISH,))


def vectors_folder() -> Path:
    """Beside the search index, which may be thrown away more readily than this can be computed again."""
    index = Path(settings.SEARCH_INDEX)
    return index.with_name(f"{index.name}-meaning")


def chosen_model() -> Choice | None:
    """What is switched on; None when answers come from words alone."""
    try:
        written = json.loads((vectors_folder() / SWITCH).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return Choice(Path(written["model"]), tuple(written["languages"]))


def switch_meaning_on(choice: Choice) -> None:
    """From now on meaning counts, in every process, for what has been encoded."""
    folder = vectors_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = folder / f"{SWITCH}.new"
    fresh.write_text(
        json.dumps({"model": str(choice.model), "languages": choice.languages}), encoding="utf-8"
    )
    fresh.replace(folder / SWITCH)


def switch_meaning_off() -> None:
    """From now on answers come from words alone; the vectors stay for a next time."""
    (vectors_folder() / SWITCH).unlink(missing_ok=True)


def load_meaning(choice: Choice) -> Meaning:
    """The model with the vectors of this hub. Raises UnusableModelError."""
    return Meaning(Encoder(choice.model), languages=choice.languages, folder=vectors_folder())


@dataclass(frozen=True, slots=True)
class Thought:
    """A question that is being read by the model while its words are looked for."""

    meaning: "Future[Meaning]"
    _known: "Future[Known | None]"

    def known(self, *, within: float) -> Known | None:
        """The question as a vector; None when that is not there in time (seconds) or cannot be had."""
        try:
            return self._known.result(within)
        except NotInTimeError:
            self._known.cancel()
        except UnusableModelError:
            pass  # said in the log when it was loaded, and by doctor
        return None

    def nearest(self, item: ItemValue, *, compared: Compared, language: str) -> Quote | None:
        """The sentence of an item nearest to the question, where there is one, if it can be in this language."""
        return self.meaning.result().nearest(item, compared, language)


class Thinker:
    """The model as this process has it: loaded when it is first asked for, and one question at a time.

    Nobody waits for it here: loading and reading are done in a thread of its own.
    """

    def __init__(self, load: Callable[[Choice], Meaning] = load_meaning) -> None:
        self._load = load
        self._lock = threading.Lock()
        self._thread: ThreadPoolExecutor | None = None
        self._switched_on = ""
        self._meaning: Future[Meaning] | None = None

    def begin(self, text: str, language: str, lexicon: Lexicon) -> Thought | None:
        """Begin to read a question; None when meaning is switched off."""
        return self._begin(
            lambda meaning: meaning.known(text, language, lexicon, partial(up_to_date, meaning.store))
        )

    def begin_like(self, item: ItemValue) -> Thought | None:
        """The same with an item as the question: its vector is kept already."""
        return self._begin(lambda meaning: _known_like(item, meaning))

    def meaning(self) -> Meaning | None:
        """The model, waited for; None when meaning is switched off. Raises UnusableModelError."""
        thought = self._begin(lambda _meaning: None)
        return None if thought is None else thought.meaning.result()

    def forget(self) -> None:
        """Let go of the model, which takes memory."""
        with self._lock:
            self._switched_on, self._meaning = "", None

    def _begin(self, known_by: Callable[[Meaning], Known | None]) -> Thought | None:
        switched_on = _switched_on()
        if not switched_on:
            self.forget()
            return None
        with self._lock:
            if self._thread is None:
                self._thread = ThreadPoolExecutor(1, "meaning")
            if self._meaning is None or self._switched_on != switched_on:
                self._switched_on, self._meaning = switched_on, self._thread.submit(self._loaded)
            return Thought(self._meaning, self._thread.submit(_read, self._meaning, known_by))

    def _loaded(self) -> Meaning:
        try:
            return self._load(chosen_model() or _switched_off_meanwhile())
        except UnusableModelError as error:
            log.warning("Meaning is switched on and cannot be compared: %s", error)
            raise


def _read(meaning: "Future[Meaning]", known_by: Callable[[Meaning], Known | None]) -> Known | None:
    return known_by(meaning.result())  # at once: there is one thread, and it loaded before


def _known_like(item: ItemValue, meaning: Meaning) -> Known | None:
    vector = meaning.kept_vector_of(item)
    return None if vector is None else Known(vector, partial(up_to_date, meaning.store))


def _switched_off_meanwhile() -> Choice:
    raise UnusableModelError("It was switched off again.")


def _switched_on() -> str:
    """What tells one switching on from another, also of the same folder; empty when switched off."""
    try:
        return str((vectors_folder() / SWITCH).stat().st_mtime_ns)
    except FileNotFoundError:
        return ""


THINKER = Thinker()
