import pytest

from schakel.challenges.public import State
from schakel.procurement.models import RouteChoice
from schakel.procurement.public import route_of
from tests.challenges import challenge_in

pytestmark = pytest.mark.django_db
NL = {"Accept-Language": "nl"}
TENDER = {"there": "no", "known": "yes", "buys": "services", "amount": "above"}


def test_one_question_a_page_until_the_buyer(client):
    page = client.get("/procurement/", headers=NL).content.decode()
    assert "Vraag 1 van" in page
    page = client.get("/procurement/", {"there": "no", "known": "yes", "buys": "services"}, headers=NL)
    assert "216.000" in page.content.decode()
    page = client.get("/procurement/", TENDER, headers=NL).content.decode()
    assert "Vraag uw inkoper." in page
    assert "geen juridisch advies" in page
    assert "csrfmiddlewaretoken" not in page


def test_what_came_out_is_written_down_with_a_challenge_by_its_owner(rotterdam, anna, bas, client, signed_in):
    challenge = challenge_in(State.OPEN, rotterdam)
    slug = challenge.item.slug
    address = f"/challenges/{slug}/route/"
    asked = {**TENDER, "for": slug}
    assert address in signed_in(anna).get("/procurement/", asked, headers=NL).content.decode()
    for other in (client, signed_in(bas)):
        assert address not in other.get("/procurement/", asked, headers=NL).content.decode()
    assert signed_in(bas).post(address, TENDER).status_code == 404
    unfinished = signed_in(anna).post(address, {"there": "no"}, headers=NL, follow=True)
    assert "Beantwoord eerst de vragen." in unfinished.content.decode()
    for answers, route in (({"there": "yes"}, "no-procurement"), (TENDER, "tender")):
        signed_in(anna).post(address, answers | {"words": "Kanarie van de inkoper."})
        assert route_of(challenge).code == route
    assert RouteChoice.objects.get().answers == TENDER
    shown = signed_in(anna).get(f"/challenges/{slug}/", headers=NL).content.decode()
    assert "Een gewone aanbesteding" in shown
    assert "Kanarie" in shown
    assert "Kanarie" not in signed_in(bas).get(f"/challenges/{slug}/", headers=NL).content.decode()
