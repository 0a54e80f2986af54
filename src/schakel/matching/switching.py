"""Whether meaning is compared at all, with which model, and the model as this process has it."""

import json
import logging
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from schakel.kernel.languages import ENGLISH
from schakel.matching.meaning import Known
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


@dataclass(frozen=True, slots=True)
class Thought:
    """A question that is being read by the model while words are looked for."""

    meaning: "Future[Meaning]"
    _known: "Future[Known | None]"

    def known(self, *, within: float) -> Known | None:
        """The question as a vector; None when that is not there in time (seconds) or cannot be had."""
        try:
            return self._known.result(within)
        except TimeoutError:
            self._known.cancel()
            return None
        except UnusableModelError:
            return None


def choose(model: Path, languages: Sequence[str] = ()) -> Choice:
    """This model with these languages, or those its card names, or else English."""
    return Choice(model.resolve(), tuple(languages) or read_languages(model) or (ENGLISH,))


def vectors_folder() -> Path:
    """Beside the search index, which may be thrown away more readily than this can be computed again."""
    index = Path(settings.SEARCH_INDEX)
    return index.with_name(f"{index.name}-meaning")


def chosen() -> Choice | None:
    """What is switched on; None when answers come from words alone."""
    if settings.ENVIRONMENT.semantic:
        return choose(Path(settings.ENVIRONMENT.semantic))
    try:
        written = json.loads((vectors_folder() / SWITCH).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return Choice(Path(written["model"]), tuple(written["languages"]))


def switch_on(choice: Choice) -> None:
    """From now on meaning counts, in every process, for what has been encoded."""
    folder = vectors_folder()
    folder.mkdir(parents=True, exist_ok=True)
    fresh = folder / f"{SWITCH}.new"
    fresh.write_text(
        json.dumps({"model": str(choice.model), "languages": choice.languages}), encoding="utf-8"
    )
    fresh.replace(folder / SWITCH)


def switch_off() -> None:
    """From now on answers come from words alone; the vectors stay for a next time."""
    (vectors_folder() / SWITCH).unlink(missing_ok=True)


def load(choice: Choice) -> Meaning:
    """The model with the vectors of this hub. Raises UnusableModelError."""
    return Meaning(Encoder(choice.model), languages=choice.languages, folder=vectors_folder())
