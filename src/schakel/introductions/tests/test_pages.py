"""Introductions on the screens: asking, answering, and what each of them sees."""

import csv
import io
import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from schakel.challenges.public import State as ChallengeState
from schakel.introductions.models import Duty, Introduction
from schakel.introductions.rules import MOST_A_DAY, State
from schakel.library.public import Kind, Visibility
from schakel.messages.public import Mail
from schakel.organisations.public import Organisation
from tests.challenges import challenge_in, hidden
from tests.clock import NOW
from tests.introductions import asked, in_state
from tests.items import item_of
from tests.mails import letter_of
from tests.told import told

pytestmark = pytest.mark.django_db
NL = {"accept-language": "nl"}


def now():
    return timezone.now()


def page(browser, one):
    return browser.get(f"/introductions/one/{one.code}/", headers=NL)


def do(browser, one, act, /, **sent):
    return browser.post(f"/introductions/one/{one.code}/{act}/", sent, headers=NL, follow=True)


def test_anna_asks_bas_says_yes_and_both_see_whom_they_can_reach(rotterdam, heat_pumps, anna, bas, signed_in):
    item = item_of(heat_pumps, "Warmtepompen voor zwembaden")
    owner = signed_in(anna)
    address = f"/introductions/ask/{item.slug}/"
    form = owner.get(address, headers=NL)
    assert "Vraag een kennismaking aan" in form.content.decode()
    sent = {
        "why": "Ons zwembad stookt gas.",
        "telephone": "010 123 45 67",
        "can_be_handed_on": "on",
        "form": "a",
    }
    preview = owner.post(address, {**sent, "act": "preview"}, headers=NL).content.decode()
    assert "Mogen zij dit lezen?" in preview
    assert not Introduction.objects.exists()
    shown = owner.post(address, {**sent, "act": "send"}, headers=NL, follow=True)
    one = Introduction.objects.get()
    assert "Wij beloven een antwoord voor" in shown.content.decode()
    answerer = signed_in(bas)
    before = page(answerer, one).content.decode()
    assert "Ons zwembad stookt gas." in before
    assert anna.email not in before
    assert "010 123" not in before
    after = do(answerer, one, "accept", telephone="", version=1).content.decode()
    assert anna.email in after
    assert "010 123 45 67" in after
    assert bas.email in page(owner, one).content.decode()
    # The name and the address stand apart, so that neither is read or copied with a comma of the other.
    assert re.search(rf"<li>[^,]*{re.escape(bas.name)}</li>\s*<li>[^,]*{re.escape(bas.email)}</li>", after)


def test_who_comes_second_reads_what_the_first_did(rotterdam, heat_pumps, anna, bas, signed_in):
    one = asked(anna, item_of(heat_pumps), now=now())
    browser = signed_in(bas)
    do(browser, one, "decline", reason="no-time")
    second = do(browser, one, "accept", telephone="")
    assert second.status_code == 409
    assert "kan nu niet" in second.content.decode()
    assert Introduction.objects.get().state == State.DECLINED


def test_it_has_lapsed_at_its_moment_without_any_job(rotterdam, heat_pumps, anna, bas, signed_in):
    one = asked(anna, item_of(heat_pumps), now=now() - timedelta(days=21, seconds=1))
    assert "Verlopen" in page(signed_in(anna), one).content.decode()
    assert do(signed_in(bas), one, "accept", telephone="").status_code == 409
    assert Introduction.objects.get().state == State.REQUESTED


# ---------------------------------------------------------------------- asking


def fields(form):
    return {name: form[name].value() for name in form.fields}


def test_the_question_somebody_asked_is_where_it_begins(rotterdam, heat_pumps, anna, signed_in):
    item = item_of(heat_pumps, "Warmtepompen voor zwembaden", kind=Kind.PROVIDER)
    browser = signed_in(anna)
    answer = browser.get("/ask/?q=warmtepompen voor ons zwembad", headers=NL)
    (address,) = {
        unescape(found) for found in re.findall(r'href="(/introductions/ask/[^"]+)"', answer.content.decode())
    }
    assert address.startswith(f"/introductions/ask/{item.slug}/?q=")
    assert fields(browser.get(address).context["form"])["why"] == "warmtepompen voor ons zwembad"


