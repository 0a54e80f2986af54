"""Vocabulary: the themes the hub speaks of (SKOS concepts), and the bilingual word list that bridges the rest.

A *concept* has one preferred label and any number of others in each language, and a place under a broader
concept; the seven challenges stand on top. The *lexicon* pairs Dutch and English words that are no theme.
"""
