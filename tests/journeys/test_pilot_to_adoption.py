"""From a challenge to a pilot that stops, its lesson, and another municipality that takes it over."""

import pytest

from schakel.accounts.models import Person
from schakel.adoptions.public import reuse_counts
from schakel.challenges.public import State as ChallengeState
from schakel.library.public import Item, Kind
from schakel.organisations.public import Membership, Organisation
from schakel.pilots.models import Pilot
from tests.challenges import challenge_in
from tests.items import item_of
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db
QUESTION = "Waar blijft de warmte in ons zwembad?"
LESSON = "Leg eerst uit hoe het deksel werkt."


def fields_of(response):
    """What stands in the form of a page, as a browser would send it."""
    return {field.html_name: field.value() or "" for field in response.context["form"]}


def test_what_one_learned_is_found_and_taken_over_by_another(
    rotterdam, heat_pumps, anna, bas, chaima, signed_in
):
    texts = {"nl": {"title": "Ons zwembad stookt gas", "question": QUESTION}}
    challenge = challenge_in(ChallengeState.OPEN, rotterdam, texts=texts).item
    solution = item_of(heat_pumps, "Een deksel", kind=Kind.SOLUTION)
    of_anna, of_bas = signed_in(anna), signed_in(bas)

    # Anna starts from her challenge and his solution, and sends the form as it stands.
    start = f"/pilots/new/?challenge={challenge.slug}&item={solution.slug}"
    known = fields_of(of_anna.get(start))
    assert known["problem"].strip() == QUESTION
    of_anna.post(
        start, known | {"hypothesis": "Met een deksel verdampt er minder.", "partners": [heat_pumps.slug]}
    )
    pilot = Pilot.objects.get()
    address = f"/pilots/{pilot.slug}/"

    # Bas says yes, and both are in the space.
    of_bas.post(f"{address}answer/", {"organisation": heat_pumps.slug, "reply": "agreed"})
    space = f"/spaces/{pilot.space.code}/"
    of_bas.post(f"{space}add/post/", {"text": "Ik kom dinsdag meten.", "channel": "everyone"})
    assert "Ik kom dinsdag meten." in of_anna.get(space).content.decode()

    # It is measured, looked at, started, and stopped with its lesson.
    measures = fields_of(of_anna.get(f"{address}measures/"))
    numbers = {
        "name-0": "Gas",
        "unit-0": "m³ per week",
        "before-0": "100",
        "aimed-0": "75",
        "measured-0": "98",
    }
    of_anna.post(f"{address}measures/", measures | numbers)
    for check in ("dpia", "ai-act", "ethics", "procurement"):
        settled = {"check": check, "state": "not-needed", "words": "Er wordt niets over mensen gemeten."}
        of_anna.post(f"{address}checks/", settled)
    for step in ("agree", "start"):
        of_anna.post(f"{address}step/", {"step": step})
    of_anna.post(
        f"{address}step/", {"step": "stop", "words": "Niemand legde het deksel erop.", "lesson": LESSON}
    )
    assert Pilot.objects.get().decision == "stop"

    # The case is written from it; Chaima publishes it.
    of_anna.post(f"{address}case/")
    case = Item.objects.get(kind=Kind.CASE)
    signed_in(chaima).post(f"/item/{case.slug}/step/", {"step": "publish"})

    # Somebody of another municipality asks in the same words, finds it, and takes it over.
    utrecht = Organisation.objects.create(
        slug="gm0344", name="Utrecht", type="municipality", code="gm0344", size_class="over-250k"
    )
    els = Person.objects.create_user("els@utrecht.example", PASSWORD, name="Els")
    Membership.objects.create(person=els, organisation=utrecht)
    of_els = signed_in(els)
    assert f"/item/{case.slug}/" in of_els.get("/ask/", {"q": QUESTION}).content.decode()
    page = of_els.get(f"/item/{case.slug}/").content.decode()
    for told in (QUESTION, LESSON, "Niemand legde het deksel erop.", "Heat Pumps BV"):
        assert told in page
    assert address not in page
    of_els.post(f"/item/{case.slug}/adopt/", {"adopter": utrecht.slug, "state": "running", "scale": "part"})
    assert reuse_counts() == {case.pk: {"over-250k": 1}}
    own = of_els.get(f"/item/{case.slug}/").content.decode()
    assert "Uw organisatie (Utrecht)" in own

    # A third reads that it is used, by how large a municipality.
    the_hague = Organisation.objects.create(
        slug="gm0518", name="Den Haag", type="municipality", code="gm0518", size_class="over-250k"
    )
    finn = Person.objects.create_user("finn@denhaag.example", PASSWORD, name="Finn")
    Membership.objects.create(person=finn, organisation=the_hague)
    of_finn = signed_in(finn)
    assert "1 gemeente van uw grootte gebruikt dit" in of_finn.get(f"/item/{case.slug}/").content.decode()