def test_from_ones_own_challenge_nothing_is_typed_twice(rotterdam, heat_pumps, anna, signed_in):
    texts = {"nl": {"title": "Zwembad", "question": "Waar gaat de warmte van het zwembad heen?"}}
    challenge = challenge_in("open", rotterdam, texts=texts)
    item = item_of(heat_pumps, "Warmte van het zwembad", kind=Kind.PROVIDER)
    own = item_of(rotterdam, "Warmte van ons eigen zwembad")
    browser = signed_in(anna)
    shown = browser.get(f"/challenges/{challenge.item.slug}/").content.decode()
    address = f"/introductions/ask/{item.slug}/?challenge={challenge.item.slug}"
    assert address in unescape(shown)
    assert own.get_absolute_url() in shown
    assert f"/introductions/ask/{own.slug}/" not in shown
    said = fields(browser.get(address).context["form"])
    assert said["why"] == "Waar gaat de warmte van het zwembad heen?"
    assert (said["challenge"], said["shares_challenge"]) == (challenge.item.slug, True)


def test_of_a_confidential_challenge_nothing_is_filled_in_and_its_title_goes_nowhere(
    rotterdam, heat_pumps, anna, signed_in
):
    secret = hidden(challenge_in("open", rotterdam, "Geheim zwembad"), by=anna)
    address = f"/introductions/ask/{item_of(heat_pumps).slug}/"
    browser = signed_in(anna)
    said = fields(browser.get(f"{address}?challenge={secret.item.slug}").context["form"])
    assert (said["why"], said["shares_challenge"]) == ("", False)
    sent = {"why": "Ons zwembad.", "challenge": secret.item.slug, "shares_challenge": "on", "form": "x"}
    for act in ("preview", "send"):
        refused = browser.post(address, {**sent, "act": act}, headers=NL)
        assert refused.status_code == 400
        assert "Dit vraagstuk is vertrouwelijk." in refused.content.decode()
    del sent["shares_challenge"]
    preview = browser.post(address, {**sent, "act": "preview"}, headers=NL)
    assert "Geheim" not in preview.content.decode()


def test_what_is_changed_after_looking_is_still_there(rotterdam, heat_pumps, anna, signed_in):
    address = f"/introductions/ask/{item_of(heat_pumps).slug}/"
    sent = {"why": "Ons zwembad.", "telephone": "010 123 45 67", "form": "x", "act": "change"}
    said = fields(signed_in(anna).post(address, sent).context["form"])
    assert (said["why"], said["telephone"], said["form"]) == ("Ons zwembad.", "010 123 45 67", "x")
    assert said["can_be_handed_on"] is False


def test_a_form_that_is_sent_again_after_a_cut_connection_leads_to_the_same(
    rotterdam, heat_pumps, anna, signed_in
):
    address = f"/introductions/ask/{item_of(heat_pumps).slug}/"
    browser = signed_in(anna)
    sent = {"why": "Ons zwembad.", "form": "x", "act": "send"}
    places = {browser.post(address, sent).headers["Location"] for _ in range(3)}
    assert places == {f"/introductions/one/{Introduction.objects.get().code}/"}
    again = browser.post(address, {**sent, "form": "y"}, headers=NL)
    assert again.status_code == 409
    assert "Uw organisatie vroeg dit al" in again.content.decode()


