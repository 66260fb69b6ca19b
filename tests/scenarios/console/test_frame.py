"""What every page has: its frame, keys, the palette, languages, a way in and out."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect
from pyotp.totp import TOTP

from tests.helpers.browser import PHONE, axe
from tests.helpers.console import PASSWORD, Console

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_the_frame(
    console: Console, browser: Browser, language: str, theme: str
) -> None:
    for who, path in (
        (None, "/sign-in"),
        (None, "/set-up"),
        ("max", "/preferences"),
        ("max", "/x"),
    ):
        page = console.page(browser, who, path, language=language, theme=theme)
        assert axe(page) == [], path


def test_whoever_is_not_known_signs_in_and_comes_to_where_they_wanted(
    console: Console, browser: Browser
) -> None:
    page = console.page(browser, None, "/preferences?x=1")
    _sign_in(page, "ines")
    page.wait_for_url("**/preferences?x=1")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")


def test_who_signs_out_leaves_every_page(own_console: Console, browser: Browser) -> None:
    page = own_console.page(browser, "ines", "/queue")
    other = page.context.new_page()
    other.goto(own_console.url + "/preferences")
    other.wait_for_selector("html[data-ready]")
    other.evaluate("() => localStorage.setItem('clearwater-looked', '{}')")
    page.get_by_role("button", name="Sign out").click()
    for one in (page, other):
        one.wait_for_url("**/sign-in")
    assert other.evaluate("() => [localStorage.length, sessionStorage.length]") == [0, 0]


def test_what_a_session_showed_goes_with_it(own_console: Console, browser: Browser) -> None:
    page = own_console.page(browser, "ines", "/queue")
    page.context.clock.install()
    other = page.context.new_page()
    for one, path in ((page, "/queue"), (other, "/preferences?x=1")):
        one.goto(own_console.url + path)
        one.wait_for_selector("html[data-ready]")
    minutes = int(page.locator("meta[name=idle]").get_attribute("content") or 0) // 60
    assert minutes > 5
    page.context.clock.fast_forward(f"{minutes - 2}:00")
    assert page.url.endswith("/queue"), "not before its time"
    other.reload()
    other.wait_for_selector("html[data-ready]")
    page.context.clock.fast_forward("04:00")
    assert page.url.endswith("/queue"), "somebody works in the other tab"
    page.context.clock.fast_forward(f"{minutes}:00")
    page.wait_for_url("**/sign-in?then=%2Fqueue")
    other.wait_for_url("**/sign-in?then=%2Fpreferences%3Fx%3D1")


def test_whose_roles_need_it_sets_up_a_device_first(own_console: Console, browser: Browser) -> None:
    page = own_console.page(browser, None, "/preferences")
    _sign_in(page, "rosa")
    page.wait_for_url("**/second-factor**")
    page.wait_for_selector("html[data-ready]")
    page.get_by_role("button", name="Begin").click()
    key = page.locator(".key")
    expect(key).not_to_be_empty()
    device = TOTP(key.inner_text())
    page.get_by_label("The code that it shows").fill(
        device.at(own_console.server.clock.now_us // 1_000_000)
    )
    assert axe(page) == []
    page.keyboard.press("Enter")
    page.wait_for_url("**/preferences")


def _sign_in(page: Page, user: str) -> None:
    page.get_by_label("Name").fill(user)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")


def test_a_wrong_password_is_said_and_what_was_typed_stays(
    console: Console, browser: Browser
) -> None:
    page = console.page(browser, None, "/sign-in", language="zh")
    page.locator("[name=user]").fill("rosa")
    page.locator("[name=password]").fill("别的密码")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.locator("[name=user]")).to_have_value("rosa")


def test_the_palette_goes_anywhere_by_keyboard_alone(console: Console, browser: Browser) -> None:
    page = console.page(browser, "max", "/preferences")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Where to?")).to_be_focused()
    assert axe(page) == []
    page.keyboard.type("case-1234")
    expect(page.locator(".palette [role=option]").first).to_contain_text("case-1234")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Ctrl k")


def test_language_and_theme_stay(console: Console, browser: Browser) -> None:
    page = console.page(browser, "max", "/preferences", viewport=PHONE)
    page.get_by_role("link", name="中文").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    page.locator("[name=theme]").select_option("dark")
    page.locator("main button").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")


def test_keys_of_one_letter_can_be_turned_off(console: Console, browser: Browser) -> None:
    page = console.page(browser, "max", "/preferences", shortcuts="off")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.type("gr")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.url.endswith("/preferences")


@pytest.mark.parametrize(
    ("language", "said"), [("en", "No place is called"), ("zh", "没有这个名称")]
)
def test_the_palette_says_that_nothing_fits(
    console: Console, browser: Browser, language: str, said: str
) -> None:
    page = console.page(browser, "max", "/preferences", language=language)
    page.keyboard.press("Control+k")
    page.keyboard.type("xyzxyz")
    expect(page.get_by_role("dialog").get_by_role("status")).to_contain_text(said)
    assert axe(page) == []


def test_what_is_chosen_shows_in_colours_of_the_system(console: Console, browser: Browser) -> None:
    page = console.page(browser, "max", "/queue")
    page.emulate_media(forced_colors="active")
    here = page.locator("nav a[aria-current]").first
    expect(here).to_have_css("text-decoration-line", "underline")
