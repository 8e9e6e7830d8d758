"""The menu: it changes the page without loading it again, and says where you are."""

from typing import Any

import pytest

from pages.menu import MENU, address, counterpart

pytestmark = pytest.mark.browser


def open_first_page(page: Any, server: str) -> None:
    """Wait until a press on the menu changes the page; before that it loads it anew."""
    page.goto(server)
    page.wait_for_selector("#root h1")
    page.locator(".st-key-menu a").nth(len(MENU) - 1).wait_for(state="attached")


def choose(page: Any, name: str) -> str:
    from playwright.sync_api import expect

    title = page.locator("#root h1")
    old = title.inner_text()
    page.locator("#menu").get_by_role("link", name=name, exact=True).click()
    expect(title).not_to_have_text(old)
    expect(title).to_be_focused()
    return str(title.inner_text())


def test_every_page_is_reached_without_loading_again(browser_page: Any, server: str) -> None:
    from playwright.sync_api import expect

    sockets: list[str] = []
    browser_page.on("websocket", lambda socket: sockets.append(socket.url))
    open_first_page(browser_page, server)
    seen = {"Places": browser_page.locator("h1").inner_text()}
    for page, name in list(MENU.items())[1:]:
        seen[name] = choose(browser_page, name)
        assert browser_page.url == server + address(page)
        marked = browser_page.locator("#menu [aria-current=page]").all_inner_texts()
        assert marked == [name]
        assert browser_page.title() == "London places"
    assert len(set(seen.values())) == len(MENU)
    assert len(sockets) == 1

    browser_page.go_back()
    name = list(MENU.values())[-2]
    expect(browser_page.locator("#root h1")).to_have_text(seen[name])
    assert browser_page.locator("#menu [aria-current=page]").all_inner_texts() == [name]


@pytest.mark.parametrize("page", list(MENU))
def test_every_page_opens_from_a_link_with_help_and_menu(
    browser_page: Any, server: str, page: str
) -> None:
    browser_page.goto(server + address(page))
    browser_page.wait_for_selector("#root h1")
    assert browser_page.locator("#menu [aria-current=page]").inner_text() == MENU[page]
    for number in ("999", "08001111", "116000", "101"):
        assert browser_page.locator(f".bar a[href='tel:{number}']").is_visible()
    assert browser_page.locator("text=Page not found").count() == 0


def test_the_menu_works_before_the_page_is_there(browser_page: Any, server: str) -> None:
    browser_page.route("**/static/js/**", lambda route: route.abort())
    browser_page.goto(server)
    browser_page.locator("#menu").get_by_role("link", name="Talk", exact=True).click()
    browser_page.wait_for_url(f"{server}/talk")
    assert browser_page.locator("#menu [aria-current=page]").inner_text() == "Talk"


def test_the_menu_by_keyboard(browser_page: Any, server: str) -> None:
    from playwright.sync_api import expect

    open_first_page(browser_page, server)
    browser_page.locator("#menu a").nth(1).focus()
    browser_page.keyboard.press("Enter")
    expect(browser_page.locator("#root h1")).to_have_text("Talk to someone")
    expect(browser_page.locator("#root h1")).to_be_focused()
    assert browser_page.url == f"{server}/talk"


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_menu_can_be_pressed_with_a_thumb(browser_page: Any, server: str, width: int) -> None:
    browser_page.set_viewport_size({"width": width, "height": 800})
    browser_page.goto(server)
    boxes = [link.bounding_box() for link in browser_page.locator("#menu a").all()]
    assert all(box["height"] >= 44 and box["width"] >= 24 for box in boxes)
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes)


def test_the_way_to_the_plain_page_follows_the_page(browser_page: Any, server: str) -> None:
    from playwright.sync_api import expect

    open_first_page(browser_page, server)
    plain = browser_page.locator("#menu").get_by_role("link", name="Plain page", exact=True)
    expect(plain).to_have_attribute("href", "/plain")
    for page, name in list(MENU.items())[1:]:
        choose(browser_page, name)
        expect(plain).to_have_attribute("href", counterpart(page))
    browser_page.go_back()
    expect(plain).to_have_attribute("href", counterpart(list(MENU)[-2]))
    # The address of this page says which borough, and the plain one can be told.
    browser_page.get_by_role("link", name="Camden", exact=True).click()
    browser_page.get_by_role("heading", name="Camden", exact=True).wait_for()
    plain.click()
    browser_page.wait_for_url(f"{server}/plain/borough/camden")
    browser_page.get_by_role("link", name="Go to the full page").click()
    browser_page.wait_for_url(f"{server}/borough*")


def test_the_way_to_the_plain_page_is_there_before_the_page_is(
    browser_page: Any, server: str
) -> None:
    browser_page.route("**/static/js/**", lambda route: route.abort())
    browser_page.goto(f"{server}/missing?borough=camden")
    browser_page.locator("#menu").get_by_role("link", name="Plain page", exact=True).click()
    browser_page.wait_for_url(f"{server}/plain/missing?borough=camden")