def test_who_belongs_nowhere_or_owns_it_reads_why_they_cannot_ask(
    rotterdam, heat_pumps, anna, bas, dirk, client, signed_in
):
    address = f"/introductions/ask/{item_of(heat_pumps).slug}/"
    for person, words in ((dirk, "u hoort er nog bij geen"), (bas, "van uw eigen organisatie")):
        refused = signed_in(person).get(address, headers=NL)
        assert refused.status_code == 403
        assert words in refused.content.decode()
    assert client.get(address).headers["Location"].startswith("/account/login/?next=/introductions/ask/")
    hidden_item = item_of(heat_pumps, "Verborgen", visibility=Visibility.ORGANISATION)
    assert signed_in(anna).get(f"/introductions/ask/{hidden_item.slug}/").status_code == 404
    page_of_item = f"/item/{item_of(heat_pumps, 'Warmtenet').slug}/"
    assert "introductions/ask" in signed_in(anna).get(page_of_item).content.decode()
    assert "introductions/ask" not in signed_in(bas).get(page_of_item).content.decode()


# ---------------------------------------------------------------------- one introduction


def test_a_stranger_finds_nothing(rotterdam, heat_pumps, anna, bas, dirk, signed_in):
    one = asked(anna, item_of(heat_pumps), now=now())
    stranger = signed_in(dirk)
    page_address = f"/introductions/one/{one.code}/"
    for address in ("", "accept/", "withdraw/", "hand-on/", "calendar.ics"):
        assert stranger.get(f"{page_address}{address}").status_code == 404
    for address in ("accept/", "withdraw/", "choose-time/", "broker/", "explode/"):
        assert stranger.post(f"{page_address}{address}").status_code == 404
    assert stranger.get("/organisations/heat-pumps-bv/desk/").status_code == 404
    assert signed_in(anna).get(f"{page_address}explode/").status_code == 404
    assert Introduction.objects.get().state == State.REQUESTED


def test_each_sees_the_buttons_they_may_press(rotterdam, heat_pumps, anna, bas, chaima, signed_in):
    one = asked(anna, item_of(heat_pumps), now=now())

    def buttons(person):
        shown = page(signed_in(person), one).context["buttons"]
        return [button["url"].rstrip("/").rpartition("/")[2] for button in shown]

    assert buttons(anna) == ["withdraw"]
    assert buttons(bas) == buttons(chaima) == ["accept", "decline", "hand-on"]
    do(signed_in(bas), one, "accept", telephone="")
    together = ["times", "space", f"?introduction={one.code}", "hold", "outcome", "withdraw"]
    assert buttons(anna) == buttons(bas) == together
    assert buttons(chaima) == ["hold", "outcome"]
    do(signed_in(anna), one, "outcome", outcome="pilot")
    assert buttons(anna) == [f"?introduction={one.code}", "hide"]
    do(signed_in(anna), one, "hide")
    assert buttons(anna) == buttons(bas) == []


