"""The door of matching."""

from schakel.matching.analysing import CURRENT, analyser_from_files
from schakel.matching.asking import LONGEST_QUESTION, Answer, Match, QuestionForm, ask, similar
from schakel.matching.evaluating import Evaluation, evaluate_folder
from schakel.matching.explaining import Explanation, Piece, Quote, Reason
from schakel.matching.indexing import entry_of, hub_index
from schakel.matching.rules import Misfit, MisfitCode

__all__ = [
    "CURRENT",
    "LONGEST_QUESTION",
    "Answer",
    "Evaluation",
    "Explanation",
    "Match",
    "Misfit",
    "MisfitCode",
    "Piece",
    "QuestionForm",
    "Quote",
    "Reason",
    "analyser_from_files",
    "ask",
    "entry_of",
    "evaluate_folder",
    "hub_index",
    "similar",
]
