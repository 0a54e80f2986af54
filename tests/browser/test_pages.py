"""In a real browser: every page is accessible in every mode, fits on every screen, and asks nothing of others."""

from collections.abc import Callable, Iterator
from urllib.parse import quote, urlparse

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from tests.boundaries import geojson, written
from tests.browser.conftest import PEOPLE, Looking, RunningHub
from tests.browser.visits import ASKED, CASE, PICTURED, QUESTION, STATUS, VISITS
from tests.browser.watching import MODES, Watched, faults

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def watched(looking: Looking, hub: RunningHub) -> Iterator[Callable[[str], Watched]]:
    """A watched page of somebody; whatever was wrong with it fails the test in the end."""
    pages: list[Watched] = []

    def of_somebody(role: str) -> Watched:
        pages.append(Watched(looking(role), hub))
        return pages[-1]

    yield of_somebody
    assert not (wrong := [fault for page in pages for fault in page.wrong]), "\n".join(wrong)


@pytest.mark.parametrize("role", PEOPLE)
def test_every_page_is_accessible_in_every_mode(role, watched, share):
    page = watched(role)
    for route in share.part(VISITS):
        for visit in (visits := VISITS[route]):
            if visit.role == role:
                page.go(visit.address, status=STATUS.get(visit.address, 200))
                page.examine(f"{role} {visit.address}", in_every_mode=visit is visits[0])


MAIL = f"Beste Chaima,\n\n{QUESTION}. Bel Anna Verbeek op 06-12345678, zegt mevrouw Verbeek.\n\nGroeten,\nAnna Verbeek"


def test_what_is_made_of_a_document_and_what_is_attached_can_be_used_by_everybody(watched, tmp_path):
    visitor = watched("visitor").go("/ask/document/")
    visitor.page.fill("#text", MAIL)
    visitor.page.click("text=Maak er een vraag van")
    visitor.page.wait_for_url("**/ask/document/*/")
    visitor.examine("the check of a document")
    visitor.page.click("button[value=ask]")
    visitor.page.wait_for_url("**/ask/?q=*")
    file = tmp_path / "nota.txt"
    file.write_text("Wij meten het verbruik van de sporthal per uur.")
    staff = watched("staff").go(f"/item/{CASE}/attachments/")
    staff.page.set_input_files("#document", file)
    staff.page.click("form button:has-text('Toevoegen')")
    staff.page.wait_for_selector("text=nota.txt")
    staff.examine("attachments")
    staff.page.click(".sk-files .sk-tool")
    staff.page.wait_for_selector("h1:has-text('verwijderen')")
    staff.examine("removing an attachment", in_every_mode=False)
    staff.page.click("main button:has-text('Verwijderen')")
    staff.page.wait_for_selector("text=Verwijderd: nota.txt")


def test_the_pictures_of_an_item_can_be_used_by_everybody(watched):
    staff = watched("staff").go(f"/item/{PICTURED}/pictures/")
    staff.page.click("text=Woorden veranderen")
    staff.page.wait_for_selector("h1:has-text('woorden')")
    staff.examine("the words of a picture", in_every_mode=False)
    staff.page.click("main button:has-text('Opslaan')")
    staff.page.wait_for_url("**/pictures/")
    staff.page.click("main a:has-text('Verwijderen')")
    staff.page.wait_for_selector("h1:has-text('verwijderen')")
    staff.examine("removing a picture", in_every_mode=False)


def test_control_a_page_that_cannot_be_used_by_everybody_is_caught(browser):
    page = browser.new_page()
    page.set_content('<p style="color:#bbb;background:#fff">bleek</p><img src="map.png"><button></button>')
    found = {fault.split(": ")[1] for fault in faults(page, {}, in_every_mode=False)}
    assert {"button-name", "color-contrast", "html-has-lang", "image-alt"} <= found
    page.close()


TEXT = "<style>%s</style><main><h1>Hitte</h1><p class=text>Wat er staat</p></main>"
FAINT = ".text { color: #bbb; background: #fff; forced-color-adjust: none }"
EVERYWHERE = {mode.name for mode in MODES}


