"""The door of matching."""

from schakel.matching.actions import contest_match
from schakel.matching.analysing import CURRENT, analyser_from_files
from schakel.matching.asking import (
    LONGEST_QUESTION,
    Answer,
    Match,
    QuestionForm,
    ask,
    explain_one,
    get_ready,
    similar,
)
from schakel.matching.encoding import ItemVectors
from schakel.matching.evaluating import Evaluation, evaluate_folder
from schakel.matching.explaining import Explanation, Piece, Quote, Reason
from schakel.matching.indexing import entry_of, hub_index
from schakel.matching.reading import Meaning
from schakel.matching.rules import Misfit, MisfitCode
from schakel.matching.switching import (
    Choice,
    choose_model,
    chosen_model,
    load_meaning,
    switch_meaning_off,
    switch_meaning_on,
    vectors_folder,
)
from schakel.matching.wording import misfit_text, reason_text, refusal_text, their_words

__all__ = [
    "CURRENT",
    "LONGEST_QUESTION",
    "Answer",
    "Choice",
    "Evaluation",
    "Explanation",
    "ItemVectors",
    "Match",
    "Meaning",
    "Misfit",
    "MisfitCode",
    "Piece",
    "QuestionForm",
    "Quote",
    "Reason",
    "analyser_from_files",
    "ask",
    "choose_model",
    "chosen_model",
    "contest_match",
    "entry_of",
    "evaluate_folder",
    "explain_one",
    "get_ready",
    "hub_index",
    "load_meaning",
    "misfit_text",
    "reason_text",
    "refusal_text",
    "similar",
    "switch_meaning_off",
    "switch_meaning_on",
    "their_words",
    "vectors_folder",
]
