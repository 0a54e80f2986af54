"""Themes of others: read from SKOS, read again, taken back, and given to others."""

import gzip
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.db import DatabaseError

from schakel.journal import public as journal
from schakel.kernel.refusal import Refusal
from schakel.vocabulary.actions import change_theme, labels_of
from schakel.vocabulary.invariants import (
    cycles,
    themes_otherwise_than_recorded,
    unnamed,
    wrong_numbers,
)
from schakel.vocabulary.messages import refusal_text, remark_text
from schakel.vocabulary.models import Concept, Label, ThemeRun, ThemeSource
from schakel.vocabulary.skos import read_skos
from schakel.vocabulary.skos_export import themes_as_skos
from schakel.vocabulary.theme_imports import import_themes, preview_themes, undo_themes
from tests.clock import NOW, TODAY

pytestmark = pytest.mark.django_db

SKOS = "http://www.w3.org/2004/02/skos/core#"
PREFIXES = """@prefix s: <http://www.w3.org/2004/02/skos/core#> . @prefix x: <http://www.w3.org/2008/05/skos-xl#> .
@prefix t: <http://purl.org/dc/terms/> . @prefix o: <http://www.w3.org/2002/07/owl#> . @prefix e: <http://e.example/> .
"""
SCHEME = """e:v a s:ConceptScheme ; s:prefLabel "Woordenschat"@nl, "Word list"@en ; t:license <http://l.example/by> .
"""
ENERGY = 'e:1 a s:Concept ; s:inScheme e:v ; s:prefLabel "energie"@nl, "energy"@en, "énergie"@fr ; s:notation "66" .\n'
WIND = """e:2 a s:Concept ; s:inScheme e:v ; s:broader e:1 ; s:prefLabel "windenergie"@nl, "wind power"@en ;
  s:altLabel "windkracht"@nl ; s:hiddenLabel "windenregie"@nl ; s:exactMatch <http://loc.example/w> .
"""
XL = """e:3 a s:Concept ; s:inScheme e:v ; x:prefLabel e:l1, e:l2 ; x:altLabel e:l3, [ x:literalForm "zon"@nl ] .
e:l1 x:literalForm "zonne-energie"@nl . e:l2 x:literalForm "solar power"@en . e:l3 x:literalForm "Sonne"@de .
"""
XML = """<?xml version="1.0"?>%s<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:skos="http://www.w3.org/2004/02/skos/core#"><skos:Concept rdf:about="http://e.example/1">
 <skos:prefLabel xml:lang="nl">%s</skos:prefLabel></skos:Concept></rdf:RDF>"""
JSON_LD = """{"@context": %s, "@id": "http://e.example/1", "@type": "s:Concept",
 "s:prefLabel": {"@language": "nl", "@value": "energie"}}"""
CONTEXT = '{"s": "http://www.w3.org/2004/02/skos/core#"}'


@pytest.fixture
def written(tmp_path):
    def write(text: str, name: str = "themes.ttl", before: str = PREFIXES) -> Path:
        path = tmp_path / name
        path.write_text(before + text, encoding="utf-8")
        return path

    return write


def imported(path: Path, **fields):
    return import_themes(path=path, run_by=None, now=fields.get("now", NOW))


def said(report, code: str) -> list[tuple[str, str]]:
    return [(remark.record, remark.value) for remark in report.problems if remark.code == code]


def violations() -> list[str]:
    return [*cycles(), *unnamed(), *themes_otherwise_than_recorded(), *wrong_numbers()]


def names(uri: str) -> dict[str, list[str]]:
    return labels_of(ThemeSource.objects.get(uri=f"http://e.example/{uri}").concept)


def test_themes_come_with_their_names_place_and_source(written):
    report = imported(written(SCHEME + ENERGY + WIND + XL))
    assert (report.read, report.create, report.refuse, report.problems) == (4, 4, 0, [])
    assert report.repairs == {"label-of-another-language-left-out": 1}
    wind = ThemeSource.objects.get(uri="http://e.example/2")
    assert (wind.licence, wind.retrieved_on, wind.says["exact"]) == (
        "http://l.example/by",
        TODAY,
        ["http://loc.example/w"],
    )
    assert names("2") == {"en": ["wind power"], "nl": ["windenergie", "windenregie", "windkracht"]}
    assert names("3") == {"en": ["solar power"], "nl": ["zonne-energie", "zon"]}
    place = [wind.concept.notation]
    while (step := Concept.objects.get(notation=place[-1]).broader) is not None:
        place.append(step.notation)
    assert place == ["wind-power", "energy", "word-list"]
    assert violations() == []


