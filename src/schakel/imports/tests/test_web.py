"""The screens of the staff: from a file that nobody knows to items, by hand."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from schakel.imports import queries
from schakel.imports.actions import plan_run
from schakel.imports.models import Run
from schakel.library.public import Item
from schakel.organisations.public import add_organisation
from tests.clock import NOW

pytestmark = pytest.mark.django_db
TABLE = b"""Projectnaam;Gemeente;Omschrijving;Fase;Contactpersoon;Link
Warmtenet;Zeist;<b>Warmte</b> uit het kanaal.;loopt;J. Jansen;www.example.org/warmte
"""


@pytest.fixture
def desk(client, chaima):
    client.force_login(chaima)
    add_organisation(slug="regio", name="Regio Midden", type_="association")
    return client


def handed_in(desk, content=TABLE, **fields):
    file = SimpleUploadedFile("projecten.csv", content)
    return desk.post(reverse("staff_import_new"), {"file": file, "profile": "new", "kind": "case", **fields})


def mapped(desk, run, **fields):
    address = reverse("staff_import_columns", args=[run.pk])
    form = desk.get(address).context["form"]
    said = {field.html_name: field.value() or "" for field in form}
    return desk.post(address, {**said, "title": "Projecten", "owner": "Regio Midden", **fields})


def test_a_table_that_nobody_knows_is_mapped_and_the_words_of_the_source_are_taught(desk):
    response = handed_in(desk)
    run = Run.objects.get()
    assert response.url == f"{reverse('staff_import_columns', args=[run.pk])}?kind=case"
    assert mapped(desk, run).url == reverse("staff_import", args=[run.pk])
    plan_run(run=Run.objects.get(), now=NOW)
    run.refresh_from_db()
    assert [problem["code"] for problem in run.problems] == ["organisation-unknown", "word-unknown"]
    form = desk.get(reverse("staff_import_columns", args=[run.pk])).context["form"]
    assert form["words"].value() == "loopt = "
    mapped(desk, run, words="loopt = in gebruik")
    plan_run(run=Run.objects.get(), now=NOW)
    line = queries.planned_records(Run.objects.get()).get()
    assert line.outcome == "create"
    assert [problem["code"] for problem in line.problems] == ["organisation-unknown"]
    assert queries.profile_named("own-projecten").left_out == ("Contactpersoon",)
    assert Item.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"owner": "Nobody"}, "We kennen geen organisatie met de naam"),
        ({"column-0": ""}, "Kies in welke kolom de titel staat."),
        ({"column-1": "text.title"}, "Dit kan maar in één kolom staan"),
        ({"words": "loopt = gek"}, "We kennen bij de keuzes geen woord “gek”"),
    ],
)
def test_what_is_not_complete_is_said_and_kept(desk, fields, sentence):
    handed_in(desk)
    response = mapped(desk, Run.objects.get(), **fields)
    assert response.status_code == 200
    assert sentence in response.content.decode()


def test_a_file_that_is_no_table_says_so(desk):
    handed_in(desk, content=b"\x00\x01\x02")
    response = desk.get(reverse("staff_import_columns", args=[Run.objects.get().pk]))
    assert "Dit bestand is geen tekst" in response.content.decode()


def test_a_step_that_came_too_late_says_so(desk):
    handed_in(desk)
    response = desk.post(
        reverse("staff_import", args=[Run.objects.get().pk]), {"step": "approve"}, follow=True
    )
    assert "verder dan op uw pagina staat" in response.content.decode()


def test_a_file_is_thrown_away(desk):
    handed_in(desk)
    desk.post(reverse("staff_import", args=[Run.objects.get().pk]), {"step": "drop"})
    assert Run.objects.count() == 0
