"""Tokens and keys as 64-bit numbers, so that they can be looked up by the hundreds in one sorted column."""

from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]


def hashed(text: str) -> int:
    # Two of a million tokens fall together once in forty million indexes, and nobody can aim at it: a second
    # text for a given number takes 2**64 tries.
    return int.from_bytes(blake2b(text.encode(errors="surrogatepass"), digest_size=8).digest(), "little")


_remembered = lru_cache(maxsize=1 << 16)(hashed)


def hashes_of(texts: Iterable[str]) -> Hashes:
    """For the words of questions, which come back: remembers the last ones."""
    return np.fromiter(map(_remembered, texts), np.uint64)


def hashes_of_many(texts: Iterable[str]) -> Hashes:
    return np.fromiter(map(hashed, texts), np.uint64)