def test_a_time_is_proposed_chosen_and_put_in_a_calendar(rotterdam, heat_pumps, anna, bas, signed_in):
    one = asked(anna, item_of(heat_pumps), now=now())
    day = timezone.localtime(now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    do(signed_in(bas), one, "accept", telephone="", time_1=day)
    browser = signed_in(anna)
    (time,) = page(browser, one).context["times"]
    proposed = browser.get(f"/introductions/one/{one.code}/calendar.ics?time={time['pk']}").content.decode()
    assert "STATUS:TENTATIVE" in proposed
    do(browser, one, "choose-time", time=time["pk"])
    chosen = browser.get(f"/introductions/one/{one.code}/calendar.ics").content.decode()
    assert "STATUS:CONFIRMED" in chosen
    assert bas.email not in chosen + proposed
    assert do(browser, one, "choose-time", time="x").status_code == 409
    assert browser.get(f"/introductions/one/{one.code}/calendar.ics?time=0").status_code == 404


def test_what_was_filled_in_wrong_is_said_at_the_field(rotterdam, heat_pumps, anna, bas, signed_in):
    one = asked(anna, item_of(heat_pumps), now=now())
    browser = signed_in(bas)
    for act, sent, words in (
        ("accept", {"telephone": "bel mij"}, "Dit is geen telefoonnummer."),
        ("accept", {"time_1": "2020-01-01T10:00"}, "Kies momenten die nog komen"),
        ("accept", {"time_1": "morgen"}, "Schrijf een dag en een tijd"),
        ("decline", {}, "Kies waarom niet."),
        ("decline", {"reason": "other"}, "Schrijf in een paar woorden waarom."),
        ("hand-on", {"body": "Nergenshuizen"}, "Wij kennen deze organisatie niet."),
        ("hand-on", {}, "Kies aan wie u het doorgeeft."),
    ):
        refused = do(browser, one, act, **sent)
        assert (refused.status_code, words in refused.content.decode()) == (400, True), (act, sent)
    assert Introduction.objects.get().version == 1


def test_bas_hands_it_on_to_another_organisation(rotterdam, heat_pumps, anna, bas, signed_in):
    Organisation.objects.create(slug="gm0344", name="Utrecht", type="municipality")
    one = asked(anna, item_of(heat_pumps), now=now())
    done = do(signed_in(bas), one, "hand-on", body="Utrecht", version=1)
    assert "Het is doorgegeven." in done.content.decode()
    assert Introduction.objects.get().receiver.name == "Utrecht"
    assert page(signed_in(bas), one).status_code == 404
    assert "Het is doorgegeven aan Utrecht." in page(signed_in(anna), one).content.decode()


def test_a_page_of_before_answers_nothing(rotterdam, heat_pumps, anna, bas, signed_in):
    one = asked(anna, item_of(heat_pumps), now=now())
    Introduction.objects.update(version=2)
    stale = do(signed_in(bas), one, "accept", telephone="", version=1)
    assert (stale.status_code, "Dit veranderde terwijl u keek." in stale.content.decode()) == (409, True)


# ---------------------------------------------------------------------- lists, desk, clock


def test_a_heap_and_its_file_hold_the_same(rotterdam, heat_pumps, anna, bas, chaima, signed_in):
    for number, state in enumerate(State):
        if state is not State.LAPSED:
            challenge = challenge_in("open", rotterdam, f"Vraag {number}")
            in_state(state, anna, bas, item_of(heat_pumps, f"=Aanbod {number}"), challenge=challenge)
    moved = now() - NOW
    for one in Introduction.objects.all():
        Introduction.objects.filter(pk=one.pk).update(
            lapses_at=one.lapses_at + moved, last_chance_at=one.last_chance_at + moved
        )
    for person, where, heaps, size in (
        (anna, "/introductions/", ("waits-for-me", "asked", "together", "ended"), 6),
        (bas, "/introductions/", ("waits-for-me", "asked", "together", "ended"), 6),
        (chaima, "/staff/introductions/", ("waiting", "together", "ended"), 6),
    ):
        browser, found = signed_in(person), 0
        for heap in heaps:
            titles = [row["about"] for row in browser.get(f"{where}?heap={heap}", headers=NL).context["rows"]]
            file = browser.get(f"{where}file.csv?heap={heap}", headers=NL).content.decode("utf-8-sig")
            lines = list(csv.reader(io.StringIO(file)))[1:]
            assert [line[2] for line in lines] == [f"'{title}" for title in titles]
            found += len(titles)
        assert found == size
        assert browser.get(f"{where}?heap=elsewhere").status_code == 404


def test_the_desk_of_ones_organisation(rotterdam, heat_pumps, anna, bas, signed_in):
    browser = signed_in(bas)
    address = "/organisations/heat-pumps-bv/desk/"
    assert "De lijst is leeg." in browser.get(address, headers=NL).content.decode()
    today = timezone.localdate()
    wrong = browser.post(
        address, {"person": bas.pk, "begins_on": today, "last_on": today - timedelta(days=1)}, headers=NL
    )
    assert wrong.status_code == 400
    assert browser.post(address, {"person": anna.pk, "begins_on": today}).status_code == 400
    browser.post(address, {"person": bas.pk, "begins_on": today})
    (duty,) = Duty.objects.all()
    browser.post(address, {"act": "end", "duty": duty.pk})
    assert not Duty.objects.exists()


def test_the_staff_sets_what_is_promised(chaima, signed_in):
    browser = signed_in(chaima)
    address = "/staff/introductions/clock/"
    assert fields(browser.get(address).context["form"]) == {
        "nudge": 3,
        "last_chance": 9,
        "lapse": 21,
        "outcome": 28,
    }
    wrong = browser.post(address, {"nudge": 9, "last_chance": 9, "lapse": 21, "outcome": 28}, headers=NL)
    assert (wrong.status_code, "moet groter zijn" in wrong.content.decode()) == (400, True)
    browser.post(address, {"nudge": 2, "last_chance": 4, "lapse": 8, "outcome": 14})
    assert fields(browser.get(address).context["form"])["lapse"] == 8


def test_an_adviser_takes_it_reminds_and_asks_somebody_outside(
    rotterdam, heat_pumps, anna, bas, chaima, ada, signed_in
):
    one = asked(anna, item_of(heat_pumps), now=now())
    browser = signed_in(chaima)
    do(browser, one, "broker", act="assign", adviser=ada.pk)
    assert Introduction.objects.get().adviser == ada
    assert "neemt Ada het over" in page(signed_in(anna), one).content.decode()
    assert do(browser, one, "broker", act="assign", adviser=anna.pk).status_code == 404
    assert do(browser, one, "broker", act="nudge").status_code == 200
    assert do(browser, one, "broker", act="nudge").status_code == 409
    do(browser, one, "hand-on", outside_name="Els", outside_address="els@x.example", outside_language="xx")
    assert Introduction.objects.get().outside_address == ""
    outside = {"outside_address": "els@bureau.example", "outside_language": "en"}
    do(browser, one, "hand-on", outside_name="Els", **outside)
    mail = Mail.objects.get(addressee="els@bureau.example")
    assert "Rotterdam writes:" in letter_of(mail)
    assert Introduction.objects.get().outside_address == "els@bureau.example"
    assert "els@bureau.example" not in page(signed_in(anna), one).content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "els@bureau.example\r\nBcc: kim@elders.example",
        "els@bureau.example,kim@elders.example",
        '"els@bureau.example"@elders.example',
        "els@bureau.example\u2028kim@elders.example",
        "=?utf-8?q?els?=@bureau",
    ],
)
def test_the_address_of_somebody_outside_holds_one_address_and_nothing_else(
    rotterdam, heat_pumps, anna, bas, chaima, signed_in, address
):
    one = asked(anna, item_of(heat_pumps), now=now())
    before = Mail.objects.count()
    outside = {"outside_name": "Els", "outside_address": address, "outside_language": "en"}
    assert do(signed_in(chaima), one, "hand-on", **outside).status_code in (400, 409)
    assert Introduction.objects.get().outside_address == ""
    assert Mail.objects.count() == before


