"""The way through the hub for which it was made, in a real browser: asked, introduced, tried, learned, and taken over.

What was known stands in every form already: nobody types anything twice. And nobody points at anything: all of it is
done with the keyboard, where what has the focus can be seen.
"""

from collections.abc import Callable, Iterator
from urllib.parse import quote, urlparse

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Looking, RunningHub
from tests.browser.keyboard import button, choose, go_through, reach, tick, write
from tests.browser.watching import Watched

pytestmark = [pytest.mark.browser, pytest.mark.slow]

QUESTION = "Ons zwembad verbruikt veel gas en we weten niet waar de warmte blijft"
EXPERT = "Marloes Tichelaar"
"""Of the company of Bas; she is found first."""
SOLUTION, FACILITY = "hallenwacht-meetset", "meetsporthal-de-vaart"
EXPECTED = "Als de beheerder per uur ziet wat er gebeurt, gebruikt het bad een vijfde minder gas."
MEASURE, UNIT = "Gas voor het zwembad", "m³ per week"
RESULTS = "Het verbruik daalde met een tiende. De pomp bleek ’s nachts op dagstand te staan."
REASON = "De besparing was kleiner dan de kosten van de meters."
LESSON = "Kijk eerst naar de stand van de pomp; daar hebt u geen meters voor nodig."
CHECKED = "Er wordt niets over mensen gemeten."

LIES_WITHIN = """one => one.lastElementChild.getBoundingClientRect().bottom
    <= one.getBoundingClientRect().bottom + 1"""


@pytest.fixture
def somebody(looking: Looking, hub: RunningHub) -> Iterator[Callable[[str], Watched]]:
    """A watched page of a person of the demonstration, or of a visitor."""
    pages: list[Watched] = []

    def called(name: str) -> Watched:
        pages.append(Watched(looking(name), hub))
        return pages[-1]

    yield called
    assert not (wrong := [fault for page in pages for fault in page.wrong]), "\n".join(wrong)


def press(page: Page, name: str) -> None:
    go_through(button(page, name))


def follow(page: Page, name: str) -> None:
    go_through(page.locator("main").get_by_role("link", name=name).first)


def path_of(page: Page) -> str:
    return urlparse(page.url).path


def link_to_answer(watched: Watched, name: str, question: str) -> str:
    """The link in the mail in which somebody is asked this, once the worker of the hub has made it."""
    for _ in range(60):
        letters = watched.go("/demo/mail/").page.locator("main li", has_text=question)
        links = letters.filter(has_text=f"Aan {name}").locator("a[href*='/introductions/answer/']")
        if links.count():
            return urlparse(links.first.get_attribute("href") or "").path
        watched.page.wait_for_timeout(250)
    raise AssertionError(f"no mail to {name}: {question}")


def test_a_question_becomes_a_pilot_a_case_and_something_another_municipality_uses(somebody):
    anna, bas, adviser = somebody("Anna Verbeek"), somebody("Bas Oosterling"), somebody("Chaima El Amrani")
    challenge = asks_and_hands_in(anna)
    opens(adviser, challenge)
    introduction = asks_for_an_introduction(anna, challenge)
    accepts_from_the_mail(somebody("visitor"), "Bas Oosterling")
    both_are_reached(anna, bas, introduction)
    pilot = starts_a_pilot(anna, challenge)
    says_how_it_is_measured_and_checked(anna, pilot)
    takes_part(bas, pilot)
    starts_it(anna, pilot)
    runs_and_stops(anna, pilot)
    case = writes_the_case(anna, pilot)
    publishes(somebody("Quinten Maas"), case)
    uses_it_too(somebody("Sam Dekkers"), case)


def asks_and_hands_in(anna: Watched) -> str:
    page = anna.go("/").page
    write(page.get_by_label("Waar loopt u tegenaan?"), QUESTION)
    press(page, "Zoek mee")
    anna.examine("the answer", in_every_mode=False)
    press(page, "Bewaar als vraagstuk")
    challenge = path_of(page)
    expect(page.locator("main")).to_contain_text(QUESTION)
    anna.examine("a challenge that is saved", in_every_mode=False)
    press(page, "Indienen")
    expect(page.locator(".sk-item-head")).to_contain_text("Ingediend")
    return challenge


def opens(adviser: Watched, challenge: str) -> None:
    page = adviser.go("/staff/challenges/").page
    go_through(page.locator(f"main a[href='{challenge}']").first)
    adviser.examine("a challenge before it is opened", in_every_mode=False)
    press(page, "Ik bekijk het")
    press(page, "Openzetten")
    expect(page.locator(".sk-item-head")).to_contain_text("Open")


def asks_for_an_introduction(anna: Watched, challenge: str) -> str:
    page = anna.go(challenge).page
    anna.examine("a challenge that is open", in_every_mode=False)
    helping = page.locator("#help ~ ul > li", has_text=EXPERT)
    assert helping.evaluate(LIES_WITHIN), "what can be done with a card stands over what comes below it"
    go_through(helping.get_by_role("link", name="Vraag een kennismaking aan"))
    expect(page.get_by_label("Waarom wilt u kennismaken?")).to_have_value(QUESTION)
    anna.examine("asking for an introduction", in_every_mode=False)
    press(page, "Bekijk wat zij lezen")
    expect(page.locator("blockquote")).to_have_text(QUESTION)
    anna.examine("what they will read", in_every_mode=False)
    press(page, "Verstuur het")
    expect(page.get_by_role("heading", name="Wat is beloofd")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("bas.oosterling@example.org")
    anna.examine("an introduction that was asked", in_every_mode=False)
    return path_of(page)


def accepts_from_the_mail(visitor: Watched, name: str) -> None:
    page = visitor.go(link_to_answer(visitor, name, QUESTION)).page
    expect(page.locator("main")).to_contain_text(QUESTION)
    visitor.examine("answering from a mail", in_every_mode=False)
    press(page, "Ja, wij maken kennis")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("main")).to_contain_text("U maakt kennis.")
    visitor.examine("answered from a mail", in_every_mode=False)


