"""Who comes first of entries that score the same: a lot is drawn, anew for each question and the same for everybody.

By their keys the entry that came in first would always win, and with it the organisation that brought it. The lot
depends on the terms of the question and on what the entry draws by (``Entry.lot``, else its key) alone, so that an
answer can be repeated, pages follow each other, and nobody can choose to be first: that is given out before any
question is asked.
"""

from hashlib import blake2b

import numpy as np

from schakel.search.engine import Question
from schakel.search.engines.hashing import Hashes, hashed

_ALL = (1 << 64) - 1
# The finishing steps of SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators"): one
# bit that differs in what goes in changes half of what comes out.
_SHIFTS = (30, 27, 31)
_FACTORS = (0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 1)


def salt_of(question: Question) -> int:
    """A number for what is asked: the same for the same terms, whatever their order, filters and page."""
    terms = sorted({(term.stream, term.token) for term in question.terms if term.weight > 0})
    digest = blake2b(repr(terms).encode(errors="surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def lot(salt: int, key: str) -> int:
    """The lot of one entry; the lowest comes first."""
    drawn = hashed(key) ^ salt
    for shift, factor in zip(_SHIFTS, _FACTORS, strict=True):
        drawn = ((drawn ^ (drawn >> shift)) * factor) & _ALL
    return drawn


def lots(salt: int, hashes: Hashes) -> Hashes:
    """The same of many, by the hashes of their keys."""
    drawn: Hashes = hashes ^ np.uint64(salt)
    for shift, factor in zip(_SHIFTS, _FACTORS, strict=True):
        drawn = (drawn ^ (drawn >> np.uint64(shift))) * np.uint64(factor)
    return drawn
