"""The door of the vocabulary."""

from schakel.vocabulary.actions import add_theme, change_theme, change_word, labels_of, load_vocabulary
from schakel.vocabulary.files import CHALLENGES, written_concepts, written_words
from schakel.vocabulary.messages import refusal_text, remark_text
from schakel.vocabulary.models import Concept
from schakel.vocabulary.packs import pack_pairs, packs_in
from schakel.vocabulary.queries import (
    Theme,
    WholeTheme,
    all_labels,
    all_parents,
    all_word_pairs,
    branches,
    concept_by_notation,
    concept_called,
    concepts_by_notation,
    labels_for,
    neighbours,
    search_concepts,
    search_words,
    themes,
    themes_after,
    whole_theme,
)
from schakel.vocabulary.skos_export import SKOS_MEDIA_TYPES, themes_as_skos
from schakel.vocabulary.theme_imports import import_themes, preview_themes, theme_run, undo_themes

__all__ = [
    "CHALLENGES",
    "SKOS_MEDIA_TYPES",
    "Concept",
    "Theme",
    "WholeTheme",
    "add_theme",
    "all_labels",
    "all_parents",
    "all_word_pairs",
    "branches",
    "change_theme",
    "change_word",
    "concept_by_notation",
    "concept_called",
    "concepts_by_notation",
    "import_themes",
    "labels_for",
    "labels_of",
    "load_vocabulary",
    "neighbours",
    "pack_pairs",
    "packs_in",
    "preview_themes",
    "refusal_text",
    "remark_text",
    "search_concepts",
    "search_words",
    "theme_run",
    "themes",
    "themes_after",
    "themes_as_skos",
    "undo_themes",
    "whole_theme",
    "written_concepts",
    "written_words",
]
