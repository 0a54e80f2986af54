"""Random worlds of entries and the questions asked in them, of few words, so that much falls together."""

from dataclasses import dataclass

from hypothesis import strategies as st

from schakel.search.engine import PUBLIC, Entry, Question, StreamSettings, Term

STREAMS = {
    "words": StreamSettings(pivot=10),
    "dutch": StreamSettings(k1=2.0, b=0.3, pivot=5, statistics="language"),
    "english": StreamSettings(k1=0.9, b=0.4, pivot=3, statistics="language"),
}
TOKENS = [f"token-{letter}" for letter in "abcdef"]
KEYS = [f"item:{number}" for number in range(24)]
VALUES = ["case", "solution", "expert", "event"]
HIDDEN_AUDIENCES = ["network", "organisation:1", "organisation:2"]
AUDIENCES = [PUBLIC, *HIDDEN_AUDIENCES]
OUTSIDER = frozenset({PUBLIC})

frequencies = st.sampled_from([0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 40.0])
texts = st.dictionaries(st.sampled_from(TOKENS), frequencies, min_size=1, max_size=4)
facets = st.fixed_dictionaries(
    {"kind": st.sampled_from(VALUES).map(lambda value: frozenset({value}))},
    optional={"theme": st.frozensets(st.sampled_from(VALUES), max_size=3)},
)


def entries(
    audiences: st.SearchStrategy[frozenset[str]], keys: st.SearchStrategy[str]
) -> st.SearchStrategy[Entry]:
    return st.builds(
        Entry,
        key=keys,
        streams=st.dictionaries(st.sampled_from(sorted(STREAMS)), texts | st.just({}), max_size=3),
        audiences=audiences,
        facets=facets,
    )


any_entry = entries(st.frozensets(st.sampled_from(AUDIENCES), max_size=2), st.sampled_from(KEYS))
public_entry = entries(
    st.frozensets(st.sampled_from(HIDDEN_AUDIENCES), max_size=1).map(lambda seen: seen | OUTSIDER),
    st.sampled_from(KEYS),
)
hidden_entry = entries(
    st.frozensets(st.sampled_from(HIDDEN_AUDIENCES), max_size=2),
    st.sampled_from(KEYS).map("hidden-{}".format),
)

terms = st.builds(
    Term,
    stream=st.sampled_from(sorted(STREAMS)),
    token=st.sampled_from([*TOKENS, "token-nobody-has"]),
    weight=st.sampled_from([0.0, 0.1, 0.3, 1.0, 2.0]),
)


def questions(
    audiences: st.SearchStrategy[frozenset[str]], *, min_terms: int = 0
) -> st.SearchStrategy[Question]:
    accepted = st.frozensets(st.sampled_from([*VALUES, "unknown"]), min_size=1, max_size=2)
    return st.builds(
        Question,
        terms=st.lists(terms, min_size=min_terms, max_size=8).map(tuple),
        audiences=audiences,
        conditions=st.dictionaries(st.sampled_from(["kind", "theme"]), accepted, max_size=2),
        without=st.frozensets(st.sampled_from(KEYS), max_size=2),
        most=st.integers(0, 6),
        skip=st.integers(0, 3),
        best_of=st.sampled_from(["", "kind", "theme", "unknown"]),
        most_of_each=st.integers(0, 3),
        count=st.sampled_from([("kind", "theme", "unknown"), ("theme",), ()]),
        share_of_best=st.sampled_from([0.0, 0.0, 0.3, 0.9, 1.0]),
        wants_best=st.booleans(),
    )


any_question = questions(st.frozensets(st.sampled_from(AUDIENCES), max_size=3))
outsiders_question = questions(st.just(OUTSIDER), min_terms=3)


@dataclass(frozen=True, slots=True)
class Put:
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Drop:
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReplaceAll:
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Merge:
    """Means nothing to an engine that does not merge."""


Change = Put | Drop | ReplaceAll | Merge


def changes(one: st.SearchStrategy[Entry], keys: list[str] = KEYS) -> st.SearchStrategy[Change]:
    few, many = st.lists(one, max_size=3).map(tuple), st.lists(one, max_size=8).map(tuple)
    return st.one_of(
        st.builds(Put, few),
        st.builds(Put, many),
        st.builds(Drop, st.lists(st.sampled_from(keys), max_size=5).map(tuple)),
        st.builds(Merge),
        st.builds(ReplaceAll, many),
    )


first_puts = st.builds(Put, st.lists(public_entry, min_size=4, max_size=8).map(tuple))
hidden_changes = st.one_of(
    st.builds(Put, st.lists(hidden_entry, min_size=2, max_size=6).map(tuple)),
    st.builds(Drop, st.lists(st.sampled_from(KEYS).map("hidden-{}".format), max_size=5).map(tuple)),
    st.builds(Merge),
)
"""What changes only what an outsider may not see."""