@pytest.mark.parametrize(
    ("style", "where"),
    [
        (FAINT, EVERYWHERE),
        ("main { background: #555 }", EVERYWHERE - {"forced colours"}),
        (f"@media (prefers-color-scheme: dark) {{ {FAINT} }}", {"dark"}),
        (f"@media (prefers-contrast: more) {{ {FAINT} }}", {"high contrast"}),
        (f"@media (forced-colors: active) {{ {FAINT} }}", {"forced colours"}),
        (f"@media print {{ {FAINT} }}", {"paper"}),
        (f"@media (max-width: 400px) {{ {FAINT} }}", {"phone"}),
    ],
)
def test_control_colours_that_cannot_be_read_are_caught_where_the_same_text_was_seen_before(
    browser, style, where
):
    page = browser.new_page()
    seen = {}
    for styles, expected in (("", set()), (style, where)):
        page.set_content(TEXT % styles)
        found = faults(page, seen)
        assert {fault.split(": ")[0] for fault in found if "color-contrast" in fault} == expected
    page.close()


def test_control_what_only_a_phone_shows_is_examined_there(browser):
    page = browser.new_page()
    page.set_content(
        "<style>.menu { display: none } @media (max-width: 400px) { .menu { display: block } }</style>"
        "<main><h1>Hitte</h1><p>Wat er staat</p><button class=menu></button></main>"
    )
    found = faults(page, {})
    assert {fault.split(": ")[0] for fault in found if "button-name" in fault} == {"phone"}
    page.close()


def test_in_english_a_page_is_as_accessible(watched):
    page = watched("visitor")
    for address in ("/", ASKED, f"/item/{CASE}/"):
        page.go(f"/language/en/?next={quote(address)}").examine(f"English {address}", in_every_mode=False)
        assert page.page.get_attribute("html", "lang") == "en"


def test_what_is_not_there_and_what_is_not_understood(watched):
    page = watched("visitor")
    page.go("/item/bestaat-niet/", status=404).examine("not found")
    page.go(f"/ask/?q={'lang+' * 1200}", status=400).examine("a question that is too long")


def test_the_map_with_real_boundaries(watched, hub, tmp_path):
    file = tmp_path / "provinces.json"
    file.write_bytes(written(geojson()))
    page = watched("visitor")
    hub.do("boundaries", str(file))
    try:
        page.go("/map/").examine("map with boundaries")
        assert page.page.locator("path.sk-map__area").count() == 12
        page.go(f"{ASKED}&view=map").examine("answer on a map with boundaries", in_every_mode=False)
    finally:
        hub.do("boundaries", "--remove")


@pytest.mark.parametrize("name", ["400", "403", "429", "500"])
def test_an_error_page(name, watched, hub):
    """Pages that the hub only shows when something is wrong, rendered as it does then, and put in its place."""
    shell = {
        "LANGUAGE_CODE": "nl", "alternate_urls": [], "crumbs": [], "hub_name": "Schakel", "may_edit": False,
        "messages": [], "nav": [], "person": None, "scheme": "auto", "source_url": "", "version": "1",
    }  # fmt: skip
    request = RequestFactory().get("/broken/")
    body = render_to_string(f"{name}.html", {**shell, "request": request})
    page = watched("visitor")
    page.page.route(
        "**/broken/", lambda route: route.fulfill(body=body, content_type="text/html; charset=utf-8")
    )
    page.go("/broken/").examine(f"error {name}")


def test_forms_with_errors_of_a_visitor(watched, hub):
    page = watched("visitor")
    for address in ("/account/login/", "/account/signup/", "/account/password/reset/"):
        page.go(address)
        page.page.locator("main form button:not([type=button])").last.click()
        page.page.locator("[aria-invalid=true]").first.wait_for()
        page.examine(f"empty form {address}")
    page.go(f"/ask/not-right/{CASE}/?q={quote(QUESTION)}")
    page.page.get_by_role("button", name="Verstuur").click()
    page.page.get_by_role("alert").wait_for()
    page.examine("nothing chosen")
    page.page.get_by_role("radio").first.check()
    page.page.get_by_role("button", name="Verstuur").click()
    page.page.get_by_role("status").first.wait_for()
    page.examine("thanked")