def both_are_reached(anna: Watched, bas: Watched, introduction: str) -> None:
    expect(anna.go(introduction).page.locator("#contact ~ ul").first).to_contain_text(
        "bas.oosterling@example.org"
    )
    anna.examine("introduced, for who asked", in_every_mode=False)
    expect(bas.go(introduction).page.locator("#contact ~ ul").first).to_contain_text(
        "anna.verbeek@example.org"
    )
    bas.examine("introduced, for who was asked", in_every_mode=False)


def starts_a_pilot(anna: Watched, challenge: str) -> str:
    # The link on the page of the challenge, with the solution and the test facility beside it.
    slug = challenge.strip("/").split("/")[-1]
    page = anna.go(f"/pilots/new/?challenge={slug}&item={SOLUTION}&item={FACILITY}").page
    assert QUESTION in page.input_value("[name=problem]")
    assert page.input_value("[name=title]").startswith("Proef: ")
    write(page.locator("[name=hypothesis]"), EXPECTED)
    tick(page.get_by_label("Hallenwacht"))
    anna.examine("starting a pilot", in_every_mode=False)
    press(page, "Begin een pilot")
    return path_of(page).removesuffix("measures/")


def takes_part(bas: Watched, pilot: str) -> None:
    bas.go(pilot).examine("a pilot one is asked for", in_every_mode=False)
    press(bas.page, "Wij doen mee")


def says_how_it_is_measured_and_checked(anna: Watched, pilot: str) -> None:
    page = anna.page  # the form led here
    for name, value in (("name", MEASURE), ("unit", UNIT), ("before", "1850"), ("aimed", "1480")):
        write(page.locator(f"[name={name}-0]"), value)
    anna.examine("measures", in_every_mode=False)
    press(page, "Opslaan en verder")
    for check in ("dpia", "ai-act", "ethics", "procurement"):
        choose(page.locator(f"#id_{check}_state"), "Niet nodig")
        write(page.locator(f"#id_{check}_words"), CHECKED)
        go_through(page.locator(f"button[value={check}]"))
    anna.examine("checks", in_every_mode=False)
    expect(anna.go(pilot).page.locator("main")).to_contain_text(EXPECTED)
    anna.examine("a pilot that is proposed", in_every_mode=False)


def starts_it(anna: Watched, pilot: str) -> None:
    page = anna.go(pilot).page
    press(page, "Wij zijn het eens")
    anna.examine("a pilot that is agreed", in_every_mode=False)
    press(page, "Start de pilot")


def runs_and_stops(anna: Watched, pilot: str) -> None:
    page = anna.go(f"{pilot}measures/").page
    assert page.input_value("[name=name-0]") == MEASURE
    assert page.input_value("[name=before-0]") == "1850"
    write(page.locator("[name=measured-0]"), "1665")
    press(page, "Opslaan")
    page = anna.go(f"{pilot}edit/").page
    assert page.input_value("[name=hypothesis]") == EXPECTED
    write(page.locator("[name=results]"), RESULTS)
    anna.examine("results", in_every_mode=False)
    go_through(page.locator("button[value=pilot]"))
    anna.examine("a pilot that runs", in_every_mode=False)
    press(page, "Het is geëvalueerd")
    press(page, "Stop ermee")
    write(page.locator("[name=words]"), REASON)
    write(page.locator("[name=lesson]"), LESSON)
    anna.examine("stopping", in_every_mode=False)
    press(page, "Stop ermee")
    anna.examine("a pilot that stopped", in_every_mode=False)


def writes_the_case(anna: Watched, pilot: str) -> str:
    page = anna.page
    press(page, "Schrijf het praktijkvoorbeeld")
    for name, known in (
        ("problem", QUESTION),
        ("approach", EXPECTED),
        ("result", RESULTS),
        ("lessons", LESSON),
    ):
        assert known in page.input_value(f"[name=nl-{name}]"), name
    assert REASON in page.input_value("[name=nl-result]")
    assert "1665" in page.content()
    anna.examine("the case as a draft", in_every_mode=False)
    case = path_of(page).removesuffix("edit/")
    press(page, "inleveren")
    anna.examine("the case that is handed in", in_every_mode=False)
    return case


def publishes(editor: Watched, case: str) -> None:
    page = editor.go("/staff/").page
    go_through(page.locator(f"main a[href='{case}edit/']").first)
    editor.examine("a case to review", in_every_mode=False)
    press(page, "Opslaan en publiceren")
    editor.examine("a case that is published", in_every_mode=False)


def uses_it_too(sam: Watched, case: str) -> None:
    page = sam.go(f"/ask/?q={quote(QUESTION)}").page
    sam.examine("the same question", in_every_mode=False)
    go_through(page.locator(f"article a[href='{case}']").first)
    for told in (LESSON, REASON, "1665", "Hallenwacht"):
        expect(page.locator("main")).to_contain_text(told)
    sam.examine("the case", in_every_mode=False)
    follow(page, "Wij gebruiken dit ook")
    reach(page.locator("[name=state]").first)
    page.keyboard.press("ArrowDown")
    expect(page.locator("[name=state][value=running]")).to_be_checked()
    sam.examine("we use this too", in_every_mode=False)
    press(page, "Opslaan")
    expect(page.locator("#used-by ~ ul")).to_contain_text("Hoogerlo")
    sam.examine("the case that is used", in_every_mode=False)
