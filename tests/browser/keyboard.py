"""A page of which nothing is clicked: what is wanted is reached with Tab, and pressed with Enter."""

from playwright.sync_api import Locator, Page, expect

MOST_TABS = 150


def reach(wanted: Locator) -> None:
    """Go there with Tab, as somebody does who points at nothing."""
    page = wanted.page
    expect(wanted).to_be_visible()
    # Looking for it by its name again after every Tab takes most of the time.
    element = wanted.element_handle()
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if element.evaluate("one => one === document.activeElement"):
            # What has the focus can be seen: it lies within the window, and nothing lies over its middle.
            assert element.evaluate(
                """one => {
                    const {left, top, width, height} = one.getBoundingClientRect();
                    const over = document.elementFromPoint(left + Math.min(width, 40) / 2, top + height / 2);
                    return one === over || one.contains(over) || !!over.closest('label')?.contains(one);
                }"""
            ), wanted
            return
    raise AssertionError(f"{MOST_TABS} times Tab does not lead to {wanted}")


def go_through(wanted: Locator) -> None:
    """Press what leads to another page, and wait for that."""
    reach(wanted)
    with wanted.page.expect_navigation():
        wanted.page.keyboard.press("Enter")


def button(page: Page, name: str) -> Locator:
    return page.locator("main").get_by_role("button", name=name).first


def write(field: Locator, text: str) -> None:
    """In place of what stands there."""
    reach(field)
    field.page.keyboard.press("Control+A")
    field.page.keyboard.type(text)


def tick(box: Locator) -> None:
    """What is ticked already stays so."""
    if not box.is_checked():
        reach(box)
        box.page.keyboard.press("Space")
    expect(box).to_be_checked()


def choose(field: Locator, label: str) -> None:
    """Of a list, by typing what it is called."""
    reach(field)
    field.page.keyboard.type(label)
    expect(field.locator("option:checked")).to_have_text(label)