def test_what_is_not_right_waits_for_the_staff_until_somebody_looked(watched):
    page = watched("visitor")
    page.go(f"/ask/not-right/{CASE}/?q={quote(QUESTION)}")
    page.page.get_by_role("radio").last.check()
    page.page.get_by_role("checkbox").check()
    page.page.get_by_role("button", name="Verstuur").click()
    page.page.get_by_role("status").first.wait_for()
    staff = watched("staff")
    staff.go("/staff/").page.get_by_role("link", name="Klopt niet").click()
    staff.page.get_by_text(QUESTION).wait_for()
    staff.examine("what is not right")
    staff.page.get_by_role("button", name="Bekeken").last.click()
    staff.page.get_by_role("status").first.wait_for()
    staff.go("/staff/not-right/?heap=seen").examine("what was looked at")


def link_in_mail(watched, path):
    """The newest such link in a mail that the worker of the hub has sent by now, as its page shows it."""
    for _ in range(60):
        links = watched.go("/demo/mail/").page.locator(f"main a[href*='{path}']")
        if links.count():
            return urlparse(links.first.get_attribute("href") or "").path
        watched.page.wait_for_timeout(500)
    raise AssertionError(f"no mail with {path}")


def test_mail_is_stopped_from_the_mail_itself(watched):
    page = watched("visitor")
    page.go(link_in_mail(page, "/notices/stop/")).examine("stopping mail")
    page.page.locator("main form button").first.click()
    page.page.get_by_role("status").first.wait_for()
    page.examine("mail is stopped")


def test_notices_are_read(watched):
    page = watched("member")
    page.go("/notices/").examine("unread notices")
    page.page.get_by_role("button", name="Markeer als gelezen").first.click()
    page.page.wait_for_url("**/notices/**")
    page.examine("read notices")


def test_a_new_password_is_chosen_with_the_link_from_the_mail(watched, hub):
    page = watched("visitor")
    page.go("/account/password/reset/")
    page.page.fill("input[name=email]", "farid.rahimi@example.org")
    page.page.locator("main form button").click()
    page.page.wait_for_url("**/done/")
    page.go(link_in_mail(page, "/account/password/reset/key/")).examine("new password")
    page.page.fill("input[name=password1]", "kort")
    page.page.fill("input[name=password2]", "anders")
    page.page.locator("main form button").click()
    page.page.locator("[aria-invalid=true]").first.wait_for()
    page.examine("new password with errors")


def test_a_form_without_its_token(watched):
    page = watched("visitor")
    page.go("/account/login/")
    page.page.context.clear_cookies()
    page.page.locator("main form button:not([type=button])").last.click()
    page.page.get_by_role("heading", name="nog een keer").wait_for()
    page.examine("without token")


def test_forms_with_errors_of_a_member(watched):
    page = watched("member")
    for address, button in (
        ("/account/password/change/", None),
        ("/account/reauthenticate/", None),
        ("/items/new/case/", "Opslaan als concept"),
        ("/items/new/funding/", "Opslaan als concept"),
    ):
        page.go(address)
        buttons = page.page.locator("main form button:not([type=button])")
        (page.page.get_by_role("button", name=button) if button else buttons.last).click()
        page.page.locator("[aria-invalid=true]").first.wait_for()
        page.examine(f"empty form {address}", in_every_mode=address.startswith("/items/new/case"))
    page.go("/account/")
    page.page.fill("input[name=name]", "")
    page.page.get_by_role("button", name="Opslaan").click()
    page.page.locator("[aria-invalid=true]").first.wait_for()
    page.examine("without a name", in_every_mode=False)
    page.go("/account/email/")
    page.page.get_by_role("textbox").fill("geen adres")
    page.page.locator("button[name=action_add]").click()
    page.page.locator("[aria-invalid=true]").first.wait_for()
    page.examine("no address")