def test_a_dry_run_says_the_same_and_changes_nothing(written):
    path = written(SCHEME + ENERGY + WIND + 'e:9 a s:Concept ; s:inScheme e:v ; s:prefLabel "vent"@fr .')
    before = preview_themes(path=path)
    assert not Concept.objects.exists()
    after = imported(path)
    assert before.counts == after.counts
    assert (before.repairs, before.problems) == (after.repairs, after.problems)
    assert said(after, "name-missing") == [("http://e.example/9", "")]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.rdf", XML % ("", "energie")),
        ("a.rdf", XML % ('<!DOCTYPE r [<!ENTITY e "energie">]>', "energie")),
        ("a.jsonld", JSON_LD % CONTEXT),
        ("a", JSON_LD % CONTEXT),
        (
            "a.nt",
            f'<http://e.example/1> <{SKOS}prefLabel> "energie"@nl .\n<e:2> <{SKOS}broader> <http://e.example/1> .',
        ),
    ],
)
def test_every_way_of_writing_is_read(written, name, text):
    path = written(text, name, before="")
    assert read_skos(path).concepts["http://e.example/1"].labels == {"nl": ["energie"]}
    zipped = path.with_name(f"{path.name}.gz")
    zipped.write_bytes(gzip.compress(path.read_bytes()))
    assert read_skos(zipped) == read_skos(path)


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("a.rdf", XML % ('<!DOCTYPE r [<!ENTITY a0 "ha">' + LAUGHS + "]>", "&a9;"), "file-has-entities"),
        (
            "a.rdf",
            f"<!-- {'x' * 70000} -->" + XML % (f"<!DOCTYPE r [{LAUGHS}]>", "&a9;"),
            "file-has-entities",
        ),
        (
            "a.rdf",
            XML % ('<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]>', "&e;"),
            "file-has-entities",
        ),
        (
            "a.rdf",
            XML % ('<!DOCTYPE r [<!ENTITY % e SYSTEM "http://127.0.0.1/">%e;]>', "x"),
            "file-has-entities",
        ),
        ("a.rdf", XML % ("", "&nbsp;"), "themes-unreadable"),
        ("a.jsonld", JSON_LD % '"http://127.0.0.1/context"', "themes-unreadable"),
        ("a.jsonld", '{"@context": {"p": "http://p/"}, "p":' + '{"p":' * 100_000, "themes-unreadable"),
        ("a.ttl", "<http://a> <http://b> (", "themes-unreadable"),
        ("a.ttl", '<http://a> <http://b> "c" .', "file-holds-no-themes"),
        ("a.png", "\x89PNG\x00", "themes-unreadable"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence_and_fetches_nothing(
    written, socket_disabled, name, text, code
):
    with pytest.raises(Refusal) as refused:
        read_skos(written(text, name, before=""))
    assert refused.value.code == code
    assert code not in refusal_text(refused.value)


def test_read_again_nothing_doubles_and_only_what_the_source_changed_follows(written, chaima):
    imported(written(SCHEME + ENERGY + WIND))
    again = imported(written(SCHEME + ENERGY + WIND))
    assert (again.create, again.update, again.unchanged, again.problems) == (0, 0, 3, [])
    wind = Concept.objects.get(notation="wind-power")
    change_theme(
        concept=wind,
        preferred={"nl": "windenergie", "en": "wind energy"},
        others={"nl": ["windkracht", "molens"]},
        broader=wind.broader,
        changed_by=chaima,
        now=NOW,
    )
    other = (
        WIND.replace("wind power", "wind generation")
        .replace("windenergie", "energie uit wind")
        .replace('s:hiddenLabel "windenregie"@nl', 's:altLabel "windmolen"@nl')
        .replace("s:broader e:1 ; ", "")
    )
    report = imported(written(SCHEME + ENERGY + other))
    assert (report.update, report.unchanged) == (1, 2)
    assert said(report, "changed-here") == [("http://e.example/2", "wind generation")]
    assert names("2") == {
        "en": ["wind energy"],
        "nl": ["energie uit wind", "molens", "windkracht", "windmolen"],
    }
    assert ThemeSource.objects.get(uri="http://e.example/2").concept.broader.notation == "word-list"
    assert violations() == []


def test_a_theme_of_the_same_name_is_not_doubled_and_stays_as_it_is(written):
    here = Concept.objects.create(notation="energie")
    Label.objects.create(concept=here, language="nl", text="Energie", is_preferred=True)
    Label.objects.create(concept=here, language="en", text="energy", is_preferred=True)
    report = imported(written(SCHEME + ENERGY + WIND))
    assert (report.duplicates, report.create, said(report, "theme-is-here")) == (
        1,
        2,
        [("http://e.example/1", "energie")],
    )
    assert labels_of(here) == {"nl": ["Energie"], "en": ["energy"]}
    assert Concept.objects.get(notation="wind-power").broader == here
    assert imported(written(SCHEME + ENERGY + WIND)).unchanged == 3


def test_a_word_that_two_themes_want_goes_to_the_one_that_is_called_so(written):
    other = 'e:4 a s:Concept ; s:inScheme e:v ; s:prefLabel "molen"@nl ; s:altLabel "energie"@nl, "windkracht"@nl .'
    twice = 'e:5 a s:Concept ; s:inScheme e:v ; s:prefLabel "molen"@nl .'
    report = imported(written(SCHEME + ENERGY + WIND + other + twice))
    assert (report.create, report.refuse) == (4, 1)
    assert said(report, "label-taken") == [("http://e.example/5", "molen")]
    assert report.repairs["label-of-another-theme-left-out"] == 2


def test_a_circle_is_refused_by_name_and_what_stands_under_it_is_kept(written):
    circle = [
        f'e:{n} a s:Concept ; s:inScheme e:v ; s:broader e:{m} ; s:prefLabel "t{n}"@nl .'
        for n, m in ((5, 6), (6, 7), (7, 5), (8, 5))
    ]
    report = imported(written(SCHEME + "\n".join(circle)))
    assert (report.create, report.refuse) == (2, 3)
    ring = said(report, "broader-in-circle")[0][1].split(" → ")
    assert [pair for pair in pairwise(ring) if pair == ("http://e.example/5", "http://e.example/6")]
    assert Concept.objects.get(notation="t8").broader.notation == "word-list"


def test_what_its_source_no_longer_has_or_uses_is_told_and_stays(written):
    imported(written(SCHEME + ENERGY + WIND))
    report = imported(written(SCHEME + ENERGY + "e:1 o:deprecated true ."))
    assert said(report, "no-longer-in-source") == [("http://e.example/2", "wind-power")]
    assert said(report, "deprecated-in-source") == [("http://e.example/1", "energy")]
    assert Concept.objects.filter(notation__in=["wind-power", "energy"]).count() == 2
    assert ThemeSource.objects.get(uri="http://e.example/2").is_gone
    assert all(remark.code not in remark_text(remark) for remark in report.problems)


def test_an_import_is_undone_as_a_whole_the_last_one_first(written, chaima):
    journal.record("vocabulary.loaded", on="vocabulary:all", by="", at=NOW, details={"concepts": 0})
    first = imported(written(SCHEME + ENERGY + WIND))
    assert violations() == []
    second = imported(
        written(SCHEME + ENERGY + WIND.replace("windkracht", "molens")), now=NOW + timedelta(days=1)
    )
    runs = {run.pk: run for run in ThemeRun.objects.order_by("pk")}
    with pytest.raises(Refusal, match="run-not-the-last"):
        undo_themes(run=runs[first.run], undone_by=chaima, now=NOW)
    undo_themes(run=runs[second.run], undone_by=chaima, now=NOW)
    assert "windkracht" in names("2")["nl"]
    undo_themes(run=runs[first.run], undone_by=chaima, now=NOW)
    assert not Concept.objects.exists()
    assert violations() == []


def test_an_import_stays_when_somebody_uses_or_changed_what_it_brought(written, chaima, rotterdam):
    from tests.items import item_of  # noqa: PLC0415 - only here

    report = imported(written(SCHEME + ENERGY + WIND))
    run = ThemeRun.objects.get(pk=report.run)
    wind = Concept.objects.get(notation="wind-power")
    item = item_of(rotterdam)
    item.themes.add(wind)
    with pytest.raises(Refusal, match="themes-in-use"):
        undo_themes(run=run, undone_by=chaima, now=NOW)
    item.themes.clear()
    change_theme(
        concept=wind,
        preferred={"nl": "wind", "en": "wind"},
        others={},
        broader=None,
        changed_by=chaima,
        now=NOW,
    )
    with pytest.raises(Refusal, match="themes-changed-since"):
        undo_themes(run=run, undone_by=chaima, now=NOW)


def test_all_of_a_file_is_stored_or_nothing(written, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise DatabaseError("full")

    monkeypatch.setattr(journal, "record", full)
    with pytest.raises(DatabaseError):
        imported(written(SCHEME + ENERGY + WIND))
    assert not Concept.objects.exists()
    assert not ThemeSource.objects.exists()


@pytest.mark.parametrize("ending", ["ttl", "jsonld"])
def test_what_is_given_to_others_can_be_read_back(written, tmp_path, ending):
    imported(written(SCHEME + ENERGY + WIND))
    path = tmp_path / f"out.{ending}"
    path.write_bytes(themes_as_skos(ending, base_url="https://hub.example", hub_name="Hub"))
    found = read_skos(path)
    wind = found.concepts["https://hub.example/themes/wind-power/"]
    assert wind.labels == {"en": ["wind power"], "nl": ["windenergie", "windenregie", "windkracht"]}
    assert wind.broader == ["https://hub.example/themes/energy/"]
    assert wind.matches == {"exact": ["http://e.example/2"]}
    assert found.scheme.labels["en"] == ["Hub"]
