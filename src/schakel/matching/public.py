"""The door of matching."""

from schakel.matching.actions import contest_match, reopen_objection, see_objection
from schakel.matching.addresses import AnswerAddress, read_address
from schakel.matching.analysing import CURRENT, analyser_from_files
from schakel.matching.askers import Asker, asker_of
from schakel.matching.asking import (
    LONGEST_QUESTION,
    Answer,
    Match,
    QuestionForm,
    ask,
    explain_one,
    explain_these,
    form_like,
    get_ready,
    meets_conditions,
    similar,
)
from schakel.matching.attaching import file_name
from schakel.matching.availability import Wish
from schakel.matching.chances import chances_of
from schakel.matching.encoding import ItemVectors
from schakel.matching.evaluating import Evaluation, evaluate_folder
from schakel.matching.explaining import Explanation, Reason
from schakel.matching.indexing import entry_of, hub_index, whole_items
from schakel.matching.lending import Choices, chosen_before, propose
from schakel.matching.models import Objection
from schakel.matching.proposing import challenge_from
from schakel.matching.queries import every_objection, seen_objections, waiting_objections
from schakel.matching.quoting import Piece, Quote
from schakel.matching.reading import Meaning
from schakel.matching.rules import WRONG_BECAUSE, Misfit, MisfitCode
from schakel.matching.switching import (
    Choice,
    choose_model,
    chosen_model,
    load_meaning,
    switch_meaning_off,
    switch_meaning_on,
    vectors_folder,
)
from schakel.matching.telling import ToldAnswer, ToldItem, told_answer
from schakel.matching.wording import misfit_text, reason_text, refusal_text, their_words, value_label

__all__ = [
    "CURRENT",
    "LONGEST_QUESTION",
    "WRONG_BECAUSE",
    "Answer",
    "AnswerAddress",
    "Asker",
    "Choice",
    "Choices",
    "Evaluation",
    "Explanation",
    "ItemVectors",
    "Match",
    "Meaning",
    "Misfit",
    "MisfitCode",
    "Objection",
    "Piece",
    "QuestionForm",
    "Quote",
    "Reason",
    "ToldAnswer",
    "ToldItem",
    "Wish",
    "analyser_from_files",
    "ask",
    "asker_of",
    "challenge_from",
    "chances_of",
    "choose_model",
    "chosen_before",
    "chosen_model",
    "contest_match",
    "entry_of",
    "evaluate_folder",
    "every_objection",
    "explain_one",
    "explain_these",
    "file_name",
    "form_like",
    "get_ready",
    "hub_index",
    "load_meaning",
    "meets_conditions",
    "misfit_text",
    "propose",
    "read_address",
    "reason_text",
    "refusal_text",
    "reopen_objection",
    "see_objection",
    "seen_objections",
    "similar",
    "switch_meaning_off",
    "switch_meaning_on",
    "their_words",
    "told_answer",
    "value_label",
    "vectors_folder",
    "waiting_objections",
    "whole_items",
]
