"""Likely doubles are seen by what they have in common."""

from schakel.imports.doubles import SHARED_BY, Candidate, Evidence, Pair, likely_doubles


def item(key, title, address="", kind="case"):
    return Candidate(key, kind, title, address)


def test_the_same_title_in_other_capitals_and_marks():
    assert likely_doubles([item(1, "Café Overlast!"), item(2, "cafe overlast")]) == [
        Pair(1, 2, (Evidence.SAME_TITLE,))
    ]


def test_the_same_address_however_it_is_written():
    one, other = item(1, "A", "http://www.example.org/case/"), item(2, "B", "https://example.org/case#top")
    assert likely_doubles([one, other]) == [Pair(1, 2, (Evidence.SAME_ADDRESS,))]


def test_a_bare_site_says_nothing():
    assert likely_doubles([item(1, "A", "https://example.org/"), item(2, "B", "https://example.org")]) == []


def test_an_address_of_many_is_a_report_and_says_nothing():
    address = "https://example.org/report.pdf"
    assert likely_doubles([item(key, f"T{key}", address) for key in range(SHARED_BY + 1)]) == []


def test_titles_of_nearly_the_same_words():
    one = item(1, "TrueBee blockchain tech against deceptive deepfake imaging")
    other = item(2, "TrueBee blockchain technology against deceptive deepfake imaging")
    assert likely_doubles([one, other]) == [Pair(1, 2, (Evidence.TITLES_ALIKE,))]


def test_two_words_are_soon_alike_and_not_enough():
    assert likely_doubles([item(1, "Digital twin"), item(2, "Digital twins")]) == []


def test_items_of_other_kinds_are_not_compared():
    assert likely_doubles([item(1, "A same title"), item(2, "A same title", kind="solution")]) == []


def test_the_strongest_evidence_stands_first():
    items = [
        item(1, "Smart lampposts in the city", "https://a.org/x"),
        item(2, "Smart lampposts in the city", "https://a.org/x"),
        item(3, "Other", "https://b.org/y"),
        item(4, "Another", "https://b.org/y"),
    ]
    assert [(pair.one, pair.other) for pair in likely_doubles(reversed(items))] == [(1, 2), (3, 4)]