def test_forms_with_errors_of_the_staff(watched):
    page = watched("staff")
    for address, field_name in (
        ("/staff/themes/heat-stress/", "nl-name"),
        ("/staff/themes/heat-stress/new/", "nl-name"),
        ("/staff/words/word/", "dutch"),
        (f"/item/{CASE}/edit/", "nl-title"),
    ):
        page.go(address)
        page.page.fill(f"[name={field_name}]", "")
        page.page.get_by_role("button", name="Opslaan", exact=True).click()
        page.page.locator("[aria-invalid=true]").first.wait_for()
        page.examine(f"empty form {address}", in_every_mode="words" in address)


def test_themes_are_looked_for_in_the_form_of_an_item(watched):
    page = watched("staff")
    page.go(f"/item/{CASE}/edit/")
    for text in ("hitte", "xqzw"):
        page.page.fill("main [name=find_theme]", text)  # the switch of language has it too
        page.page.get_by_role("button", name="Zoek thema's").click()
        page.page.wait_for_load_state()
        page.examine(f"themes with {text}", in_every_mode=False)


def test_two_people_change_the_same_item(watched):
    page, other = watched("staff"), watched("administrator")
    address = f"/item/{CASE}/edit/"
    page.go(address)
    other.go(address)
    for somebody, title in ((other, "Samen energie besparen in sporthallen"), (page, "Zuinige sporthallen")):
        somebody.page.fill("[name=nl-title]", title)
        somebody.page.get_by_role("button", name="Opslaan", exact=True).click()
        somebody.page.wait_for_load_state()
    page.page.get_by_role("heading", name="Iemand anders").wait_for()
    page.examine("changed meanwhile")


def test_steps_that_are_asked_once_more(watched):
    page = watched("staff")
    page.go(f"/item/{CASE}/edit/")
    page.page.get_by_role("button", name="Archiveer").click()
    page.page.wait_for_load_state()
    page.examine("archive one")
    page.go("/staff/items/")
    page.page.locator("[name=item]").first.check()
    page.page.get_by_role("button", name="Archiveer").click()
    page.page.wait_for_load_state()
    page.examine("archive many", in_every_mode=False)
    page.go("/staff/items/")
    page.page.get_by_role("button", name="Publiceer").click()
    page.page.wait_for_load_state()
    page.examine("nothing ticked", in_every_mode=False)
    page.go("/staff/")
    page.page.get_by_role("link", name="Beoordelen").first.click()
    page.page.get_by_role("button", name="Stuur terug").click()
    page.page.wait_for_load_state()
    page.examine("send back")


def test_an_introduction_is_looked_at_before_it_is_sent(watched):
    member = watched("member").go("/introductions/ask/regenspoor-diensten/")
    member.page.get_by_role("button", name="Bekijk wat zij lezen").click()
    member.page.locator(".sk-error-list").wait_for()
    member.examine("asking without a reason")
    member.page.get_by_label("Waarom wilt u kennismaken?").fill("Wij willen regen van daken gebruiken.")
    member.page.get_by_role("button", name="Bekijk wat zij lezen").click()
    member.page.get_by_role("heading", name="Mogen zij dit lezen?").wait_for()
    member.examine("what they will read")
    member.page.get_by_role("button", name="Verstuur het").click()
    member.page.get_by_role("heading", name="Wat is beloofd").wait_for()
    member.examine("what was sent")
    member.go(member.page.url + "withdraw/")
    member.page.get_by_role("button", name="Neem het terug").click()
    member.page.get_by_text("Het is teruggenomen.").first.wait_for()
    member.examine("what was taken back")


def test_an_answer_from_a_mail_that_is_not_complete_and_a_link_that_is_no_more(watched):
    visitor = watched("visitor").go("/introductions/answer/visit-answer/")
    visitor.page.get_by_role("button", name="Verstuur dit antwoord").click()
    visitor.page.locator(".sk-error-list").wait_for()
    visitor.examine("a no without a reason")
    visitor.go("/introductions/answer/visit-nothing/", status=410)
    visitor.examine("a link that is no more")


def test_who_cannot_ask_for_an_introduction_reads_why(watched):
    member = watched("member").go("/introductions/ask/hitteplan-ouderen/", status=403)
    member.examine("their own item")
