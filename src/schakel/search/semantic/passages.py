"""Cutting a text into the passages that are compared beside the whole: sentences, the short ones with the next."""

from schakel.search.analysis.words import sentences_of, words_of

SHORTEST = 5
"""Words. What is shorter ("Why? Because.") says too little by itself."""
MOST_PASSAGES = 40
"""Of one item; what comes after is only part of the whole text, as far as the model reads that."""


def passages_of(text: str) -> list[tuple[int, int]]:
    """Start and end of each passage, in order; none overlap, and together they hold every word."""
    passages: list[tuple[int, int]] = []
    begin: int | None = None
    for start, end in sentences_of(text):
        begin = start if begin is None else begin
        if len(words_of(text[begin:end])) >= SHORTEST:
            passages.append((begin, end))
            begin = None
    if begin is not None:  # a short end belongs to the sentence before it
        end = len(text.rstrip())
        passages[-1:] = [(passages[-1][0] if passages else begin, end)]
    return passages
