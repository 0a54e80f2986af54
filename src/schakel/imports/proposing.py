"""Proposing likely doubles, and deciding about them. A decision is one transaction with its journal row."""

from collections.abc import Sequence

from schakel.imports.doubles import Candidate, Pair, likely_doubles
from schakel.imports.models import LikelyDouble, SourceRecord
from schakel.imports.profiles import Profile
from schakel.library import public as library


def propose(profile: Profile) -> int:
    """Propose the pairs that nobody has seen yet; returns how many."""
    pairs = new_pairs([], profile)
    LikelyDouble.objects.bulk_create(
        [
            LikelyDouble(one_id=pair.one, other_id=pair.other, evidence=[why.value for why in pair.evidence])
            for pair in pairs
        ]
    )
    return len(pairs)


def new_pairs(new: Sequence[Candidate], profile: Profile) -> list[Pair]:
    """Pairs of items of the profile's kind that nobody has seen yet; `new` are items still to be made.

    One of the two has to come from a source: what people here wrote themselves is theirs to look after.
    """
    seen = set(LikelyDouble.objects.order_by().values_list("one_id", "other_id"))
    imported = set(SourceRecord.objects.order_by().values_list("item_id", flat=True))
    imported |= {candidate.key for candidate in new}
    pairs = likely_doubles([*_candidates(profile), *new])
    return [
        pair
        for pair in pairs
        if (pair.one, pair.other) not in seen and (pair.one in imported or pair.other in imported)
    ]


def _candidates(profile: Profile) -> list[Candidate]:
    items = library.items_for_comparison(profile.kind)
    return [Candidate(pk, profile.kind.value, title, address) for pk, title, address in items]