def test_who_asks_too_often_collects_no_contacts_and_the_staff_is_told_once(
    rotterdam, heat_pumps, anna, bas, chaima, signed_in
):
    browser = signed_in(anna)
    answers = []
    for number in range(MOST_A_DAY + 2):
        item = item_of(heat_pumps, f"Aanbod {number}")
        challenge = challenge_in(ChallengeState.OPEN, rotterdam, f"Vraag {number}")
        sent = {
            "why": f"Vraag {number}",
            "challenge": challenge.item.slug,
            "form": f"f{number}",
            "act": "send",
        }
        answers.append(browser.post(f"/introductions/ask/{item.slug}/", sent, headers=NL))
    assert [answer.status_code for answer in answers] == [302] * MOST_A_DAY + [400] * 2
    assert Introduction.objects.count() == MOST_A_DAY
    assert [one for one in told() if one[0] == "introduction.escalated"] == [
        ("introduction.escalated", chaima.reference)
    ]
    read = signed_in(chaima).get("/notices/", headers=NL).content.decode()
    assert "vroeg vandaag zoveel kennismakingen aan als mag" in read
    lists = ["/introductions/?heap=asked", "/introductions/file.csv?heap=asked", "/organisations/?q=bas@"]
    lists += ["/organisations/heat-pumps-bv/", "/ask/?q=heat-pumps"]
    shown = [browser.get(address, headers=NL).content.decode() for address in lists]
    assert [page for page in shown if bas.email in page] == []
