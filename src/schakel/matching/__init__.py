"""Matching: a question in somebody's own words becomes a ranked, mixed answer in which every item says why.

``indexing`` keeps the search index equal to what the library holds; ``asking`` puts a question and orders the
answer; ``explaining`` turns the true parts of a score into reasons; ``evaluating`` measures all of it.
"""
